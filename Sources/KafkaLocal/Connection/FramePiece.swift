package import NIOCore

/// A part of a frame: bytes in memory, or bytes that the system is to send from a file.
package enum FramePiece: Sendable {
    case bytes(ByteBuffer)
    case file(RecordsFile)

    var count: Int {
        switch self {
        case .bytes(let buffer): buffer.readableBytes
        case .file(let file): file.count
        }
    }

    /// What a channel writes; at most `limit` bytes of it.
    func data(limit: Int = .max) -> IOData {
        switch self {
        case .bytes(let buffer):
            .byteBuffer(buffer.getSlice(at: buffer.readerIndex, length: min(limit, count)) ?? buffer)
        case .file(let file): .fileRegion(file.region(limit: limit))
        }
    }
}
