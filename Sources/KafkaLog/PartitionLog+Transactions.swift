package import KafkaRecords
import Synchronization

extension PartitionLog {
    /// The first offset of the earliest transaction that is not finished, or the log end.
    ///
    /// Found from the newest producer snapshot that is whole, and the transaction markers behind it; from the whole log
    /// where there is no such snapshot.
    package var lastStableOffset: Int64 {
        get throws(LogError) {
            let (known, start, end) = state.withLock { ($0.firstUnstableOffset, $0.logStartOffset, $0.logEndOffset) }
            let first: Int64?
            if let known {
                first = known
            } else {
                first = try openTransactions(at: end).earliest
                state.withLock { state in
                    // A batch may have been appended meanwhile, but no transactional one: the appender takes none.
                    if state.firstUnstableOffset == nil { state.firstUnstableOffset = .some(first) }
                }
            }
            guard let first else { return end }
            return min(max(first, start), end)
        }
    }

    /// The aborted transactions that have a record or their marker at `start` or later, and that begin below `end`: what
    /// a reader of `start ..< end` must leave out. By the offset of their markers.
    ///
    /// Told by the log itself: the markers say which transactions were aborted, and the batches where they began.
    /// `.txnindex` files say the same but cannot be checked without the log.
    package func abortedTransactions(from start: Int64, to end: Int64) throws(LogError) -> [AbortedTransaction] {
        let segments = segments
        guard start < end, !segments.isEmpty else { return [] }
        let first = segments.lastIndex { $0.baseOffset <= start } ?? 0
        var open = try openTransactions(atStartOf: segments[first])
        var aborted: [AbortedTransaction] = []
        for index in first..<segments.count {
            let next = index + 1 < segments.count ? segments[index + 1].baseOffset : nil
            for event in try segments[index].withMap(.everything, next: next, { $0.events }) {
                if let ended = open.apply(event), ended.lastOffset >= start, ended.firstOffset < end {
                    aborted.append(AbortedTransaction(producerID: ended.producerID, firstOffset: ended.firstOffset))
                }
            }
            // A transaction of the range may be aborted far behind it.
            if next ?? end >= end, open.earliest ?? end >= end { break }
        }
        return aborted
    }

    private func openTransactions(atStartOf segment: Segment) throws(LogError) -> OpenTransactions {
        if let known = state.withLock({ $0.openAtStart[segment.baseOffset] }) { return known }
        let open = try openTransactions(at: segment.baseOffset)
        state.withLock { $0.openAtStart[segment.baseOffset] = open }
        return open
    }

    /// The transactions that are open just below an offset.
    private func openTransactions(at offset: Int64) throws(LogError) -> OpenTransactions {
        var (from, open) = try newestSnapshot(upTo: offset) ?? (Int64.min, OpenTransactions())
        let segments = segments
        for (index, segment) in segments.enumerated() where segment.baseOffset < offset {
            let next = index + 1 < segments.count ? segments[index + 1].baseOffset : nil
            if let next, next <= from { continue }
            for event in try segment.withMap(.offset(offset - 1), next: next, { $0.events })
            where event.offset >= from && event.offset < offset {
                _ = open.apply(event)
            }
            from = max(from, segment.baseOffset)
        }
        return open
    }

    private func newestSnapshot(upTo offset: Int64) throws(LogError) -> (Int64, OpenTransactions)? {
        var offsets: [Int64] = []
        for file in try SystemDirectory.names(in: path, place: place) {
            if let at = Segment.baseOffset(ofFile: file, ending: ProducerSnapshot.fileEnding), at <= offset {
                offsets.append(at)
            }
        }
        for at in offsets.sorted(by: >) {
            let file = path + "/" + Segment.fileName(at, ProducerSnapshot.fileEnding)
            if let open = ProducerSnapshot.openTransactions(path: file, place: place) { return (at, open) }
        }
        return nil
    }
}
