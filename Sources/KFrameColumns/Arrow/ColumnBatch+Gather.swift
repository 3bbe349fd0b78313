/// A row of one of several batches.
package struct RowPlace: Hashable, Sendable {
    package var batch: Int32
    package var row: Int32

    package init(batch: Int32, row: Int32) {
        self.batch = batch
        self.row = row
    }
}

extension ColumnBatch {
    /// The rows at `places`, in that order, out of `batches`, which all have the schema `schema`.
    ///
    /// - Throws: ``ColumnError`` where a column's text exceeds `limit` bytes.
    package init(
        gathering places: [RowPlace], from batches: [ColumnBatch], schema: Schema, limit: Int = largestOffset
    ) throws(ColumnError) {
        var columns: [Column] = []
        columns.reserveCapacity(schema.fields.count)
        for (index, field) in schema.fields.enumerated() {
            let chunks = batches.map { $0.columns[index] }
            guard let column = Column(gathering: places, from: chunks, type: field.type, limit: limit) else {
                throw ColumnError(.tooLong(limit: limit), column: field.name, row: 0)
            }
            columns.append(column)
        }
        self.init(schema: schema, columns: columns, rowCount: places.count)
    }
}

extension Column {
    /// The values at `places` out of `chunks`, which all are of `type`; nil where their text exceeds `limit` bytes.
    init?(gathering places: [RowPlace], from chunks: [Column], type: DataType, limit: Int) {
        var validity = [UInt8](repeating: 0, count: (places.count + 7) / 8)
        var nullCount = 0
        for (place, source) in places.enumerated() {
            if chunks[Int(source.batch)].isNull(Int(source.row)) {
                nullCount += 1
            } else {
                validity[place / 8] |= 1 << UInt8(place % 8)
            }
        }
        let bitmap = nullCount == 0 ? nil : Bitmap(Buffer(validity), count: places.count)
        var offsets: Buffer?
        var data: Buffer?
        var children: [Column] = []
        switch type {
        case .bool:
            data = Buffer(Self.gatherBits(places, chunks))
        case .int32:
            data = Self.gatherFixed(places, chunks, Int32.self)
        case .int64, .timestamp:
            data = Self.gatherFixed(places, chunks, Int64.self)
        case .double:
            data = Self.gatherFixed(places, chunks, Double.self)
        case .utf8, .binary:
            guard let text = Self.gatherText(places, chunks, limit: limit) else { return nil }
            (offsets, data) = text
        case .list(let item):
            guard let lists = Self.gatherLists(places, chunks, item, limit: limit) else { return nil }
            (offsets, children) = (lists.offsets, [lists.child])
        case .structure(let fields):
            for (index, field) in fields.enumerated() {
                let parts = chunks.map { $0.children[index].slice($0.offset..<$0.offset + $0.length) }
                guard let child = Column(gathering: places, from: parts, type: field.type, limit: limit) else {
                    return nil
                }
                children.append(child)
            }
        }
        self.init(
            type: type, length: places.count, nullCount: nullCount, validity: bitmap, offsets: offsets, data: data,
            children: children)
    }

    private static func gatherBits(_ places: [RowPlace], _ chunks: [Column]) -> [UInt8] {
        var bits = [UInt8](repeating: 0, count: (places.count + 7) / 8)
        for (place, source) in places.enumerated() where chunks[Int(source.batch)].bool(Int(source.row)) ?? false {
            bits[place / 8] |= 1 << UInt8(place % 8)
        }
        return bits
    }

    private static func gatherFixed<T: BitwiseCopyable & AdditiveArithmetic>(
        _ places: [RowPlace], _ chunks: [Column], _: T.Type
    ) -> Buffer {
        let sources = chunks.map { ($0.data?.values(T.self), $0.offset) }
        let values = places.map { place in
            let (values, offset) = sources[Int(place.batch)]
            return values?[offset + Int(place.row)] ?? T.zero
        }
        return Buffer(values)
    }

    private static func gatherText(_ places: [RowPlace], _ chunks: [Column], limit: Int) -> (Buffer, Buffer)? {
        var offsets: [Int32] = [0]
        offsets.reserveCapacity(places.count + 1)
        var text: [UInt8] = []
        for place in places {
            chunks[Int(place.batch)].withBytes(Int(place.row)) { text.append(contentsOf: $0) }
            guard text.count <= limit else { return nil }
            offsets.append(Int32(truncatingIfNeeded: text.count))
        }
        return (Buffer(offsets), Buffer(text))
    }

    private static func gatherLists(
        _ places: [RowPlace], _ chunks: [Column], _ item: DataType, limit: Int
    ) -> (offsets: Buffer, child: Column)? {
        var offsets: [Int32] = [0]
        var items: [RowPlace] = []
        for place in places {
            let range = chunks[Int(place.batch)].range(Int(place.row)) ?? 0..<0
            for row in range { items.append(RowPlace(batch: place.batch, row: Int32(truncatingIfNeeded: row))) }
            guard items.count <= limit else { return nil }
            offsets.append(Int32(truncatingIfNeeded: items.count))
        }
        let children = chunks.map { $0.children.first ?? Column(nulls: item, length: 0) }
        guard let child = Column(gathering: items, from: children, type: item, limit: limit) else { return nil }
        return (Buffer(offsets), child)
    }
}
