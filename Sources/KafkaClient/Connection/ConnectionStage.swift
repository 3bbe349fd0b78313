/// How far a connection has come, in this order; stages that the security protocol does not need are left out.
package enum ConnectionStage: Int, Comparable, Sendable, CaseIterable {
    case connected
    case secured
    case negotiated
    case authenticated

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
