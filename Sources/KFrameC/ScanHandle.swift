import KFrame
import KFrameColumns
import Synchronization

/// A stream of batches that is read once, by steps or through Arrow's stream interface.
final class ScanHandle: Sendable {
    let progress: ProgressMeter
    private let cursor: ScanCursor
    private let isTaken = Mutex(false)
    /// Open as long as the scan is.
    private let reader: ReaderHandle

    init(_ batches: FrameBatches, of reader: ReaderHandle, progress: ProgressMeter) {
        cursor = ScanCursor(batches)
        self.reader = reader
        self.progress = progress
    }

    func fields() async throws -> Schema { try await cursor.fields() }

    /// The next batch, or nil and the receipt.
    func next() async throws -> (FrameBatch?, ReadReceipt?) { try await cursor.next() }

    /// The stream as Arrow has it; nil where it was taken already.
    func stream() -> ScanStream? {
        isTaken.withLock { isTaken in
            if isTaken { return nil }
            isTaken = true
            return ScanStream(self)
        }
    }
}

private actor ScanCursor {
    private let batches: FrameBatches
    private var iterator: FrameBatches.Iterator?

    init(_ batches: FrameBatches) {
        self.batches = batches
        iterator = batches.makeAsyncIterator()
    }

    func fields() async throws -> Schema {
        guard var iterator else { throw Self.inUse }
        // A call that comes meanwhile finds none: there is one way through the batches.
        self.iterator = nil
        defer { self.iterator = iterator }
        return Schema(try await iterator.fields().map { Field($0.name, $0.type.dataType) })
    }

    func next() async throws -> (FrameBatch?, ReadReceipt?) {
        guard var iterator else { throw Self.inUse }
        self.iterator = nil
        defer { self.iterator = iterator }
        let batch = try await iterator.next(isolation: self)
        return (batch, batch == nil ? batches.receipt : nil)
    }

    private static var inUse: KFrameError {
        KFrameError(
            .invalidArgument, "the batches of a scan are taken one after the other, and another call waits for one")
    }
}

/// A scan as a source of batches for whoever pulls through C: the calls block their thread, which is none of Swift's
/// pool.
final class ScanStream: ArrowStreamSource {
    private let scan: ScanHandle

    init(_ scan: ScanHandle) { self.scan = scan }

    func schema() throws -> Schema {
        try wait { [scan] in FrameHandle(try await scan.fields(), []) }?.schema ?? Schema()
    }

    func next() throws -> ColumnBatch? {
        try wait { [scan] in try await scan.next().0.map { FrameHandle($0.batch) } }?.batches.first
    }

    private func wait(_ work: @escaping @Sendable () async throws -> FrameHandle?) throws -> FrameHandle? {
        let operation = Operation { _ in Operation.Outcome(made: try await work()) }
        _ = operation.wait(milliseconds: nil)
        return try operation.result?.get().made as? FrameHandle
    }
}
