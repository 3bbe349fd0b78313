import KFrame
import KFrameColumns
import KFrameScan

struct FieldAnswer: Encodable {
    var name: String
    var type: String

    init(_ field: Field) {
        name = field.arrowName
        type = "\(ColumnType(field.type))"
    }
}

/// A frame's size and columns.
struct FrameFacts: Encodable {
    var rows: Int
    var bytes: Int
    var fields: [FieldAnswer]

    init(_ frame: FrameHandle) {
        rows = frame.batches.reduce(0) { $0 + $1.rowCount }
        bytes = frame.batches.reduce(0) { $0 + $1.byteCount }
        fields = frame.schema.fields.map(FieldAnswer.init)
    }
}

/// A receipt as it is saved, and what a careful reader has to know.
struct ReceiptAnswer: Encodable {
    var receipt: String
    var notes: [String]

    init(_ receipt: ReadReceipt) throws {
        self.receipt = try receipt.json()
        notes = receipt.notes
    }
}

struct FieldsAnswer: Encodable {
    var fields: [FieldAnswer]
}

struct CellsAnswer: Encodable {
    var head: [[String?]]
    var tail: [[String?]]
}

struct BrokerAnswer: Encodable {
    var bootstrapServers: String
    var topic: String?
}

struct TopicAnswer: Encodable {
    var topic: String
    var partitions: Int
    var records: Int64
    var first: Int64?
    var last: Int64?
    var bytes: Int64?
    var problem: String?

    init(_ summary: TopicSummary) {
        topic = summary.name
        partitions = summary.partitionCount
        records = summary.offsetCount
        first = summary.firstTimestamp
        last = summary.lastTimestamp
        bytes = summary.sizeInBytes
        problem = summary.problem
    }
}

struct PlanAnswer: Encodable {
    struct Partition: Encodable {
        var partition: Int
        var leader: Int
        var start: Int64
        var end: Int64
        var startReason: String
        var endReason: String
        var logStart: Int64
        var highWatermark: Int64
        var lastStableOffset: Int64?
    }

    var topic: String
    var from: Int64?
    var to: Int64?
    var offsets: Int64
    var partitions: [Partition]

    init(_ plan: ScanPlan) {
        let readable = ReadPlan(plan)
        topic = plan.topic
        from = plan.range.from
        to = plan.range.to
        offsets = plan.offsetCount
        partitions = readable.partitions.map {
            Partition(
                partition: $0.partition, leader: $0.leader, start: $0.start, end: $0.end, startReason: $0.startReason,
                endReason: $0.endReason, logStart: $0.logStart, highWatermark: $0.highWatermark,
                lastStableOffset: $0.lastStableOffset)
        }
    }
}

/// Why something failed.
struct ErrorAnswer: Encodable {
    var code: String
    var message: String
    var topic: String?
    var partition: Int32?
    var offset: Int64?

    init(_ error: KFrameError) {
        code = error.code.rawValue
        message = error.message
        topic = error.topic
        partition = error.partition
        offset = error.offset
    }

    /// `{"error": …}`.
    var json: String {
        guard let json = try? JSON.encode(["error": self]) else {
            return #"{"error":{"code":"unsupported","message":"the error cannot be written as JSON"}}"#
        }
        return json
    }
}
