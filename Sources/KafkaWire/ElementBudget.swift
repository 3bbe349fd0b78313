/// How many more elements a message may have: of its arrays and their arrays, and tagged fields.
///
/// An element of a byte or two becomes a value of many, so their count says more of a message's memory than its length.
/// Bytes, record sets and plain numbers are not counted: they take what they take on the wire.
final class ElementBudget {
    /// The longest message that a cluster needs is a Metadata answer with a partition in every 42 bytes: 64 MiB of it
    /// have fewer than this.
    static let ofMessage = 1 << 21

    private(set) var left = ofMessage

    /// - Returns: false where so many are not left.
    func take(_ count: Int) -> Bool {
        guard count <= left else { return false }
        left -= count
        return true
    }
}
