import KafkaRecords
package import NIOCore
import Synchronization

/// Appends what producers send to one partition, as a broker does: offsets assigned, append times put in, segments
/// rolled by size, sparse indexes written.
///
/// Readers of `log` see a batch when it is in the file, never before. The calls block: keep them off event loops.
package final class LogAppender: Sendable {
    package struct Options: Sendable {
        /// A segment is rolled before a batch would make it larger than this, in bytes. Kafka's default: 1 GiB.
        package var segmentBytes: Int
        /// Bytes of log between two index entries. Kafka's default: 4096.
        package var indexIntervalBytes: Int
        /// The largest batch taken, in bytes.
        package var maxBatchBytes: Int

        package init(segmentBytes: Int = 1 << 30, indexIntervalBytes: Int = 4096, maxBatchBytes: Int = 64 << 20) {
            self.segmentBytes = segmentBytes
            self.indexIntervalBytes = indexIntervalBytes
            self.maxBatchBytes = maxBatchBytes
        }
    }

    /// What became of an append.
    package struct Appended: Sendable, Equatable {
        /// The offset of the first record.
        package let baseOffset: Int64
        /// The offset after the last record.
        package let nextOffset: Int64

        package init(baseOffset: Int64, nextOffset: Int64) {
            self.baseOffset = baseOffset
            self.nextOffset = nextOffset
        }
    }

    private struct State: ~Copyable {
        var active: ActiveSegment
        var validator: BatchValidator
        var isClosed = false
    }

    package let log: PartitionLog
    private let options: Options
    private let state: Mutex<State>

    /// Opens a partition for appending: a torn tail of the newest segment is cut off.
    init(_ log: PartitionLog, options: Options) throws(LogError) {
        self.log = log
        self.options = options
        let validator = BatchValidator(place: log.place, limit: options.maxBatchBytes)
        let interval = options.indexIntervalBytes
        if let newest = log.segments.last {
            state = Mutex(
                State(
                    active: try .resuming(newest, directory: log.path, indexInterval: interval), validator: validator))
        } else {
            let segment = Segment(directory: log.path, baseOffset: log.logEndOffset, place: log.place)
            state = Mutex(
                State(
                    active: try .starting(segment, directory: log.path, indexInterval: interval), validator: validator))
            log.didRoll(to: segment)
        }
    }

    /// Appends a record set of message format 2. All of its batches are taken, or none (unless the disk refuses one).
    ///
    /// - Parameters:
    ///   - records: batches as a producer makes them: offsets from 0, no control and no transactional batch.
    ///   - appendTime: for topics with LogAppendTime: what becomes the time of every record, in milliseconds since 1970.
    ///     With nil the producer's times stay.
    /// - Throws: ``LogError`` with `corruptBatch`, `invalidBatch` or `batchTooLarge`; nothing was written then.
    package func append(_ records: ByteBuffer, appendTime: Int64? = nil) throws(LogError) -> Appended {
        try state.withLock { (state) throws(LogError) -> Appended in
            guard !state.isClosed else {
                throw LogError(.invalidRequest, "the log is closed", at: log.place)
            }
            let start = log.logEndOffset
            let batches = try state.validator.assign(
                records, from: start, leaderEpoch: log.leaderEpochs.latest, appendTime: appendTime)
            var nextOffset = start
            for batch in batches {
                let header = batch.header
                let isFull = state.active.size + Int64(header.sizeInBytes) > Int64(options.segmentBytes)
                // The indexes have 32 bits for an offset within the segment.
                let isTooWide = header.lastOffset - state.active.segment.baseOffset > Int64(Int32.max)
                if state.active.size > 0, isFull || isTooWide {
                    try state.active.flush()
                    let segment = Segment(directory: log.path, baseOffset: header.baseOffset, place: log.place)
                    state.active = try .starting(
                        segment, directory: log.path, indexInterval: options.indexIntervalBytes)
                    log.didRoll(to: segment)
                }
                try state.active.append(header, bytes: batch.bytes)
                nextOffset = header.nextOffset
                log.didAppend(nextOffset: nextOffset)
            }
            return Appended(baseOffset: start, nextOffset: nextOffset)
        }
    }

    /// Puts everything on the disk.
    package func flush() throws(LogError) {
        try state.withLock { (state) throws(LogError) in try state.active.flush() }
    }

    /// Puts everything on the disk; nothing can be appended afterwards.
    package func close() throws(LogError) {
        try state.withLock { (state) throws(LogError) in
            guard !state.isClosed else { return }
            state.isClosed = true
            try state.active.flush()
        }
    }
}
