/// A record as a third-party consumer got it.
package struct ExpectedRecord: Sendable, Equatable {
    package enum TimestampType: String, Sendable {
        case create
        case append
    }

    package struct Header: Sendable, Equatable {
        package let name: String
        package let value: [UInt8]?

        package init(name: String, value: [UInt8]?) {
            self.name = name
            self.value = value
        }
    }

    /// 0 in the files of old message formats, which have no partition.
    package let partition: Int32
    package let offset: Int64
    /// Milliseconds since 1970; -1 where the record has none.
    package let timestamp: Int64
    /// Nil in message format 0, which has no timestamps; of a record of format 2 without one, its batch's type.
    package let timestampType: TimestampType?
    package let key: [UInt8]?
    package let value: [UInt8]?
    package let headers: [Header]

    /// For tests that bring what they have read into this form.
    package init(
        partition: Int32 = 0, offset: Int64, timestamp: Int64, timestampType: TimestampType?, key: [UInt8]?,
        value: [UInt8]?, headers: [Header] = []
    ) {
        self.partition = partition
        self.offset = offset
        self.timestamp = timestamp
        self.timestampType = timestampType
        self.key = key
        self.value = value
        self.headers = headers
    }

    /// The records of a topic as a read_uncommitted consumer gets them, by partition and offset.
    package static func load(topic: String) throws -> [ExpectedRecord] {
        let plain = "expected/\(topic).records.ndjson"
        return try load(file: GoldenFiles.exists(plain) ? plain : plain + ".gz")
    }

    /// The records of one `.ndjson` or `.ndjson.gz` file.
    package static func load(file: String) throws -> [ExpectedRecord] {
        try GoldenJSON.lines(file: file).map { try ExpectedRecord($0) }
    }

    private init(_ json: GoldenJSON) throws {
        partition = json.has("partition") ? try json.integer("partition") : 0
        offset = try json.integer("offset")
        timestamp = try json.integer("timestamp")
        timestampType =
            json.isNull("timestamp_type") ? nil : TimestampType(rawValue: try json.string("timestamp_type"))
        key = try json.base64("key_b64")
        value = try json.base64("value_b64")
        headers = try json.array("headers").map { pair in
            guard let pair = pair as? [Any], pair.count == 2, let name = pair[0] as? String else {
                throw json.wrong("headers")
            }
            return Header(name: name, value: try (pair[1] as? String).map { try json.decodeBase64($0, "headers") })
        }
    }
}
