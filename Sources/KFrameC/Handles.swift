import KFrame
import KFrameColumns
import KFrameScan
import KafkaLocal

/// An open reader, which is closed when nobody holds it.
final class ReaderHandle: Sendable {
    let reader: Reader

    init(_ reader: Reader) { self.reader = reader }

    deinit {
        Task { [reader] in await reader.close() }
    }
}

/// Batches of one schema in memory: a frame, a part of one, a batch of a stream, or counts.
final class FrameHandle: Sendable {
    let schema: Schema
    let batches: [ColumnBatch]

    init(_ schema: Schema, _ batches: [ColumnBatch]) {
        self.schema = schema
        self.batches = batches
    }

    convenience init(_ frame: Frame) { self.init(frame.schema, frame.batches) }

    convenience init(_ batch: ColumnBatch) { self.init(batch.schema, batch.rowCount > 0 ? [batch] : []) }
}

/// A running local broker.
final class BrokerHandle: Sendable {
    let broker: LocalBroker

    init(_ broker: LocalBroker) { self.broker = broker }
}
