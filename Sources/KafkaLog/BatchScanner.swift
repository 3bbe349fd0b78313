import KafkaRecords
import NIOCore

/// Goes from batch header to batch header through a segment's file, in order, without reading the records.
///
/// The file is read in windows: large ones while batches are small, so that a read brings many headers, and little more
/// than a header once they are not.
struct BatchScanner: ~Copyable {
    enum Step: Equatable {
        case batch(LogBatch)
        /// The file ends where a batch ends.
        case end
        /// The file ends inside a batch, or with zeros behind the last one: the tail of a segment that was being
        /// written, or that was preallocated.
        case torn
    }

    private static let largeWindow = 64 * 1024
    private static let smallWindow = 256
    /// Batches larger than this are large.
    private static let smallBatch = 4 * 1024
    /// Behind the data of a preallocated segment at least so many bytes must be zero (or all, where there are fewer).
    private static let zeroProof = 4 * 1024

    /// Where the next header is looked for.
    private(set) var position: Int64
    /// The file's size as the scan believes it; bytes behind it do not exist.
    let limit: Int64
    private let file: SystemFile
    var place: LogPlace { file.place }
    private var window = ByteBuffer()
    private var windowStart: Int64 = 0
    private var previous: LogBatch?
    /// What the next batch's base offset has to be at least.
    private var leastOffset: Int64

    /// - Parameter leastOffset: no batch may begin below it (0 where nothing is known).
    init(file: consuming SystemFile, position: Int64 = 0, leastOffset: Int64 = 0) throws(LogError) {
        self.limit = try file.status().size
        self.file = file
        self.position = position
        self.leastOffset = leastOffset
    }

    /// The next batch. After `.end` and `.torn` it gives the same again.
    ///
    /// - Throws: ``LogError/Code/corrupt`` for a header that no batch can have, and for offsets that do not ascend.
    mutating func next() throws(LogError) -> Step {
        let left = limit - position
        guard left > 0 else { return .end }
        let parsed = try parse(atMost: left)
        switch parsed {
        case .incomplete:
            return .torn
        case .header(let header):
            guard Int64(header.sizeInBytes) <= left else { return .torn }
            guard header.baseOffset >= leastOffset else {
                throw failure(
                    "the batch at byte \(position) begins at offset \(header.baseOffset), below \(leastOffset), where "
                        + "the batch before it ends; offsets must ascend",
                    offset: header.baseOffset)
            }
            let batch = LogBatch(position: position, header: header)
            position = batch.endPosition
            previous = batch
            leastOffset = header.nextOffset
            return .batch(batch)
        }
    }

    /// The bytes of a batch that `next()` gave.
    func bytes(of batch: LogBatch) throws(LogError) -> ByteBuffer {
        var buffer = ByteBufferAllocator().buffer(capacity: batch.header.sizeInBytes)
        let count = try file.read(at: batch.position, count: batch.header.sizeInBytes, into: &buffer)
        guard count == batch.header.sizeInBytes else {
            throw LogError(.vanished, "the file became shorter while it was read", at: file.place)
        }
        return buffer
    }

    private mutating func parse(atMost left: Int64) throws(LogError) -> RecordBatchHeader.Parsed {
        let wanted = Int(min(left, Int64(RecordBatchHeader.sizeOfMagic2)))
        try fill(wanted)
        let start = Int(position - windowStart)
        let result = window.withUnsafeReadableBytes { bytes in
            Result { () throws(RecordError) in
                try RecordBatchHeader.parse(
                    UnsafeRawBufferPointer(rebasing: bytes[start...].prefix(Int(clamping: left))))
            }
        }
        switch result {
        case .success(let parsed): return parsed
        case .failure(let error):
            // A base offset and a length of zero are what a preallocated file ends with.
            if try isZero(upTo: left) { return .incomplete }
            throw failure(
                "no batch begins at byte \(position): \(error.message)", offset: error.offset ?? leastOffset)
        }
    }

    /// The error for a header that is wrong. Where the batch before it is damaged, that one is to blame: its length led
    /// here, or its last offset.
    private func failure(_ message: String, offset: Int64) -> LogError {
        guard let previous, let bytes = try? bytes(of: previous) else {
            return LogError(.corrupt, message, at: file.place, offset: offset)
        }
        do throws(RecordError) {
            _ = try BatchDecoder().decode(RawRecordBatch(header: previous.header, bytes: bytes))
            return LogError(.corrupt, message, at: file.place, offset: offset)
        } catch {
            return LogError(.corrupt, error.message, at: file.place, offset: previous.header.baseOffset)
        }
    }

    /// Makes sure that the window holds `count` bytes from `position` on (fewer only at the file's end).
    private mutating func fill(_ count: Int) throws(LogError) {
        let start = position - windowStart
        if start >= 0, start + Int64(count) <= Int64(window.readableBytes) { return }
        let size = previous?.header.sizeInBytes ?? 0 > Self.smallBatch ? Self.smallWindow : Self.largeWindow
        window.clear()
        windowStart = position
        try file.read(at: position, count: Int(min(Int64(max(size, count)), limit - position)), into: &window)
        guard window.readableBytes >= count else {
            throw LogError(.vanished, "the file became shorter while it was read", at: file.place)
        }
    }

    private mutating func isZero(upTo left: Int64) throws(LogError) -> Bool {
        let count = Int(min(left, Int64(Self.zeroProof)))
        try fill(count)
        let start = Int(position - windowStart)
        return window.withUnsafeReadableBytes { bytes in
            bytes[start...].prefix(Int(clamping: left)).allSatisfy { $0 == 0 }
        }
    }
}
