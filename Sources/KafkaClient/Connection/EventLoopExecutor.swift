import NIOCore

/// Runs tasks on an event loop.
///
/// What follows on an answer is little work, and the next request waits for it. In the common pool of threads it would come
/// after whatever keeps these busy for long; on the loop that received the answer it comes at once, on the same thread.
///
/// The loop must live as long as the tasks do: a task that is put on a loop that was shut down never ends.
final class EventLoopExecutor: TaskExecutor {
    private let eventLoop: any EventLoop

    init(_ eventLoop: any EventLoop) { self.eventLoop = eventLoop }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        eventLoop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
