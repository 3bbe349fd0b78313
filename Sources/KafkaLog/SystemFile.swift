package import NIOCore

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// An open file: positioned reads and writes, closed when it goes out of scope.
///
/// Nothing here is remembered between calls, so several threads may use one file at the same time.
package struct SystemFile: ~Copyable, Sendable {
    package enum Mode: Sendable {
        case reading
        /// Creates the file where it is missing.
        case writing
    }

    package struct Status: Sendable, Equatable {
        package let size: Int64
        /// Milliseconds since 1970.
        package let modified: Int64
    }

    package let place: LogPlace
    package let descriptor: Int32

    package init(path: String, place: LogPlace, mode: Mode = .reading) throws(LogError) {
        let flags = mode == .reading ? O_RDONLY | O_CLOEXEC : O_RDWR | O_CREAT | O_CLOEXEC
        let place = place.with(file: path)
        var descriptor: Int32
        repeat {
            descriptor = open(path, flags, 0o644)
        } while descriptor < 0 && errno == EINTR
        guard descriptor >= 0 else {
            throw errno == ENOENT
                ? LogError(.notFound, "the file does not exist", at: place)
                : Self.failure("open the file", at: place)
        }
        self.descriptor = descriptor
        self.place = place
    }

    deinit { _ = close(descriptor) }

    package func status() throws(LogError) -> Status {
        var info = stat()
        guard fstat(descriptor, &info) == 0 else { throw Self.failure("ask for the file's size", at: place) }
        #if canImport(Darwin)
        let time = info.st_mtimespec
        #else
        let time = info.st_mtim
        #endif
        return Status(size: Int64(info.st_size), modified: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }

    /// Appends up to `count` bytes from `position` to `buffer`; gives fewer only at the file's end.
    @discardableResult
    package func read(at position: Int64, count: Int, into buffer: inout ByteBuffer) throws(LogError) -> Int {
        guard count > 0 else { return 0 }
        var failed = false
        let done = buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { target in
            var done = 0
            while done < count, let start = target.baseAddress {
                let part = pread(descriptor, start + done, count - done, off_t(position + Int64(done)))
                if part == 0 { break }
                if part < 0 {
                    if errno == EINTR { continue }
                    failed = true
                    break
                }
                done += part
            }
            return done
        }
        if failed { throw Self.failure("read the file at \(position)", at: place) }
        return done
    }

    /// Writes all readable bytes of `buffer` at `position`.
    package func write(_ buffer: ByteBuffer, at position: Int64) throws(LogError) {
        let written = buffer.withUnsafeReadableBytes { source in
            var done = 0
            while done < source.count, let start = source.baseAddress {
                let part = pwrite(descriptor, start + done, source.count - done, off_t(position + Int64(done)))
                if part < 0 {
                    if errno == EINTR { continue }
                    break
                }
                done += part
            }
            return done
        }
        guard written == buffer.readableBytes else { throw Self.failure("write to the file at \(position)", at: place) }
    }

    package func truncate(to size: Int64) throws(LogError) {
        guard ftruncate(descriptor, off_t(size)) == 0 else { throw Self.failure("shorten the file", at: place) }
    }

    /// Brings what was written to the disk.
    package func flush() throws(LogError) {
        guard fsync(descriptor) == 0 else { throw Self.failure("flush the file", at: place) }
    }

    /// A second descriptor of the file, which the caller has to close.
    package func duplicate() throws(LogError) -> Int32 {
        let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        guard copy >= 0 else { throw Self.failure("open the file once more", at: place) }
        return copy
    }

    /// Whether this process now holds the file alone: against Java's file locks (`fcntl`) and against a second opening
    /// in this process (`flock`).
    func lockExclusively() -> Bool {
        var whole = flock()
        whole.l_type = Int16(F_WRLCK)
        whole.l_whence = Int16(SEEK_SET)
        guard fcntl(descriptor, F_SETLK, &whole) == 0 else { return false }
        return flock(descriptor, LOCK_EX | LOCK_NB) == 0
    }

    func unlock() {
        var whole = flock()
        whole.l_type = Int16(F_UNLCK)
        whole.l_whence = Int16(SEEK_SET)
        _ = fcntl(descriptor, F_SETLK, &whole)
        _ = flock(descriptor, LOCK_UN)
    }

    static func failure(_ what: String, at place: LogPlace) -> LogError {
        let reason = errno
        return LogError(.inputOutput, "cannot \(what): \(String(cString: strerror(reason)))", at: place)
    }
}
