import KafkaRecords
import NIOCore

/// What a broker noted about the producers of a partition when a segment was rolled or the broker stopped:
/// `<offset>.snapshot`. Only the open transactions are taken from it.
///
/// Layout of version 1 (Kafka's `ProducerSnapshot.json`): version (2), CRC-32C of all behind it (4), count (4), and per
/// producer: id (8), epoch (2), last sequence (4), last offset (8), offset delta (4), timestamp (8), coordinator
/// epoch (4), first offset of the open transaction or -1 (8).
enum ProducerSnapshot {
    static let fileEnding = ".snapshot"

    /// The open transactions of a snapshot; nil where the file is missing or is not whole and right: whoever asks can
    /// read the log instead.
    static func openTransactions(path: String, place: LogPlace) -> OpenTransactions? {
        guard var contents = try? SystemDirectory.contents(of: path, place: place) else { return nil }
        guard contents.readInteger(as: Int16.self) == 1, let crc = contents.readInteger(as: UInt32.self),
            contents.withUnsafeReadableBytes({ CRC32C.checksum($0) }) == crc,
            let count = contents.readInteger(as: Int32.self), count >= 0,
            contents.readableBytes == Int(count) * 46
        else { return nil }
        var firstOffsets: [Int64: Int64] = [:]
        for _ in 0..<count {
            guard let producerID = contents.readInteger(as: Int64.self), contents.readSlice(length: 30) != nil,
                let firstOffset = contents.readInteger(as: Int64.self)
            else { return nil }
            if firstOffset >= 0 { firstOffsets[producerID] = firstOffset }
        }
        return OpenTransactions(firstOffsets)
    }
}
