#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Reads files that people write: settings, certificates, tokens.
package enum SmallFile {
    package struct Failure: Error, Sendable {
        /// Half a sentence: `No such file or directory`.
        package var reason: String
        /// Whether there is no such file.
        package var isMissing: Bool
    }

    /// Longer files are no settings.
    private static let limit = 16 << 20

    /// The bytes of a whole file.
    package static func read(_ path: String) throws(Failure) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(errno) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = chunk.withUnsafeMutableBytes { systemRead(descriptor, $0.baseAddress, $0.count) }
            guard count >= 0 else {
                if errno == EINTR { continue }
                throw failure(errno)
            }
            if count == 0 { return bytes }
            bytes += chunk[..<count]
            guard bytes.count <= limit else { throw Failure(reason: "it is larger than 16 MiB", isMissing: false) }
        }
    }

    /// Whether others than the owner may read a file. False where that cannot be told.
    package static func isReadableByOthers(_ path: String) -> Bool {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return false }
        return status.st_mode & (S_IRGRP | S_IROTH) != 0
    }

    private static func failure(_ code: Int32) -> Failure {
        Failure(reason: String(cString: strerror(code)), isMissing: code == ENOENT)
    }
}

private func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int {
    read(descriptor, buffer, count)
}
