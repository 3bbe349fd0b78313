import GoldenData
import KafkaWire
import NIOCore
import Testing

/// Where the record sets of a Fetch answer lie in its frame.
enum RecordPlaces {
    /// The byte ranges of the record sets that are not empty; none for other calls. They are found by address, so a copy
    /// made by the reader fails the test.
    static func ranges(in exchange: WireExchange) throws -> [Range<Int>] {
        guard exchange.apiKey == ApiKey.fetch.rawValue else { return [] }
        let frame = ByteBuffer(bytes: exchange.response)
        let (_, response) = try decodeResponse(FetchResponse.self, from: frame, version: exchange.apiVersion)
        return try frame.withUnsafeReadableBytes { whole in
            let start = try #require(whole.baseAddress)
            return try response.responses.flatMap(\.partitions).compactMap(\.records).filter { $0.readableBytes > 0 }
                .map { records in
                    try records.withUnsafeReadableBytes { part in
                        let place = start.distance(to: try #require(part.baseAddress))
                        try #require((0...(whole.count - part.count)).contains(place), "\(exchange)")
                        return place..<(place + part.count)
                    }
                }
        }
    }
}
