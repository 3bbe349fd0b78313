import KafkaRecords

/// What the batch headers of one segment say, kept in memory: an index that was not read from a file but proved.
///
/// It grows from the start of the file on. A block stands for neighbouring batches of together at least
/// `blockSize` bytes, so a segment of 1 GiB takes about 1 MiB.
struct SegmentMap: Sendable {
    struct Block: Sendable, Equatable {
        let position: Int64
        var endPosition: Int64
        let baseOffset: Int64
        var lastOffset: Int64
        var maxTimestamp: Int64
    }

    static let blockSize: Int64 = 32 * 1024

    private(set) var blocks: [Block] = []
    /// Where the next header is to be looked for.
    private(set) var endPosition: Int64 = 0
    /// The offset after the last batch seen; the segment's base offset before the first.
    private(set) var nextOffset: Int64
    /// -1 where no batch has a timestamp.
    private(set) var maxTimestamp: Int64 = -1
    private(set) var events: [TransactionEvent] = []
    /// The producers whose open transaction has its `data` event in `events`.
    private var producersInTransaction: Set<Int64> = []

    init(baseOffset: Int64) {
        nextOffset = baseOffset
    }

    /// Takes the next batch of the file.
    ///
    /// - Parameter marker: what a control batch does to its producer's transaction, if anything.
    mutating func append(_ batch: LogBatch, marker: TransactionMarker? = nil) {
        let header = batch.header
        if var block = blocks.last, block.endPosition - block.position < Self.blockSize {
            block.endPosition = batch.endPosition
            block.lastOffset = header.lastOffset
            block.maxTimestamp = max(block.maxTimestamp, header.maxTimestamp)
            blocks[blocks.count - 1] = block
        } else {
            blocks.append(
                Block(
                    position: batch.position, endPosition: batch.endPosition, baseOffset: header.baseOffset,
                    lastOffset: header.lastOffset, maxTimestamp: header.maxTimestamp))
        }
        endPosition = batch.endPosition
        nextOffset = header.nextOffset
        maxTimestamp = max(maxTimestamp, header.maxTimestamp)
        note(header, marker)
    }

    /// The block that holds the first batch with a last offset of `offset` or more.
    func block(reaching offset: Int64) -> Block? {
        let index = firstIndex { $0.lastOffset >= offset }
        return index < blocks.count ? blocks[index] : nil
    }

    /// The block that holds the byte at `position`.
    func block(at position: Int64) -> Block? {
        let index = firstIndex { $0.endPosition > position }
        return index < blocks.count ? blocks[index] : nil
    }

    private mutating func note(_ header: RecordBatchHeader, _ marker: TransactionMarker?) {
        if header.isControl {
            guard let marker, header.hasProducerID else { return }
            producersInTransaction.remove(header.producerID)
            events.append(.marker(producerID: header.producerID, offset: header.baseOffset, marker))
        } else if header.isTransactional, header.hasProducerID, header.recordCount > 0,
            // (A batch that the cleaner emptied is of a transaction that is over.)
            producersInTransaction.insert(header.producerID).inserted
        {
            events.append(.data(producerID: header.producerID, offset: header.baseOffset))
        }
    }

    /// The first block for which a condition holds that, once true, stays true.
    private func firstIndex(where isReached: (Block) -> Bool) -> Int {
        var low = 0
        var high = blocks.count
        while low < high {
            let middle = (low + high) / 2
            if isReached(blocks[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
