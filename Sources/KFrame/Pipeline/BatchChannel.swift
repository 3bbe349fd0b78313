import KFrameColumns
import Synchronization

/// Hands batches from a read to its consumer, one at a time: a read that has a batch ready waits until it is taken.
///
/// One task sends and one receives. It ends once: with a receipt, with an error, or cancelled by the consumer.
final class BatchChannel: Sendable {
    private enum End {
        case receipt(ReadReceipt)
        case failed(KFrameError)
        case cancelled
    }

    private enum Side: Sendable { case sender, receiver }

    private struct State {
        var ready: ColumnBatch?
        var end: End?
        var schema: Schema?
        var sender: CheckedContinuation<Void, Never>?
        var receiver: CheckedContinuation<Void, Never>?

        /// Whether a side has to wait for the other.
        func mustWait(_ side: Side) -> Bool {
            end == nil && (ready == nil) == (side == .receiver)
        }
    }

    private let state = Mutex(State())

    /// The columns of all batches, once they are known.
    var schema: Schema? {
        get { state.withLock(\.schema) }
        set { state.withLock { $0.schema = newValue } }
    }

    /// What was read; nil before the end.
    var receipt: ReadReceipt? {
        state.withLock { state in
            if case .receipt(let receipt) = state.end { receipt } else { nil }
        }
    }

    // MARK: - The read's side

    /// Waits until there is room, and puts a batch there.
    func send(_ batch: ColumnBatch) async throws(CancellationError) {
        while true {
            let isSent = state.withLock { state -> Bool? in
                if state.end != nil { return nil }
                guard state.ready == nil else { return false }
                state.ready = batch
                return true
            }
            guard let isSent else { throw CancellationError() }
            if isSent { return wake(.receiver) }
            await wait(.sender)
        }
    }

    /// Says that all batches were sent.
    func finish(_ receipt: ReadReceipt) { end(.receipt(receipt)) }

    /// Says why no more batches will come. Those that were sent before are still given out.
    func finish(throwing error: KFrameError) { end(.failed(error)) }

    // MARK: - The consumer's side

    /// The next batch; nil after the last.
    func next() async throws(KFrameError) -> ColumnBatch? {
        while true {
            if Task.isCancelled { cancel() }
            let (batch, end) = state.withLock { state in
                defer { state.ready = nil }
                return (state.ready, state.end)
            }
            if let batch {
                wake(.sender)
                return batch
            }
            switch end {
            case .receipt: return nil
            case .failed(let error): throw error
            case .cancelled: throw .interrupted
            case nil: await wait(.receiver)
            }
        }
    }

    /// Wants no more: the read is to end, and whoever waits is woken.
    func cancel() {
        state.withLock { state in
            state.ready = nil
            if state.end == nil { state.end = .cancelled }
        }
        wake(.sender)
        wake(.receiver)
    }

    // MARK: - Waiting

    private func end(_ end: End) {
        state.withLock { state in
            if state.end == nil { state.end = end }
        }
        wake(.sender)
        wake(.receiver)
    }

    /// Waits until the other side has done its part, or the end has come. A task that is cancelled meanwhile cancels the
    /// channel.
    private func wait(_ side: Side) async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let mustWait = state.withLock { state in
                    guard state.mustWait(side) else { return false }
                    switch side {
                    case .sender: state.sender = continuation
                    case .receiver: state.receiver = continuation
                    }
                    return true
                }
                if !mustWait { continuation.resume() }
            }
        } onCancel: {
            cancel()
        }
    }

    private func wake(_ side: Side) {
        let continuation = state.withLock { state in
            switch side {
            case .sender:
                defer { state.sender = nil }
                return state.sender
            case .receiver:
                defer { state.receiver = nil }
                return state.receiver
            }
        }
        continuation?.resume()
    }
}
