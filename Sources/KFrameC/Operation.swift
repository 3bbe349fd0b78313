import Dispatch
import KFrame
import Synchronization

/// Work that was begun through the C face: it runs beside its caller, who waits for it in slices.
///
/// The bridge from a world without structured concurrency, hence the one unstructured task. Whoever holds the operation
/// holds the work: it is cancelled when nobody does.
final class Operation: Sendable {
    /// What work comes to: JSON to be told, and perhaps an object that goes on living.
    struct Outcome: Sendable {
        var json = "{}"
        var made: (any AnyObject & Sendable)?
    }

    private final class State: Sendable {
        let result = Mutex<Result<Outcome, KFrameError>?>(nil)
        let ended = DispatchGroup()
    }

    let progress: ProgressMeter
    private let state = State()
    private let task: Task<Void, Never>

    init(
        progress: ProgressMeter = ProgressMeter(),
        _ work: @escaping @Sendable (ProgressMeter) async throws -> Outcome
    ) {
        self.progress = progress
        state.ended.enter()
        task = Task { [state] in
            let result: Result<Outcome, KFrameError>
            do {
                result = .success(try await work(progress))
            } catch {
                result = .failure(KFrameError(wrapping: error))
            }
            state.result.withLock { $0 = result }
            state.ended.leave()
        }
    }

    /// An operation that has failed already.
    convenience init(failing error: any Error) {
        let wrapped = KFrameError(wrapping: error)
        self.init { _ in throw wrapped }
    }

    deinit { task.cancel() }

    /// Whether the work has ended; waits for that as long, or without end.
    func wait(milliseconds: Int?) -> Bool {
        state.ended.wait(timeout: milliseconds.map { .now() + .milliseconds(max(0, $0)) } ?? .distantFuture) == .success
    }

    func cancel() { task.cancel() }

    /// Nil before the end.
    var result: Result<Outcome, KFrameError>? { state.result.withLock(\.self) }
}

/// How far a read is, for whoever asks.
final class ProgressMeter: Sendable {
    private let last = Mutex<ReadProgress?>(nil)

    var value: ReadProgress? { last.withLock(\.self) }

    var callback: @Sendable (ReadProgress) -> Void {
        { [self] progress in
            last.withLock { last in
                // Callbacks may overtake each other; a bar does not go back.
                if let before = last, before.offsetsDone > progress.offsetsDone { return }
                last = progress
            }
        }
    }
}
