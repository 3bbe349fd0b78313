import KafkaWire

/// How long a broker's answer may be, in bytes, by the call that it answers.
///
/// A Fetch brings records, which stay slices of the bytes received: its memory is its length. It is as long as its
/// request allows, or as one record batch where that is longer, and how long batches may be only the topic's settings
/// know. Any other answer becomes values, which take up to 16 times its length, and needs a fraction of that.
struct AnswerLimits {
    /// The limit of every call but Fetch: 64 MiB.
    ///
    /// The longest that a cluster sends is a Metadata answer about all of its topics. A partition of three replicas takes
    /// 42 bytes of it (50 below version 9), so 1.3 million partitions with their topics' names fit: several times what
    /// Kafka's largest clusters have. A read asks about one topic alone.
    static let otherCalls = 64 << 20

    /// The limit of a Fetch: `receive.message.max.bytes`.
    var fetch: Int

    /// - Parameter call: nil where nothing was asked.
    func bytes(of call: ApiKey?) -> Int { call == .fetch ? fetch : min(fetch, Self.otherCalls) }
}
