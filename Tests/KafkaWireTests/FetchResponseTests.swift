import GoldenData
import KafkaWire
import NIOCore
import Testing

struct FetchResponseTests {
    @Test("records are slices of the frame: nothing is copied")
    func recordsAreSlices() throws {
        var seen = 0
        for exchange in try WireExchange.of(api: ApiKey.fetch.rawValue) {
            let places = try RecordPlaces.ranges(in: exchange)
            // Each set lies behind the one before it.
            #expect(zip(places, places.dropFirst()).allSatisfy { $0.upperBound < $1.lowerBound }, "\(exchange)")
            seen += places.count
        }
        #expect(seen > 100)
    }

    @Test("read_committed answers list the aborted transactions, read_uncommitted ones give null")
    func abortedTransactions() throws {
        var listed = 0
        for exchange in try WireExchange.of(api: ApiKey.fetch.rawValue) where exchange.client == "raw" {
            var reader = WireReader(ByteBuffer(bytes: exchange.request))
            let header = try RequestHeader(reading: &reader)
            let request = try FetchRequest(reading: &reader, version: header.apiVersion)
            let (_, response) = try decodeResponse(
                FetchResponse.self, from: ByteBuffer(bytes: exchange.response), version: exchange.apiVersion)
            for partition in response.responses.flatMap(\.partitions) where partition.errorCode == .noError {
                switch request.isolationLevel {
                case .readUncommitted: #expect(partition.abortedTransactions == nil, "\(exchange)")
                case .readCommitted:
                    let aborted = try #require(partition.abortedTransactions, "\(exchange)")
                    listed += aborted.count
                    #expect(aborted.allSatisfy { $0.producerId >= 0 && $0.firstOffset < partition.lastStableOffset })
                }
            }
        }
        #expect(listed > 0)
    }

    @Test("the errors recorded are the ones that were provoked")
    func errors() throws {
        let name = "errors: unknown topic, unknown partition, offset out of range (below, above)"
        let exchanges = try WireExchange.of(api: ApiKey.fetch.rawValue).filter { $0.caseName == name }
        #expect(exchanges.count == 14)
        for exchange in exchanges {
            let (_, response) = try decodeResponse(
                FetchResponse.self, from: ByteBuffer(bytes: exchange.response), version: exchange.apiVersion)
            let codes = Set(response.responses.flatMap(\.partitions).map(\.errorCode))
            let unknownTopic: KafkaErrorCode = exchange.apiVersion >= 13 ? .unknownTopicId : .unknownTopicOrPartition
            #expect(codes == [unknownTopic, .unknownTopicOrPartition, .offsetOutOfRange], "\(exchange)")
        }
    }
}
