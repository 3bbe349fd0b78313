import NIOCore

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The few things that are asked of directories and of whole small files.
enum SystemDirectory {
    /// The names in a directory, without `.` and `..`, sorted.
    static func names(in path: String, place: LogPlace) throws(LogError) -> [String] {
        guard let handle = opendir(path) else {
            throw errno == ENOENT || errno == ENOTDIR
                ? LogError(.notFound, "the directory does not exist", at: place.with(file: path))
                : SystemFile.failure("list the directory", at: place.with(file: path))
        }
        defer { _ = closedir(handle) }
        var names: [String] = []
        while let entry = readdir(handle) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { field in
                field.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: field.pointee)) {
                    String(cString: $0)
                }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    static func isDirectory(_ path: String) -> Bool {
        var info = stat()
        return stat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFDIR
    }

    static func create(_ path: String, place: LogPlace) throws(LogError) {
        guard mkdir(path, 0o755) == 0 || (errno == EEXIST && isDirectory(path)) else {
            throw SystemFile.failure("create the directory", at: place.with(file: path))
        }
    }

    /// A small file as a whole; nil where there is none. More than `limit` bytes are an error.
    static func contents(
        of path: String, place: LogPlace, limit: Int64 = 64 * 1024 * 1024
    ) throws(LogError) -> ByteBuffer? {
        do throws(LogError) {
            let file = try SystemFile(path: path, place: place)
            let size = try file.status().size
            guard size <= limit else {
                throw LogError(.corrupt, "the file has \(size) bytes, more than it can have", at: file.place)
            }
            var buffer = ByteBufferAllocator().buffer(capacity: Int(size))
            try file.read(at: 0, count: Int(size), into: &buffer)
            return buffer
        } catch {
            if error.code == .notFound { return nil }
            throw error
        }
    }

    /// Puts a small file down whole: under another name first, then renamed, so that a reader never sees half of it.
    static func write(_ contents: ByteBuffer, to path: String, place: LogPlace) throws(LogError) {
        let temporary = path + ".tmp"
        let file = try SystemFile(path: temporary, place: place, mode: .writing)
        try file.truncate(to: 0)
        try file.write(contents, at: 0)
        try rename(temporary, to: path, place: place)
    }

    static func rename(_ from: String, to path: String, place: LogPlace) throws(LogError) {
        #if canImport(Glibc)
        let result = Glibc.rename(from, path)
        #else
        let result = Darwin.rename(from, path)
        #endif
        guard result == 0 else { throw SystemFile.failure("rename the file", at: place.with(file: path)) }
    }
}
