package import KafkaWire
import NIOCore

/// The frame of a Fetch response in pieces, with every partition's records as a piece of its own: they go from the file to
/// the socket without being copied into a frame first.
///
/// The bytes are those of `FetchResponse`, which also writes nearly all of them here: each of its structs ends with one
/// thing that has a length (topics, partitions, records) and with tagged fields. It is written with that thing empty and
/// without tagged fields, and the end is cut off and written anew.
package struct FetchFrame {
    package struct Topic {
        package var topic: String
        package var topicId: KafkaUUID
        package var partitions: [Partition]

        package init(topic: String, topicId: KafkaUUID, partitions: [Partition]) {
            self.topic = topic
            self.topicId = topicId
            self.partitions = partitions
        }
    }

    package struct Partition {
        /// Its `records` are left alone.
        package var response: FetchResponse.Partition
        package var records: RecordsPiece

        package init(response: FetchResponse.Partition, records: RecordsPiece) {
            self.response = response
            self.records = records
        }
    }

    private let version: Int16
    private let isFlexible: Bool
    private var pieces: [FramePiece] = []
    private var writer: WireWriter

    /// - Returns: the pieces in their order, the first with the length prefix.
    package static func encode(
        _ response: FetchResponse, topics: [Topic], version: Int16, correlationId: Int32
    ) -> [FramePiece] {
        var frame = FetchFrame(version: version, correlationId: correlationId)
        frame.write(response, topics)
        return frame.finish()
    }

    private init(version: Int16, correlationId: Int32) {
        self.version = version
        isFlexible = ApiKey.fetch.isFlexible(version)
        writer = WireWriter()
        writer.int32(0)
        ResponseHeader(correlationId: correlationId)
            .write(to: &writer, version: ApiKey.fetch.responseHeaderVersion(version))
        writer.begin(.fetch, version: version)
    }

    private mutating func write(_ response: FetchResponse, _ topics: [Topic]) {
        var bare = response
        bare.nodeEndpoints = []
        writeHead(of: bare, count: topics.count)
        for topic in topics {
            writeHead(
                of: FetchResponse.Topic(topic: topic.topic, topicId: topic.topicId), count: topic.partitions.count)
            for partition in topic.partitions {
                let bare = partition.response.withoutTaggedFields
                writeHead(of: bare, count: partition.records.count)
                endPiece()
                if let piece = partition.records.piece { pieces.append(piece) }
                writeTags(of: partition.response, beyond: bare)
            }
            writer.taggedFields([])
        }
        writeTags(of: FetchResponse(nodeEndpoints: response.nodeEndpoints), beyond: FetchResponse())
    }

    /// Writes what a struct has more than the same struct without tagged fields, whose last byte says that there are none.
    private mutating func writeTags<Value: WireStruct>(of value: Value, beyond bare: Value) {
        guard isFlexible, value != bare else { return writer.taggedFields([]) }
        let (whole, head) = (bytes(of: value), bytes(of: bare).readableBytes - 1)
        var buffer = writer.buffer
        buffer.writeImmutableBuffer(
            whole.getSlice(at: whole.readerIndex + head, length: whole.readableBytes - head) ?? ByteBuffer())
        writer = WireWriter(buffer)
        writer.begin(.fetch, version: version)
    }

    private func bytes(of value: some WireStruct) -> ByteBuffer {
        var alone = WireWriter()
        alone.begin(.fetch, version: version)
        value.write(to: &alone, version: version)
        return alone.buffer
    }

    /// Writes a struct up to the thing that it ends with, and that thing's length.
    private mutating func writeHead(of value: some WireStruct, count: Int) {
        let alone = bytes(of: value)
        // An empty thing and no tagged fields: a byte each, or the four bytes of a classic length.
        let head = alone.getSlice(at: alone.readerIndex, length: alone.readableBytes - (isFlexible ? 2 : 4))
        var buffer = writer.buffer
        buffer.writeImmutableBuffer(head ?? ByteBuffer())
        writer = WireWriter(buffer)
        writer.begin(.fetch, version: version)
        if isFlexible {
            writer.unsignedVarint(UInt32(truncatingIfNeeded: count + 1))
        } else {
            writer.int32(Int32(truncatingIfNeeded: count))
        }
    }

    private mutating func endPiece() {
        pieces.append(.bytes(writer.buffer))
        writer = WireWriter()
        writer.begin(.fetch, version: version)
    }

    private mutating func finish() -> [FramePiece] {
        endPiece()
        let length = pieces.reduce(0) { $0 + $1.count } - 4
        if case .bytes(var first) = pieces[0] {
            first.setInteger(UInt32(truncatingIfNeeded: length), at: first.readerIndex)
            pieces[0] = .bytes(first)
        }
        return pieces.filter { $0.count > 0 }
    }
}

extension FetchResponse.Partition {
    fileprivate var withoutTaggedFields: Self {
        var bare = self
        bare.divergingEpoch = FetchResponse.EpochEndOffset()
        bare.currentLeader = LeaderIdAndEpoch()
        bare.snapshotId = FetchResponse.SnapshotId()
        return bare
    }
}
