import Testing

@testable import KafkaClient

@Suite struct SingleFlightTests {
    private static func run(
        _ flight: SingleFlight<String, Int>, _ key: String = "key", _ work: () async throws(KafkaClientError) -> Int
    ) async -> Result<Int, KafkaClientError> {
        do throws(KafkaClientError) {
            return .success(try await flight.run(key, work))
        } catch {
            return .failure(error)
        }
    }

    @Test func manyCallersShareOneWork() async {
        let flight = SingleFlight<String, Int>()
        let count = Counter()
        let gate = Gate()
        let begun = Gate()
        let results = await withTaskGroup(of: Result<Int, KafkaClientError>.self) { group in
            for number in 0..<20 {
                group.addTask {
                    if number > 0 { await begun.wait() }
                    return await Self.run(flight) { () async throws(KafkaClientError) in
                        count.increment()
                        begun.open()
                        await gate.wait()
                        return 42
                    }
                }
            }
            await begun.wait()
            // The others are on their way to the queue; those who come late do the work again, with the same result.
            for _ in 0..<100 { await Task.yield() }
            gate.open()
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(results.count == 20)
        #expect(results.allSatisfy { $0 == .success(42) })
        #expect((1..<20).contains(count.value))
    }

    @Test func aFailureIsForAllWhoWait() async {
        let flight = SingleFlight<String, Int>()
        let failure = KafkaClientError(.timedOut, "Too late.")
        #expect(await Self.run(flight) { () throws(KafkaClientError) in throw failure } == .failure(failure))
        // And the next one tries anew.
        #expect(await Self.run(flight) { 1 } == .success(1))
    }

    @Test func whenTheWorkerIsCancelledAnotherTakesOver() async {
        let flight = SingleFlight<String, Int>()
        let begun = Gate()
        let results = await withTaskGroup(of: Result<Int, KafkaClientError>.self) { group in
            group.addTask {
                await withTaskGroup(of: Result<Int, KafkaClientError>.self) { inner in
                    inner.addTask {
                        await Self.run(flight) { () async throws(KafkaClientError) in
                            begun.open()
                            await Gate().wait()
                            throw .cancelled
                        }
                    }
                    await begun.wait()
                    for _ in 0..<100 { await Task.yield() }
                    inner.cancelAll()
                    return await inner.next() ?? .success(-1)
                }
            }
            group.addTask {
                await begun.wait()
                return await Self.run(flight) { 7 }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(results.contains(.failure(.cancelled)))
        #expect(results.contains(.success(7)))
    }

    @Test func aCallerThatWaitsCanLeave() async {
        let flight = SingleFlight<String, Int>()
        let begun = Gate()
        let gate = Gate()
        let results = await withTaskGroup(of: Result<Int, KafkaClientError>.self) { group in
            group.addTask {
                await Self.run(flight) { () async throws(KafkaClientError) in
                    begun.open()
                    await gate.wait()
                    return 7
                }
            }
            await begun.wait()
            let left = await withTaskGroup(of: Result<Int, KafkaClientError>.self) { inner in
                inner.addTask { await Self.run(flight) { 8 } }
                for _ in 0..<100 { await Task.yield() }
                inner.cancelAll()
                return await inner.next() ?? .success(-1)
            }
            gate.open()
            return [left, await group.next() ?? .success(-1)]
        }
        #expect(results == [.failure(.cancelled), .success(7)])
    }

    @Test func keysDoNotWaitForEachOther() async {
        let flight = SingleFlight<String, Int>()
        let result = await Self.run(flight, "a") { () async throws(KafkaClientError) in
            (try? await Self.run(flight, "b") { 2 }.get()) ?? -1
        }
        #expect(result == .success(2))
    }
}
