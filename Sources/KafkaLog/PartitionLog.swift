package import KafkaWire
import NIOCore
import Synchronization

/// One partition in a log directory, opened for reading: its segments, its offsets and its leader epochs.
///
/// Offsets are those of the moment of opening; `refresh()` looks again at a directory that a broker is writing to.
/// Nothing is ever written. The calls read files and block: keep them off event loops.
package final class PartitionLog: Sendable {
    struct State {
        var segments: [Segment]
        var logStartOffset: Int64
        var logEndOffset: Int64
        /// The first offset of the earliest open transaction, once somebody asked; the inner nil is "none open".
        var firstUnstableOffset: Int64??
        /// The transactions that are open where a segment begins, as far as somebody asked.
        var openAtStart: [Int64: OpenTransactions] = [:]
        var leaderEpochs: LeaderEpochs
    }

    package let name: PartitionName
    /// The partition's directory.
    package let path: String
    /// `partition.metadata`; nil for directories of brokers older than 2.8.
    package let topicID: KafkaUUID?
    let fileTimes: FileTimes
    let state: Mutex<State>

    package init(path: String, name: PartitionName, fileTimes: FileTimes = .system) throws(LogError) {
        self.name = name
        self.path = path
        self.fileTimes = fileTimes
        topicID = try PartitionMetadata.topicID(directory: path, place: name.place)
        state = Mutex(
            State(
                segments: [], logStartOffset: 0, logEndOffset: 0,
                leaderEpochs: try LeaderEpochs(directory: path, place: name.place)))
        try refresh()
    }

    /// The first offset that may be read: what retention and DeleteRecords have left. May lie inside a segment, and
    /// inside a batch.
    package var logStartOffset: Int64 { state.withLock { $0.logStartOffset } }

    /// The offset that the next record will get. There is one replica here, so it is the high watermark too.
    package var logEndOffset: Int64 { state.withLock { $0.logEndOffset } }

    package var leaderEpochs: LeaderEpochs { state.withLock { $0.leaderEpochs } }

    var place: LogPlace { name.place }

    /// Looks at the directory again: new segments, removed ones, a new end, a new start. Not for the log of an appender,
    /// which knows what it wrote.
    package func refresh() throws(LogError) {
        var known: [Int64: Segment] = [:]
        for segment in segments { known[segment.baseOffset] = segment }
        var found: [Segment] = []
        for file in try SystemDirectory.names(in: path, place: place) {
            guard let base = Segment.baseOffset(ofFile: file, ending: Segment.fileEnding) else { continue }
            found.append(known[base] ?? Segment(directory: path, baseOffset: base, place: place))
        }
        found.sort { $0.baseOffset < $1.baseOffset }
        segments.last?.expectGrowth()
        // Kafka keeps this file one level up, in the log directory, for all partitions.
        let checkpoint = try CheckpointFile.offsets(of: parentPath + "/" + LogDirectory.logStartFile)[name]
        let start = max(checkpoint ?? 0, found.first?.baseOffset ?? 0)
        let end = try found.last?.withMap(.everything, next: nil) { map throws(LogError) in map.nextOffset } ?? start
        let epochs = try LeaderEpochs(directory: path, place: place)
        state.withLock { state in
            state.segments = found
            state.logStartOffset = start
            state.logEndOffset = max(end, start)
            state.firstUnstableOffset = nil
            state.openAtStart = [:]
            state.leaderEpochs = epochs
        }
    }

    /// The segments in order of their offsets, those below the log start that are still on disk included.
    var segments: [Segment] { state.withLock { $0.segments } }

    /// Hides the records below an offset; those below the present start stay hidden.
    package func moveLogStart(to offset: Int64) {
        state.withLock { $0.logStartOffset = min(max($0.logStartOffset, offset), $0.logEndOffset) }
    }

    /// Takes note of a segment that the appender has started.
    func didRoll(to segment: Segment) {
        state.withLock { $0.segments.append(segment) }
    }

    /// Takes note of batches that the appender has written.
    func didAppend(nextOffset: Int64) {
        state.withLock { $0.logEndOffset = nextOffset }
    }

    private var parentPath: String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return String(path[..<slash])
    }
}
