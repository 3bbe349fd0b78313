/// Makes the offsets and data of a text column, value by value, within a limit of bytes.
struct TextWriter: ~Copyable {
    private var offsets: [Int32] = [0]
    private var data = BufferBuilder()
    private var scratch = JSONText()
    private let limit: Int

    init(count: Int, limit: Int) {
        self.limit = limit
        offsets.reserveCapacity(count + 1)
    }

    mutating func appendNothing() throws(Misfit) { try end() }

    mutating func append(_ bytes: UnsafeRawBufferPointer) throws(Misfit) {
        data.append(bytes)
        try end()
    }

    /// Appends what `write` writes.
    mutating func append(_ write: (inout JSONText) -> Void) throws(Misfit) {
        scratch.removeAll()
        write(&scratch)
        data.append(scratch.bytes)
        try end()
    }

    consuming func finish() -> (offsets: Buffer, data: Buffer) { (Buffer(offsets), data.finish()) }

    private mutating func end() throws(Misfit) {
        if data.count > limit { throw Misfit(.tooLong(limit: limit), at: offsets.count - 1) }
        offsets.append(Int32(truncatingIfNeeded: data.count))
    }
}
