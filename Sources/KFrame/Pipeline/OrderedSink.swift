/// Puts what workers finish in any order back into the order of the jobs, and hands it to one consumer at a time.
///
/// A worker that is too far ahead of the consumer waits: so memory stays bounded however slow the consumer is. Failures
/// keep the order too: what a job before the failed one found is consumed first, and where the consumer wants no more
/// by then, the failure never was.
actor OrderedSink<Element: Sendable> {
    private let capacity: Int
    private let keepsOrder: Bool
    private let consume: @Sendable (Element) async throws -> Bool
    private var pending: [Int: (element: Result<Element, any Error>, isLast: Bool)] = [:]
    private var nextIndex = 0
    private var arrivals = 0
    private var isConsuming = false
    private var isClosed = false
    private var waiters: [CheckedContinuation<Void, Never>] = []

    /// - Parameter consume: takes the next element; false when it wants no more.
    init(capacity: Int, keepsOrder: Bool, consume: @escaping @Sendable (Element) async throws -> Bool) {
        self.capacity = capacity
        self.keepsOrder = keepsOrder
        self.consume = consume
    }

    /// - Parameter isLast: whether the job comes to no more elements. Where it comes to several, each of them waits for the
    ///   job's turn before it is taken.
    /// - Returns: whether more is wanted.
    /// - Throws: what the consumer threw, or the failure whose turn it is.
    func accept(
        _ element: Result<Element, any Error>, at index: Int, isLast: Bool = true
    ) async throws -> Bool {
        while keepsOrder, !isLast, index > nextIndex, !isClosed {
            await withCheckedContinuation { waiters.append($0) }
        }
        if isClosed { return false }
        let place = keepsOrder ? index : arrivals
        arrivals += 1
        pending[place] = (element, isLast || !keepsOrder)
        if !isConsuming { try await consumeReady() }
        // Whoever has the next element never waits here, so those that do are woken in the end.
        while place > nextIndex + capacity, !isClosed {
            await withCheckedContinuation { waiters.append($0) }
        }
        return !isClosed
    }

    private func consumeReady() async throws {
        isConsuming = true
        defer { isConsuming = false }
        while let next = pending.removeValue(forKey: nextIndex) {
            do {
                guard try await consume(next.element.get()) else {
                    close()
                    return
                }
            } catch {
                close()
                throw error
            }
            if next.isLast { nextIndex += 1 }
            wake()
        }
    }

    /// Takes nothing more, and wakes all that wait.
    func close() {
        isClosed = true
        pending = [:]
        wake()
    }

    private func wake() {
        for waiter in waiters { waiter.resume() }
        waiters.removeAll()
    }
}
