import KafkaLog
import NIOCore

/// An open segment file and the run of bytes in it that is to be sent. Closed when nobody has it any more.
package final class RecordsFile: Sendable {
    let count: Int
    private let position: Int
    private let handle: NIOFileHandle

    init(_ slice: LogSlice) throws(LogError) {
        count = slice.count
        position = Int(slice.position)
        handle = NIOFileHandle(_deprecatedTakingOwnershipOfDescriptor: try slice.open().duplicate())
    }

    deinit { try? handle.close() }

    /// Valid while this object lives.
    func region(limit: Int) -> FileRegion {
        FileRegion(fileHandle: handle, readerIndex: position, endIndex: position + max(0, min(limit, count)))
    }
}
