import KafkaRecords
import NIOCore
import Synchronization

/// One segment of a partition: a `.log` file and what its batch headers have shown so far.
///
/// The file is opened for each use and only for that: a partition of many segments costs no file handles, and a segment
/// that a running broker removes is noticed.
final class Segment: Sendable {
    /// How far the headers must have been looked at.
    enum Goal {
        /// Up to a batch that reaches the offset.
        case offset(Int64)
        /// Up to the byte.
        case position(Int64)
        case everything
    }

    private struct State {
        var map: SegmentMap
        /// For transaction markers.
        let decoder = BatchDecoder()
        /// The whole file as it is now has been looked at.
        var isComplete = false
    }

    static let fileEnding = ".log"

    let baseOffset: Int64
    let path: String
    let place: LogPlace
    private let state: Mutex<State>

    init(directory: String, baseOffset: Int64, place: LogPlace) {
        self.baseOffset = baseOffset
        self.path = directory + "/" + Self.fileName(baseOffset, Self.fileEnding)
        self.place = place.with(file: path)
        self.state = Mutex(State(map: SegmentMap(baseOffset: baseOffset)))
    }

    /// A file's name: the base offset in twenty digits, and the ending.
    static func fileName(_ baseOffset: Int64, _ ending: String) -> String {
        let digits = String(baseOffset)
        return String(repeating: "0", count: max(0, 20 - digits.utf8.count)) + digits + ending
    }

    /// The base offset that a file with this ending names.
    static func baseOffset(ofFile name: String, ending: String) -> Int64? {
        guard name.hasSuffix(ending) else { return nil }
        let digits = name.dropLast(ending.count)
        guard digits.utf8.count == 20, digits.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return nil }
        return Int64(digits)
    }

    /// Looks at as many headers as the goal needs, and gives what is known of the segment to `body`.
    ///
    /// - Parameter next: the base offset of the following segment; nil for the newest one, the only one that may end
    ///   inside a batch.
    func withMap<Result>(
        _ goal: Goal, next: Int64?, _ body: (borrowing SegmentMap) throws(LogError) -> Result
    ) throws(LogError) -> Result {
        try state.withLock { (state) throws(LogError) -> Result in
            try scan(&state, to: goal, next: next)
            return try body(state.map)
        }
    }

    /// Takes note of a batch that the caller has just appended to the file.
    func didAppend(_ batch: LogBatch) {
        state.withLock { state in
            state.map.append(batch)
        }
    }

    /// Makes the next look go on behind what was the file's end.
    func expectGrowth() {
        state.withLock { $0.isComplete = false }
    }

    /// The first batch whose last offset is `offset` or more; nil where the segment has none.
    func firstBatch(reaching offset: Int64, next: Int64?) throws(LogError) -> LogBatch? {
        let block = try withMap(.offset(offset), next: next) { $0.block(reaching: offset) }
        guard let block else { return nil }
        return try firstBatch(in: block) { $0.header.lastOffset >= offset }
    }

    /// Where the answer to a read lies; nil where the segment has no batch that reaches `offset`.
    ///
    /// - Parameters:
    ///   - maxBytes: the most bytes to give; the first batch is given whole all the same where `minOneBatch` is set, and
    ///     else nothing where it does not fit.
    ///   - upTo: no batch that begins here or later is given.
    func slice(
        from offset: Int64, maxBytes: Int, minOneBatch: Bool, upTo: Int64, next: Int64?
    ) throws(LogError) -> LogSlice? {
        guard let first = try firstBatch(reaching: offset, next: next) else { return nil }
        let wanted = minOneBatch ? max(maxBytes, first.header.sizeInBytes) : maxBytes
        guard first.header.baseOffset < upTo, wanted >= first.header.sizeInBytes else {
            return LogSlice(path: path, place: place, position: first.position, count: 0, first: nil)
        }
        let end = try endPosition(upTo: upTo, goal: .position(first.position + Int64(wanted)), next: next)
        let count = Int(min(Int64(wanted), end - first.position))
        return LogSlice(path: path, place: place, position: first.position, count: count, first: first)
    }

    /// The offset after the batch that holds the last byte of a slice.
    func nextOffset(after slice: LogSlice, next: Int64?) throws(LogError) -> Int64 {
        let end = slice.position + Int64(slice.count)
        let block = try withMap(.position(end), next: next) { $0.block(at: end - 1) }
        guard let block, let batch = try firstBatch(in: block, where: { $0.endPosition >= end }) else {
            return baseOffset
        }
        return batch.header.nextOffset
    }

    /// The bytes of a batch of this segment.
    func bytes(of batch: LogBatch) throws(LogError) -> ByteBuffer {
        try BatchScanner(file: open()).bytes(of: batch)
    }

    func open() throws(LogError) -> SystemFile {
        do throws(LogError) {
            return try SystemFile(path: path, place: place)
        } catch {
            guard error.code == .notFound else { throw error }
            throw LogError(.vanished, "the segment was there and is gone: it was removed meanwhile", at: place)
        }
    }

    /// Goes through the batches of a block and gives the first one wanted.
    func firstBatch(
        in block: SegmentMap.Block, where isWanted: (LogBatch) throws(LogError) -> Bool
    ) throws(LogError) -> LogBatch? {
        var scanner = try BatchScanner(file: open(), position: block.position, leastOffset: block.baseOffset)
        while scanner.position < block.endPosition {
            guard case .batch(let batch) = try scanner.next() else {
                throw LogError(.vanished, "the file became shorter while it was read", at: place)
            }
            if try isWanted(batch) { return batch }
        }
        return nil
    }

    /// Where the batches below an offset end, as far as the goal reaches.
    private func endPosition(upTo: Int64, goal: Goal, next: Int64?) throws(LogError) -> Int64 {
        let (end, block) = try withMap(goal, next: next) { map in
            (map.endPosition, map.nextOffset > upTo ? map.block(reaching: upTo) : nil)
        }
        guard let block else { return end }
        return try firstBatch(in: block) { $0.header.baseOffset >= upTo }?.position ?? block.endPosition
    }

    private func scan(_ state: inout State, to goal: Goal, next: Int64?) throws(LogError) {
        guard !state.isComplete, !goal.isReached(state.map) else { return }
        var scanner = try BatchScanner(
            file: open(), position: state.map.endPosition, leastOffset: state.map.nextOffset)
        while !goal.isReached(state.map) {
            switch try scanner.next() {
            case .batch(let batch):
                if let next, batch.header.lastOffset >= next {
                    throw LogError(
                        .corrupt,
                        "the batch at byte \(batch.position) reaches offset \(batch.header.lastOffset), but the next "
                            + "segment begins at \(next)",
                        at: place, offset: batch.header.baseOffset)
                }
                let marker = batch.header.isControl ? try TransactionMarker(batch, scanner, state.decoder) : nil
                state.map.append(batch, marker: marker)
            case .torn where next != nil:
                throw LogError(
                    .corrupt, "the segment ends inside a batch, at byte \(scanner.position), and is not the newest one",
                    at: place, offset: state.map.nextOffset)
            case .end, .torn:
                state.isComplete = true
                return
            }
        }
    }
}

extension Segment.Goal {
    func isReached(_ map: borrowing SegmentMap) -> Bool {
        switch self {
        // Before the first batch nothing is known, whatever the segment's name says.
        case .offset(let offset): map.nextOffset > offset && !map.blocks.isEmpty
        case .position(let position): map.endPosition >= position
        case .everything: false
        }
    }
}
