import KafkaRecords

/// A record to be written to a topic made by a test.
struct TestRecord: Sendable {
    var partition: Int32
    /// Milliseconds since 1970.
    var timestamp: Int64
    var key: [UInt8]?
    var value: [UInt8]?
    var headers: [RecordHeader]

    init(
        _ value: [UInt8]?, partition: Int32 = 0, at timestamp: Int64 = TestRecord.noon, key: [UInt8]? = nil,
        headers: [(String, String?)] = []
    ) {
        self.partition = partition
        self.timestamp = timestamp
        self.key = key
        self.value = value
        self.headers = headers.map { RecordHeader(name: Array($0.utf8), value: $1.map { Array($0.utf8) }) }
    }

    init(
        _ json: String, partition: Int32 = 0, at timestamp: Int64 = TestRecord.noon, key: String? = nil,
        headers: [(String, String?)] = []
    ) {
        self.init(
            Array(json.utf8), partition: partition, at: timestamp, key: key.map { Array($0.utf8) }, headers: headers)
    }

    /// 2022-09-22T12:00:00Z.
    static let noon: Int64 = 1_663_848_000_000

    /// Events of one partition, a second apart from noon on; nil is a tombstone.
    static func events(_ values: [String?], partition: Int32 = 0) -> [TestRecord] {
        values.enumerated().map { index, value in
            TestRecord(value.map { Array($0.utf8) }, partition: partition, at: noon + Int64(index) * 1_000)
        }
    }
}
