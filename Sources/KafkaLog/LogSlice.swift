/// Where the answer to a read lies: a run of bytes in one segment's file, beginning with a whole batch's first byte.
package struct LogSlice: Sendable, Equatable {
    package let path: String
    let place: LogPlace
    /// In bytes from the start of the file.
    package let position: Int64
    package let count: Int
    /// The first batch; nil where the slice is empty.
    package let first: LogBatch?

    package var isEmpty: Bool { count == 0 }
}
