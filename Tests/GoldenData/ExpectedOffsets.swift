/// What the broker answered about the offsets of one topic (`expected/<topic>.offsets.json`), by partition.
package struct ExpectedOffsets: Sendable {
    /// One answer of ListOffsets; -1 in a field means "none".
    package struct Listed: Sendable, Equatable {
        package let offset: Int64
        package let timestamp: Int64
        package let leaderEpoch: Int32
    }

    /// The broker's answer for one timestamp.
    package struct Probe: Sendable {
        /// The timestamp asked for, in milliseconds.
        package let timestamp: Int64
        /// The offset answered by partition, -1 for none.
        package let offsets: [Int32: Int64]
        package let timestamps: [Int32: Int64]
        /// Only the partitions whose answer is not the first record a consumer sees at or after `timestamp`: that
        /// record's offset, or -1.
        package let firstRecordWhereDifferent: [Int32: Int64]

        /// The true first record at or after `timestamp`, or -1.
        package func firstRecord(partition: Int32) -> Int64? {
            firstRecordWhereDifferent[partition] ?? offsets[partition]
        }
    }

    package let topic: String
    package let logStart: [Int32: Int64]
    package let highWatermark: [Int32: Int64]
    package let lastStable: [Int32: Int64]
    package let earliest: [Int32: Listed]
    package let latest: [Int32: Listed]
    package let maxTimestamp: [Int32: Listed]
    /// Transactional topics only.
    package let latestReadCommitted: [Int32: Listed]?
    package let forTimes: [Probe]
    /// Transactional topics only.
    package let forTimesReadCommitted: [Probe]?

    package var partitions: [Int32] { logStart.keys.sorted() }

    /// Every topic that has an offsets file, by name.
    package static func topics() throws -> [String] {
        let ending = ".offsets.json"
        return try GoldenFiles.names(in: "expected").filter { $0.hasSuffix(ending) }
            .map { String($0.dropLast(ending.count)) }
    }

    package static func load(topic: String) throws -> ExpectedOffsets {
        let json = try GoldenJSON(file: "expected/\(topic).offsets.json")
        return ExpectedOffsets(
            topic: topic,
            logStart: try json.offsetsByPartition("log_start"),
            highWatermark: try json.offsetsByPartition("high_watermark"),
            lastStable: try json.offsetsByPartition("last_stable"),
            earliest: try listed(json, "earliest"),
            latest: try listed(json, "latest"),
            maxTimestamp: try listed(json, "max_timestamp"),
            latestReadCommitted: json.has("latest_read_committed") ? try listed(json, "latest_read_committed") : nil,
            forTimes: try probes(json, "for_times"),
            forTimesReadCommitted: json.has("for_times_read_committed")
                ? try probes(json, "for_times_read_committed") : nil)
    }

    private static func listed(_ json: GoldenJSON, _ name: String) throws -> [Int32: Listed] {
        try json.byPartition(name) { value in
            let entry = try GoldenJSON(value, file: json.file)
            return Listed(
                offset: try entry.integer("offset"),
                timestamp: try entry.integer("timestamp"),
                leaderEpoch: try entry.integer("leader_epoch"))
        }
    }

    private static func probes(_ json: GoldenJSON, _ name: String) throws -> [Probe] {
        try json.objects(name).map { entry in
            Probe(
                timestamp: try entry.integer("timestamp"),
                offsets: try entry.offsetsByPartition("offsets"),
                timestamps: try entry.offsetsByPartition("timestamps"),
                firstRecordWhereDifferent: entry.has("first_record")
                    ? try entry.offsetsByPartition("first_record") : [:])
        }
    }
}
