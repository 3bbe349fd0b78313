import KafkaRecords

/// What a control batch does to its producer's transaction.
enum TransactionMarker: Sendable, Equatable {
    case commit
    case abort

    /// Reads a control batch; nil for one that is no marker, such as a leader change.
    ///
    /// An empty one is what the cleaner leaves of a marker when all of its transaction is gone: it ends a transaction
    /// and aborts nothing.
    init?(_ batch: LogBatch, _ scanner: borrowing BatchScanner, _ decoder: BatchDecoder) throws(LogError) {
        guard batch.header.recordCount > 0 else {
            self = .commit
            return
        }
        let raw = RawRecordBatch(header: batch.header, bytes: try scanner.bytes(of: batch))
        do throws(RecordError) {
            switch try decoder.decode(raw).controlRecords().first?.kind {
            case .abort: self = .abort
            case .commit: self = .commit
            default: return nil
            }
        } catch {
            throw LogError(
                .corrupt, error.message, at: scanner.place, offset: error.offset ?? batch.header.baseOffset)
        }
    }
}
