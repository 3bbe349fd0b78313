/// Runs `body` in the common pool of threads, and what follows it too.
///
/// A task without a preference goes on in the thread of whoever held an actor that it waited for. Where that was a fetch
/// (``RecordSource/executor``) it would be an event loop's, and whatever the task does next would keep answers waiting.
func inCommonPool<Result: Sendable, Failure: Error>(
    _ body: () async throws(Failure) -> Result
) async throws(Failure) -> Result {
    try await withTaskExecutorPreference(globalConcurrentExecutor, operation: body)
}
