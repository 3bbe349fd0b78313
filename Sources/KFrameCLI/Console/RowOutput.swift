#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The reader of standard output is gone: the end of the work, and no error.
struct BrokenPipe: Error {}

/// Rows cannot be written where they are to go.
struct OutputError: Error {
    var message: String
}

/// Where rows go: standard output, or a file that gets its name only when it is whole.
final class RowOutput: @unchecked Sendable {
    private static let bufferSize = 256 << 10

    private let descriptor: Int32
    private let path: String?
    private let temporary: String?
    private var buffer: [UInt8] = []
    /// Why writing failed, for those who see it only as the end of a read.
    private(set) var failure: (any Error)?

    /// - Parameters:
    ///   - path: nil for standard output.
    ///   - force: whether an existing file may be replaced.
    init(path: String?, force: Bool) throws(OutputError) {
        self.path = path
        guard let path else {
            descriptor = STDOUT_FILENO
            temporary = nil
            return
        }
        if !force, access(path, F_OK) == 0 {
            throw OutputError(message: "\(path) exists; --force replaces it")
        }
        let temporary = "\(path).part-\(getpid())"
        descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw OutputError(message: "cannot write \(path): \(String(cString: strerror(errno)))")
        }
        self.temporary = temporary
        Interruption.shared.guardFile(temporary)
    }

    deinit {
        if let temporary {
            close(descriptor)
            unlink(temporary)
            Interruption.shared.releaseFile(temporary)
        }
    }

    var isTerminal: Bool { path == nil && isatty(STDOUT_FILENO) == 1 }

    func write(_ text: String) throws {
        var text = text
        try text.withUTF8 { try write(UnsafeRawBufferPointer($0)) }
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws {
        if bytes.count >= Self.bufferSize {
            try flush()
            try writeAll(bytes)
            return
        }
        buffer.append(contentsOf: bytes)
        if buffer.count >= Self.bufferSize { try flush() }
    }

    /// Puts everything out; a file gets its name now.
    func finish() throws {
        try flush()
        guard let path, let temporary else { return }
        guard fsync(descriptor) == 0, rename(temporary, path) == 0 else {
            throw OutputError(message: "cannot write \(path): \(String(cString: strerror(errno)))")
        }
        Interruption.shared.releaseFile(temporary)
    }

    func flush() throws {
        try buffer.withUnsafeBytes { try writeAll($0) }
        buffer.removeAll(keepingCapacity: true)
    }

    private func writeAll(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes
        while !rest.isEmpty {
            #if canImport(Glibc)
            let written = Glibc.write(descriptor, rest.baseAddress, rest.count)
            #else
            let written = Darwin.write(descriptor, rest.baseAddress, rest.count)
            #endif
            if written < 0 {
                if errno == EINTR { continue }
                let error: any Error =
                    errno == EPIPE
                    ? BrokenPipe()
                    : OutputError(
                        message: "cannot write \(path ?? "to standard output"): \(String(cString: strerror(errno)))")
                failure = error
                throw error
            }
            rest = UnsafeRawBufferPointer(rebasing: rest[written...])
        }
    }
}
