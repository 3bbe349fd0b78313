/// Where one value lies in a ``ValueBatch``: a start in bytes, and a count of bytes or -1 for a null value.
package struct ValueSlice: Equatable, Sendable {
    package var start: Int
    package var count: Int

    @inlinable
    package init(start: Int, count: Int) {
        self.start = start
        self.count = count
    }

    @inlinable
    package var isNull: Bool { count < 0 }
}

/// A contiguous buffer of bytes and the values in it, in row order. The bytes are borrowed for one call.
///
/// Every slice lies within `bytes`. Nothing is promised about bytes beyond it: a parser that reads ahead copies
/// those values that end close to the buffer's end.
package struct ValueBatch {
    package let bytes: UnsafeRawBufferPointer
    package let values: UnsafeBufferPointer<ValueSlice>

    package init(bytes: UnsafeRawBufferPointer, values: UnsafeBufferPointer<ValueSlice>) {
        self.bytes = bytes
        self.values = values
    }
}
