import GoldenData
import KFrame
import KafkaRecords
import KafkaWire
import NIOCore
import Testing

/// Whatever a peer sends, a read ends with an error that says so, and with little memory. Through the whole client, over
/// TCP. One at a time: the peak is the process's.
extension HostileBytesTests {
    @Suite(.serialized) struct HostilePeerTests {
        private static let calls: [ApiKey] = [.apiVersions, .metadata, .listOffsets, .fetch]

        /// Reads from such a peer.
        ///
        /// - Returns: why the read failed, and how many bytes the process grew by at its largest.
        private func read(
            _ api: ApiKey, closes: Bool = false, end: Int64 = 1000, _ bytes: @escaping HostilePeer.Bytes
        ) async throws -> (error: KFrameError?, growth: Int) {
            MemoryPeak.reset()
            let before = MemoryPeak.current ?? 0
            var failure: KFrameError?
            do {
                try await HostilePeer.run(api, closes: closes, end: end, bytes: bytes) { reader in
                    _ = try await reader.read("t", from: "earliest", to: "latest")
                }
            } catch let error as KFrameError {
                failure = error
            }
            return (failure, (MemoryPeak.resident ?? 0) - before)
        }

        @Test("an answer that claims 2 GB", arguments: calls)
        func claimsTwoGigabytes(_ api: ApiKey) async throws {
            let (error, growth) = try await read(api) { _ in ByteBuffer(bytes: [0x7F, 0xFF, 0xFF, 0xFF, 0, 0]) }
            #expect(error?.message.contains("2147483647") == true, "\(String(describing: error))")
            #expect(growth < 64 << 20)
        }

        @Test("an answer that claims what is allowed, and does not come", arguments: calls)
        func claimsAndCloses(_ api: ApiKey) async throws {
            let (error, growth) = try await read(api, closes: true) { _ in
                ByteBuffer(bytes: [api == .fetch ? 0x1F : 0x03, 0, 0, 0] + Array(repeating: 0, count: 1000))
            }
            #expect(error != nil)
            #expect(growth < 64 << 20)
        }

        @Test("an answer that is longer than its call may have", arguments: [.metadata, .listOffsets] as [ApiKey])
        func longerThanItsCall(_ api: ApiKey) async throws {
            let limit = 64 << 20
            let (error, growth) = try await read(api) { _ in ByteBuffer(integer: Int32(limit + 1)) }
            let message = error?.message ?? ""
            for word in [api.name, "127.0.0.1:", "\(limit + 1) bytes", "the limit is \(limit)"] {
                #expect(message.contains(word), "\(message)")
            }
            #expect(growth < 64 << 20)
        }

        @Test("a Fetch's answer of so many bytes is taken, and so is one of the limit for other calls")
        func withinTheLimit() async throws {
            for (api, length) in [(ApiKey.fetch, (64 << 20) + 1), (.metadata, 64 << 20)] {
                let (error, _) = try await read(api, closes: true) { _ in
                    ByteBuffer(bytes: ByteBuffer(integer: Int32(length)).readableBytesView + [0, 0, 0, 0])
                }
                let message = error?.message ?? ""
                #expect(message.contains("in the middle of an answer, after 4 of \(length) bytes"), "\(message)")
            }
        }

        @Test("more elements than any cluster has, in few bytes")
        func millionsOfElements() async throws {
            let (error, growth) = try await read(.metadata) { header in
                let count = 1 << 22
                var content = ByteBuffer(integer: header.correlationId)
                content.writeRepeatingByte(0, count: ApiKey.metadata.zerosBeforeFirstArray(header.apiVersion))
                // Brokers in compact form: one more than they are.
                var announced = UInt32(count + 1)
                while announced >= 0x80 {
                    content.writeInteger(UInt8(truncatingIfNeeded: announced) | 0x80)
                    announced >>= 7
                }
                content.writeInteger(UInt8(announced))
                // A broker is two numbers, an empty host, no rack and no tags.
                content.writeRepeatingByte(1, count: 11 * count)
                var frame = ByteBuffer(integer: Int32(content.readableBytes))
                frame.writeBuffer(&content)
                return frame
            }
            #expect(error?.message.contains("more than 2097152 elements") == true, "\(String(describing: error))")
            #expect(growth < 300 << 20, "\(growth >> 20) MiB")
        }

        @Test("an array of a billion elements, and one whose length never ends", arguments: calls)
        func billionElements(_ api: ApiKey) async throws {
            for count in [[0x3F, 0xFF, 0xFF, 0xFF], Array(repeating: 0xFF, count: 64)] as [[UInt8]] {
                let (error, growth) = try await read(api) { header in
                    var content = ByteBuffer(integer: header.correlationId)
                    // Whatever stands before the first array, it is zeros.
                    let zeros = api.zerosBeforeFirstArray(header.apiVersion)
                    content.writeRepeatingByte(0, count: zeros)
                    content.writeBytes(count)
                    content.writeRepeatingByte(0, count: 1000)
                    var frame = ByteBuffer(integer: Int32(content.readableBytes))
                    frame.writeBuffer(&content)
                    return frame
                }
                #expect(error != nil)
                #expect(growth < 64 << 20)
            }
        }

        @Test("an answer nobody asked for, again and again")
        func unsolicited() async throws {
            let (error, growth) = try await read(.metadata) { _ in
                var frames = ByteBuffer()
                for id in Int32(1000)..<20_000 { frames.writeMultipleIntegers(Int32(8), id, Int32(0)) }
                return frames
            }
            #expect(error != nil)
            #expect(growth < 64 << 20)
        }

        /// Answers a Fetch with this record set.
        private func fetch(_ records: ByteBuffer, end: Int64 = 1000) async throws -> (error: KFrameError?, growth: Int)
        {
            try await read(.fetch, end: end) { header in
                encodeResponse(
                    FetchResponse(responses: [
                        .init(
                            topic: "t",
                            partitions: [
                                .init(highWatermark: end, lastStableOffset: end, logStartOffset: 0, records: records)
                            ])
                    ]), version: header.apiVersion, correlationId: header.correlationId)
            }
        }

        @Test(
            "record sets that claim or become too much",
            arguments: try CorruptCase.all().filter { $0.must == .bounded || $0.name.contains("huge") })
        func damagedSets(_ set: CorruptCase) async throws {
            let (_, growth) = try await fetch(ByteBuffer(bytes: try set.logBytes()))
            #expect(growth < 700 << 20, "\(growth >> 20) MiB")
        }

        @Test(
            "a bomb of each codec: more than the limit in one value",
            arguments: CompressionCodec.allCases.filter { $0 != .none }
        )
        func bomb(_ codec: CompressionCodec) async throws {
            let records = try Bomb.recordSet(codec)
            let (error, growth) = try await fetch(records, end: 1)
            #expect(error?.code == .corruptRecords)
            #expect(error?.message.contains("limit") == true, "\(String(describing: error))")
            #expect(growth < 700 << 20, "\(growth >> 20) MiB")
        }
    }
}

extension ApiKey {
    /// Bytes of the answer's body before its first array, the header's tags included.
    fileprivate func zerosBeforeFirstArray(_ version: Int16) -> Int {
        let tags = Int(responseHeaderVersion(version))
        return switch self {
        // An error code.
        case .apiVersions: 2
        // A throttle time.
        case .metadata: (version >= 3 ? 4 : 0) + tags
        case .listOffsets: (version >= 2 ? 4 : 0) + tags
        // That, an error code and a session.
        default: (version >= 7 ? 10 : 4) + tags
        }
    }
}
