import KafkaLog

/// The log directory of a local broker, for reading or for both.
struct LogStore: Sendable {
    let directory: LogDirectory
    /// Nil where the directory is only read.
    let writable: WritableLogDirectory?

    init(path: String, isReadOnly: Bool, fileTimes: FileTimes) throws(LogError) {
        if isReadOnly {
            directory = try LogDirectory(path: path, fileTimes: fileTimes)
            writable = nil
        } else {
            let writable = try WritableLogDirectory(path: path, fileTimes: fileTimes)
            directory = writable.directory
            self.writable = writable
        }
    }
}
