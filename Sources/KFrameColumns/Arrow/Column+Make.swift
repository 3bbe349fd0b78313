/// Small columns from arrays.
extension Column {
    package init(int64s values: [Int64]) {
        self.init(type: .int64, length: values.count, data: Buffer(values))
    }

    package init(timestamps values: [Int64?], _ unit: TimeUnit) {
        self.init(
            type: .timestamp(unit), length: values.count, nullCount: values.count { $0 == nil },
            validity: Bitmap(values.map { $0 != nil }), data: Buffer(values.map { $0 ?? 0 }))
    }

    /// Together the texts must be shorter than 2 GiB.
    package init(texts values: [String?]) {
        var offsets: [Int32] = [0]
        var bytes: [UInt8] = []
        for value in values {
            bytes.append(contentsOf: (value ?? "").utf8)
            offsets.append(Int32(truncatingIfNeeded: bytes.count))
        }
        self.init(
            type: .utf8, length: values.count, nullCount: values.count { $0 == nil },
            validity: Bitmap(values.map { $0 != nil }), offsets: Buffer(offsets), data: Buffer(bytes))
    }
}
