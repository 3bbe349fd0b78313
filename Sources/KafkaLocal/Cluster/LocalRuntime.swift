import Logging
import NIOCore
import NIOPosix
import Synchronization

/// The threads that the brokers of one local cluster share.
final class LocalRuntime: Sendable {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: min(2, System.coreCount))
    let pool: NIOThreadPool
    let logger: Logger
    private let isOver = Mutex(false)

    init(fileThreadCount: Int, logger: Logger) {
        pool = NIOThreadPool(numberOfThreads: max(1, fileThreadCount))
        pool.start()
        self.logger = logger
    }

    /// - Returns: false where it was begun before.
    func beginShutdown() -> Bool {
        isOver.withLock { isOver in
            defer { isOver = true }
            return !isOver
        }
    }

    func endFileWork() async { try? await pool.shutdownGracefully() }

    func endLoops() async { try? await group.shutdownGracefully() }
}
