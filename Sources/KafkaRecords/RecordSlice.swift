/// Where one record lies in the bytes of a ``RecordArena`` or a ``DecodedBatch``. Plain data: no reference, no copy.
///
/// Every start and count was checked against the bytes when the batch was decoded.
package struct RecordSlice: Sendable, Equatable {
    package var offset: Int64
    /// Milliseconds since 1970; -1 where the record has none. The append time is already put in for
    /// ``TimestampType/logAppend``.
    package var timestamp: Int64
    package var keyStart: Int
    /// In bytes; -1 for a null key.
    package var keyCount: Int
    package var valueStart: Int
    /// In bytes; -1 for a null value.
    package var valueCount: Int
    /// Where the first header begins; meaningless where ``headerCount`` is 0.
    package var headersStart: Int
    package var headerCount: Int

    @inlinable
    package init(
        offset: Int64, timestamp: Int64, keyStart: Int, keyCount: Int, valueStart: Int, valueCount: Int,
        headersStart: Int = 0, headerCount: Int = 0
    ) {
        self.offset = offset
        self.timestamp = timestamp
        self.keyStart = keyStart
        self.keyCount = keyCount
        self.valueStart = valueStart
        self.valueCount = valueCount
        self.headersStart = headersStart
        self.headerCount = headerCount
    }

    /// As the bytes it points to are moved towards the front.
    mutating func moveBack(by count: Int) {
        keyStart -= count
        valueStart -= count
        headersStart -= count
    }

    @inlinable
    package var hasKey: Bool { keyCount >= 0 }

    @inlinable
    package var hasValue: Bool { valueCount >= 0 }
}
