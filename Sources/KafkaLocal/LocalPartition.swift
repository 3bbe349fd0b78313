import KafkaLog
import Synchronization

/// A partition of a local broker. Its log is opened when somebody first needs it.
final class LocalPartition: Sendable {
    private enum State {
        case closed
        case reading(PartitionLog)
        case appending(LogAppender)
    }

    let name: PartitionName
    /// The epoch of its leader when the directory was opened.
    let leaderEpoch: Int32
    private let store: LogStore
    private let state = Mutex(State.closed)
    /// The log that brokers have from an epoch on, in which the partition was led by one with another log.
    private let other = Mutex<(log: PartitionLog, firstEpoch: Int32)?>(nil)

    init(name: PartitionName, leaderEpoch: Int32, store: LogStore) {
        self.name = name
        self.leaderEpoch = leaderEpoch
        self.store = store
    }

    /// The log for reading, of a broker that takes this for the partition's epoch.
    func log(in epoch: Int32) throws(LogError) -> PartitionLog {
        if let other = other.withLock({ $0 }), epoch >= other.firstEpoch { return other.log }
        return try log()
    }

    /// The log for reading.
    func log() throws(LogError) -> PartitionLog {
        try state.withLock { (state) throws(LogError) -> PartitionLog in
            switch state {
            case .reading(let log): return log
            case .appending(let appender): return appender.log
            case .closed:
                let log = try store.directory.partition(name.topic, name.partition)
                state = .reading(log)
                return log
            }
        }
    }

    /// From this epoch on the log for reading is another one.
    func replaceLog(with log: PartitionLog, from epoch: Int32) {
        other.withLock { $0 = (log, epoch) }
    }

    /// The log for appending.
    ///
    /// - Throws: ``LogError/Code/invalidRequest`` where the directory is only read.
    func appender(_ options: LogAppender.Options) throws(LogError) -> LogAppender {
        try state.withLock { (state) throws(LogError) -> LogAppender in
            if case .appending(let appender) = state { return appender }
            guard let writable = store.writable else {
                throw LogError(.invalidRequest, "the log directory is only read", at: .init(topic: name.topic))
            }
            let appender = try writable.appender(name, options: options)
            state = .appending(appender)
            return appender
        }
    }

    /// Puts everything on the disk and lets go of the log.
    func close() throws(LogError) {
        other.withLock { $0 = nil }
        try state.withLock { (state) throws(LogError) in
            let before = state
            state = .closed
            if case .appending(let appender) = before { try appender.close() }
        }
    }
}
