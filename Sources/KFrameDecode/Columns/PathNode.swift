/// A path that some event had, in a ``PathTrie``: plain memory, as large as a line of the processor's cache.
struct PathNode: BitwiseCopyable {
    /// What is wanted of the path and of what lies beneath it.
    enum Want {
        static let nothing: UInt8 = 0
        /// Something beneath the path.
        static let partly: UInt8 = 1
        /// The path and everything beneath it.
        static let everything: UInt8 = 2
    }

    static let none: Int32 = -1

    /// The first sixteen bytes of the key, as ``PathKey`` has them.
    var low: UInt64
    var high: UInt64
    /// The number of the last row that had the path: a second time in one row is a duplicate key.
    var lastRow: UInt64 = 0
    var keyCount: UInt32
    /// Where the key lies in the trie's keys.
    var keyStart: UInt32
    /// The sibling that came after this one last.
    var next = Self.none
    /// The member that came first last.
    var first = Self.none
    var parent: Int32
    /// The lane of the batch; -1 before the path's first value in it.
    var lane = Self.none
    /// The length of the path's name in bytes, escapes not counted.
    var nameCount: UInt32
    /// The node of the projection, where `want` is ``Want/partly``.
    var projection: Int32
    /// The last batch that had an object here.
    var objectBatch: UInt32 = 0
    /// The bytes of text that the last batch had here, for each 16 rows.
    var textHint: UInt16 = 0
    var want: UInt8
    /// Whether there is a backslash in the key. It never stands like that in an event, where it is an escape: what stands there
    /// and looks like this key is another one's spelling.
    var hasBackslash = false
}
