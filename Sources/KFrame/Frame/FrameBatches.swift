import KFrameColumns

/// The rows of a time range of a topic as a sequence of column batches, in memory that does not grow with the range.
///
///     let batches = reader.batches("analytics__pageview", from: "2022-09-22T00:00Z", to: "+24h")
///     for try await batch in batches {
///         for price in batch["properties.price"]?.doubles ?? [] { … }
///     }
///     print(batches.receipt?.total.delivered ?? 0)
///
/// Every iteration plans and reads anew, and makes its own way: `-2h` means two hours before it began. Records are
/// fetched and decoded ahead of the consumer within a budget, and no further: a slow consumer makes the read wait. An
/// iterator that is dropped before the end cancels its read.
///
/// The columns are fixed before the first batch: they are taken from the first 50,000 rows (or those in the first
/// 64 MiB of keys and values, where that is fewer), and from ``ReadOptions/types``. What later rows have besides
/// goes to the column `_rest`, as the JSON text of an object; a later value that does not fit its column ends the read
/// with ``KFrameError/Code/typeMismatch`` and the option that mends it.
public struct FrameBatches: AsyncSequence, Sendable {
    /// Some rows.
    public typealias Element = FrameBatch
    /// Why a read failed.
    public typealias Failure = KFrameError

    private let produce: BatchProducer
    private let last: LastReceipt

    init(_ produce: @escaping BatchProducer) {
        self.produce = produce
        last = LastReceipt()
    }

    /// What the last iteration read that came to its end; nil before.
    public var receipt: ReadReceipt? { last.receipt }

    /// Begins an iteration; the read begins when the first batch is asked for.
    public func makeAsyncIterator() -> Iterator { Iterator(produce, last) }

    /// One way through the rows.
    public struct Iterator: AsyncIteratorProtocol {
        private let produce: BatchProducer
        private let last: LastReceipt
        private var read: BatchRead?
        /// Taken to know the columns, and not given out yet.
        private var peeked: FrameBatch?
        private var isOver = false

        init(_ produce: @escaping BatchProducer, _ last: LastReceipt) {
            self.produce = produce
            self.last = last
        }

        /// The next batch, or nil when all rows were given.
        public mutating func next() async throws(KFrameError) -> FrameBatch? {
            try await next(isolation: #isolation)
        }

        /// The next batch, or nil when all rows were given.
        public mutating func next(isolation actor: isolated (any Actor)?) async throws(KFrameError) -> FrameBatch? {
            if let batch = peeked {
                peeked = nil
                return batch
            }
            guard !isOver else { return nil }
            let read = self.read ?? BatchRead(produce)
            self.read = read
            do throws(KFrameError) {
                if let batch = try await read.channel.next() { return FrameBatch(batch) }
                isOver = true
                last.receipt = read.channel.receipt
                return nil
            } catch {
                isOver = true
                throw error
            }
        }

        /// The names and types that the columns of every batch have, known also where there is no row.
        ///
        /// Reads as far as the first batch, which is not lost: ``next()`` gives it.
        public mutating func fields(
            isolation actor: isolated (any Actor)? = #isolation
        ) async throws(KFrameError) -> [FrameField] {
            if peeked == nil { peeked = try await next(isolation: actor) }
            return peeked?.fields ?? read?.channel.schema?.fields.map(FrameField.init) ?? []
        }
    }
}

/// Reads into a channel and ends it.
typealias BatchProducer = @Sendable (BatchChannel) async -> Void

/// A read that runs beside its consumer, for as long as that holds on to it.
///
/// The one place where work is not held by a scope: an iterator can be dropped at any time, and between two calls
/// nobody waits for the read. Its task ends soon after the iterator is gone. ``Reader/withBatches(_:from:to:where:options:isolation:_:)``
/// does without.
private final class BatchRead: Sendable {
    let channel = BatchChannel()
    private let task: Task<Void, Never>

    init(_ produce: @escaping BatchProducer) {
        task = Task { [channel] in await produce(channel) }
    }

    deinit {
        channel.cancel()
        task.cancel()
    }
}
