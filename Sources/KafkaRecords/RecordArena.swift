import NIOCore

/// The records of many batches in one contiguous run of bytes, which is reused from one fill to the next.
///
/// Filled by ``BatchDecoder/decode(_:into:)``. Nothing is allocated for a record, and once the arena has grown to the size
/// of its fills nothing is allocated for a batch either. Uncompressed batches that came in one answer stay where they are,
/// and the arena holds that until the next reset. Not for two threads at once.
package final class RecordArena {
    /// The records so far, in the order of their batches. Their slices count from the start of ``bytes``.
    ///
    /// Holding a copy of this array across the next decode makes it copy all slices once.
    package internal(set) var records: [RecordSlice] = []

    private let storage = RawStorage()
    /// The bytes so far, where they are somebody else's; then `storage` is empty.
    private var lent: LentBytes?
    private let retainedByteCount: Int

    /// - Parameter retainedByteCount: what ``reset()`` keeps allocated at most; one huge batch does not stay forever.
    package init(retainedByteCount: Int = 64 << 20) {
        self.retainedByteCount = max(0, retainedByteCount)
    }

    /// The bytes that the slices point into: unpacked payloads one after the other. Valid until the next decode or
    /// reset.
    package var bytes: UnsafeRawBufferPointer { lent?.bytes ?? storage.bytes }

    package var byteCount: Int { lent?.count ?? storage.count }

    /// Memory held, in bytes, used or not.
    package var allocatedByteCount: Int {
        storage.capacity + records.capacity * MemoryLayout<RecordSlice>.stride
    }

    /// Forgets all records and keeps the memory, up to the retained size.
    package func reset() {
        lent = nil
        if storage.capacity > retainedByteCount { storage.release() } else { storage.truncate(to: 0) }
        let slices = retainedByteCount / MemoryLayout<RecordSlice>.stride
        records.removeAll(keepingCapacity: records.capacity <= slices)
    }

    /// Keeps, of the bytes from `mark` on, only those of `rows` from `first` on, and moves these to the front; then
    /// ``records`` is empty.
    ///
    /// - Parameters:
    ///   - rows: some of ``records``, in their order. Their slices are changed to where the bytes are afterwards.
    ///   - mark: ``byteCount`` before the batch that ``records`` are of.
    package func keep(_ rows: inout [RecordSlice], from first: Int, bytesFrom mark: Int) {
        defer { records.removeAll(keepingCapacity: true) }
        guard rows.count > first else { return truncate(to: mark) }
        // Where all stay there is nothing to move, and what was not copied takes no memory.
        guard rows.count - first < records.count, lent == nil else { return }
        var end = mark
        var place = 0
        for index in first..<rows.count {
            while place < records.count, records[place].offset != rows[index].offset { place += 1 }
            guard place < records.count else { return }
            let start = records[place].keyStart
            let stop = place + 1 < records.count ? records[place + 1].keyStart : storage.count
            guard storage.move(start..<stop, to: end) else { return }
            rows[index].moveBack(by: start - end)
            end += stop - start
        }
        storage.truncate(to: end)
    }

    /// Takes in the bytes of a batch without a copy.
    ///
    /// - Returns: where they begin; nil where that cannot be, as other bytes came before: then ``own()`` is needed.
    func lend(_ batch: ByteBuffer) -> Int? {
        if lent != nil { return lent?.extend(over: batch) }
        guard storage.count == 0 else { return nil }
        lent = LentBytes(batch)
        return lent == nil ? nil : 0
    }

    /// The arena's own memory, with the bytes so far at the places that they have; nil where there is no memory.
    func own() -> RawStorage? {
        guard let lent else { return storage }
        guard storage.append(lent.bytes) else { return nil }
        self.lent = nil
        return storage
    }

    /// Forgets the bytes from `count` on.
    func truncate(to count: Int) {
        if count == 0 { lent = nil }
        lent?.truncate(to: count)
        storage.truncate(to: count)
    }

    /// The key's bytes, or nil for null. Valid as long as ``bytes`` is. Empty where the slice is of another arena.
    package func key(of record: RecordSlice) -> UnsafeRawBufferPointer? {
        bytes.slice(start: record.keyStart, count: record.keyCount)
    }

    /// The value's bytes, or nil for null. Valid as long as ``bytes`` is.
    package func value(of record: RecordSlice) -> UnsafeRawBufferPointer? {
        bytes.slice(start: record.valueStart, count: record.valueCount)
    }

    /// A cursor over the record's headers. Valid as long as ``bytes`` is.
    package func headers(of record: RecordSlice) -> RecordHeaders {
        RecordHeaders(of: record, in: bytes)
    }
}
