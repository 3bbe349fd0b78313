/// Values of one type in Arrow's memory layout.
///
/// Shape: `length` values, of which the first is at `offset` in every buffer (a slice shares its parent's buffers).
/// `validity` has a bit a value, 1 where it is not null, and is nil where none is null. utf8, binary and list columns
/// have `offset + length + 1` Int32 offsets. `data` holds the values, the bits of bools or the bytes of texts.
/// `children` holds a list's items, or a structure's fields.
package struct Column: Sendable {
    package let type: DataType
    package let length: Int
    package let offset: Int
    package let nullCount: Int
    package let validity: Bitmap?
    package let offsets: Buffer?
    package let data: Buffer?
    package let children: [Column]

    /// The parts must fit each other as Arrow's layout for `type` asks.
    package init(
        type: DataType, length: Int, offset: Int = 0, nullCount: Int = 0, validity: Bitmap? = nil,
        offsets: Buffer? = nil, data: Buffer? = nil, children: [Column] = []
    ) {
        self.type = type
        self.length = length
        self.offset = offset
        self.nullCount = nullCount
        self.validity = nullCount == 0 ? nil : validity
        self.offsets = offsets
        self.data = data
        self.children = children
    }

    /// A column of `length` nulls. Its memory is shared with others of its kind where it is not large.
    package init(nulls type: DataType, length: Int) {
        var offsets: Buffer?
        var data: Buffer?
        var children: [Column] = []
        switch type {
        case .bool:
            data = .sharedZeros(atLeast: (length + 7) / 8)
        case .int32, .int64, .double, .timestamp:
            data = .sharedZeros(atLeast: length * (type.byteWidth ?? 0))
        case .utf8, .binary:
            offsets = .sharedZeros(atLeast: (length + 1) * 4)
            data = .sharedZeros(atLeast: 0)
        case .list(let item):
            offsets = .sharedZeros(atLeast: (length + 1) * 4)
            children = [Column(nulls: item, length: 0)]
        case .structure(let fields):
            children = fields.map { Column(nulls: $0.type, length: length) }
        }
        self.init(
            type: type, length: length, nullCount: length, validity: Bitmap(zeros: length), offsets: offsets,
            data: data, children: children)
    }

    /// The buffers in the order of Arrow's C data interface; the first is the validity bitmap, nil where there is none.
    package var buffers: [Buffer?] {
        switch type {
        case .bool, .int32, .int64, .double, .timestamp: [validity?.buffer, data]
        case .utf8, .binary: [validity?.buffer, offsets, data]
        case .list: [validity?.buffer, offsets]
        case .structure: [validity?.buffer]
        }
    }

    /// Bytes that the values take in memory; of shared buffers only this column's part counts.
    package var byteCount: Int {
        let validityBytes = validity == nil ? 0 : (length + 7) / 8
        switch type {
        case .bool:
            return validityBytes + (length + 7) / 8
        case .int32, .int64, .double, .timestamp:
            return validityBytes + length * (type.byteWidth ?? 0)
        case .utf8, .binary:
            return validityBytes + (length + 1) * 4 + span.count
        case .list:
            return validityBytes + (length + 1) * 4 + children.reduce(0) { $0 + $1.slice(span).byteCount }
        case .structure:
            return children.reduce(validityBytes) { $0 + $1.slice(offset..<offset + length).byteCount }
        }
    }

    /// The part of the data, or of the child, that the column's values take up.
    private var span: Range<Int> {
        guard let offsets else { return 0..<0 }
        // A whole column's texts are all of its data: no offset has to be looked at, which costs more than all else here.
        if let data, offset == 0, nullCount < length, offsets.count == (length + 1) * 4 { return 0..<data.count }
        let values = offsets.values(Int32.self)
        return Int(values[offset])..<Int(values[offset + length])
    }

    /// The values of `rows`, which must lie in `0..<length`; no memory is copied.
    package func slice(_ rows: Range<Int>) -> Column {
        if rows == 0..<length { return self }
        let start = offset + rows.lowerBound
        let nulls = validity.map { rows.count - $0.countOnes(in: start..<start + rows.count) } ?? 0
        return Column(
            type: type, length: rows.count, offset: start, nullCount: nulls, validity: validity, offsets: offsets,
            data: data, children: children)
    }

    /// The first values, at most `count` of them.
    package func head(_ count: Int) -> Column { slice(0..<min(max(count, 0), length)) }

    /// The last values, at most `count` of them.
    package func tail(_ count: Int) -> Column { slice(length - min(max(count, 0), length)..<length) }
}
