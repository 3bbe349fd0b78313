/// When a segment's file was last changed: a broker takes it for the largest timestamp of a segment that has none.
///
/// A copy of a log directory often has other file times than the original; so they can be given.
package struct FileTimes: Sendable {
    /// The file system's own times.
    package static let system = FileTimes { _ in nil }

    private let override: @Sendable (_ path: String) -> Int64?

    /// - Parameter override: milliseconds since 1970 for a file's path, or nil to ask the file system.
    package init(_ override: @escaping @Sendable (_ path: String) -> Int64?) {
        self.override = override
    }

    func modified(_ segment: Segment) throws(LogError) -> Int64 {
        if let time = override(segment.path) { return time }
        return try segment.open().status().modified
    }
}
