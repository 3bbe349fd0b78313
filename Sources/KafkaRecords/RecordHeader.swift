/// One header of a record as bytes of its own.
package struct RecordHeader: Sendable, Equatable {
    package var name: [UInt8]
    /// Nil for null.
    package var value: [UInt8]?

    package init(name: [UInt8], value: [UInt8]?) {
        self.name = name
        self.value = value
    }
}

/// Where one header lies in the bytes of its record's arena or batch.
package struct RecordHeaderSlice: Sendable, Equatable {
    package var nameStart: Int
    package var nameCount: Int
    package var valueStart: Int
    /// -1 for a null value.
    package var valueCount: Int
}
