import NIOCore

/// The leader epochs of a partition and where each began: `leader-epoch-checkpoint`.
package struct LeaderEpochs: Sendable, Equatable {
    package struct Entry: Sendable, Equatable {
        package let epoch: Int32
        package let startOffset: Int64

        package init(epoch: Int32, startOffset: Int64) {
            self.epoch = epoch
            self.startOffset = startOffset
        }
    }

    static let fileName = "leader-epoch-checkpoint"

    /// In the order of the file: epochs and offsets ascend.
    package let entries: [Entry]

    package init(entries: [Entry]) {
        self.entries = entries
    }

    init(directory: String, place: LogPlace) throws(LogError) {
        let path = directory + "/" + Self.fileName
        var entries: [Entry] = []
        for fields in try CheckpointFile.entries(of: path, fields: 2, place: place) ?? [] {
            guard let epoch = Int32(fields[0]), let offset = Int64(fields[1]) else {
                throw LogError(.corrupt, "a line that is not epoch and offset", at: place.with(file: path))
            }
            entries.append(Entry(epoch: epoch, startOffset: offset))
        }
        self.entries = entries
    }

    /// The epoch of the partition's leader: the last one written, 0 where none is.
    package var latest: Int32 { entries.last?.epoch ?? 0 }

    /// Where an epoch ends in this log: the largest epoch up to it that the log knows, and the offset at which the next
    /// one begins. Nil where the log knows none that is later or the same.
    ///
    /// - Parameters:
    ///   - current: the leader's epoch, in which nothing need have been written yet.
    ///   - logEnd: where it ends.
    package func end(of epoch: Int32, current: Int32, logEnd: Int64) -> Entry? {
        var known = entries.filter { $0.epoch <= current }
        if current > known.last?.epoch ?? -1 { known.append(Entry(epoch: current, startOffset: logEnd)) }
        if epoch == known.last?.epoch { return Entry(epoch: epoch, startOffset: logEnd) }
        guard let next = known.first(where: { $0.epoch > epoch }) else { return nil }
        let floor = known.last { $0.epoch <= epoch }?.epoch ?? epoch
        return Entry(epoch: floor, startOffset: next.startOffset)
    }

    /// The first epoch, as ListOffsets names it with the log start; -1 where it began after that.
    package func earliest(logStartOffset: Int64) -> Int32 {
        guard let first = entries.first, first.startOffset <= logStartOffset else { return -1 }
        return first.epoch
    }

    var fileContents: ByteBuffer {
        let lines = entries.map { "\($0.epoch) \($0.startOffset)\n" }.joined()
        return ByteBuffer(string: "0\n\(entries.count)\n\(lines)")
    }
}
