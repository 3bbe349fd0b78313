package import CArrowABI

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Batches of one schema that somebody pulls through Arrow's C stream interface, from one thread at a time.
package protocol ArrowStreamSource: AnyObject {
    /// The columns of every batch; may block.
    func schema() throws -> Schema

    /// The next batch, or nil after the last; may block.
    func next() throws -> ColumnBatch?
}

/// Batches that are in memory.
package final class ArrowBatches: ArrowStreamSource {
    private let columns: Schema
    private let batches: [ColumnBatch]
    private var position = 0

    package init(_ schema: Schema, _ batches: [ColumnBatch]) {
        columns = schema
        self.batches = batches
    }

    package func schema() -> Schema { columns }

    package func next() -> ColumnBatch? {
        guard position < batches.count else { return nil }
        defer { position += 1 }
        return batches[position]
    }
}

extension ArrowStreamSource {
    /// Writes a stream of the source's batches into `out`, which holds nothing yet. The receiver releases it.
    package func export(to out: UnsafeMutablePointer<ArrowArrayStream>) {
        out.pointee = ArrowArrayStream()
        out.pointee.get_schema = { stream, schema in
            guard let owner = ArrowStreamOwner.of(stream), let schema else { return EINVAL }
            return owner.attempt { try owner.source.schema().export(to: schema) }
        }
        out.pointee.get_next = { stream, array in
            guard let owner = ArrowStreamOwner.of(stream), let array else { return EINVAL }
            return owner.attempt {
                // A released array is the end of the stream.
                guard let batch = try owner.source.next() else { return array.pointee = ArrowArray() }
                batch.export(to: array)
            }
        }
        out.pointee.get_last_error = { stream in ArrowStreamOwner.of(stream)?.lastError.map { UnsafePointer($0) } }
        out.pointee.release = { stream in
            guard let stream, let data = stream.pointee.private_data else { return }
            stream.pointee.release = nil
            stream.pointee.private_data = nil
            Unmanaged<ArrowStreamOwner>.fromOpaque(data).release()
        }
        out.pointee.private_data = Unmanaged.passRetained(ArrowStreamOwner(self)).toOpaque()
    }
}

private final class ArrowStreamOwner {
    let source: any ArrowStreamSource
    /// What went wrong in the last call, for as long as the next one is not made.
    private(set) var lastError: UnsafeMutablePointer<CChar>?

    init(_ source: any ArrowStreamSource) { self.source = source }

    deinit { free(lastError) }

    static func of(_ stream: UnsafeMutablePointer<ArrowArrayStream>?) -> ArrowStreamOwner? {
        stream?.pointee.private_data.map { Unmanaged.fromOpaque($0).takeUnretainedValue() }
    }

    func attempt(_ body: () throws -> Void) -> CInt {
        free(lastError)
        lastError = nil
        do {
            try body()
            return 0
        } catch {
            lastError = strdup("\(error)")
            return EIO
        }
    }
}
