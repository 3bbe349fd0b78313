import KafkaLog
package import NIOCore

/// A partition's records on their way to a client.
package enum RecordsPiece: Sendable {
    case none
    case bytes(ByteBuffer)
    case file(RecordsFile)

    /// From so many bytes on, the system sends them from the file (`sendfile`): nothing is copied and no memory taken.
    /// Fewer are read, for then that is cheaper than one more call.
    private static let leastForFile = 32 * 1024

    /// - Parameter usesFiles: false where bytes have to be encrypted on their way.
    init(_ slice: LogSlice, usesFiles: Bool) throws(LogError) {
        if usesFiles, slice.count >= Self.leastForFile {
            self = .file(try RecordsFile(slice))
        } else {
            var records = ByteBufferAllocator().buffer(capacity: slice.count)
            try slice.read(into: &records)
            self = .bytes(records)
        }
    }

    var count: Int { piece?.count ?? 0 }

    var piece: FramePiece? {
        switch self {
        case .none: nil
        case .bytes(let buffer): .bytes(buffer)
        case .file(let file): .file(file)
        }
    }
}
