import CRowKernels

/// Direct conversion: values of any kinds to a column of a given type, or the first value that does not fit.
extension DenseRows {
    func column(_ target: ConversionTarget) throws(Misfit) -> Column {
        let counts = countKinds()
        let nullCount = counts.total - counts.valued
        let validity =
            nullCount == 0 ? nil : Bitmap(kinds: kinds, count: count, above: ValueKind.null.rawValue)
        var offsets: Buffer?
        var data: Buffer?
        var children: [Column] = []
        switch target.type {
        case .bool: data = try boolData()
        case .int32: data = try int32Data()
        case .int64: data = try int64Data()
        case .double: data = try doubleData()
        case .timestamp(let unit): data = try timeData(unit, meaning: target.meaning)
        case .utf8, .binary: (offsets, data) = try textData(target)
        case .list(let item):
            let itemOffsets = try listOffsets(limit: target.limit)
            children = [try itemColumn(item, itemOffsets, target)]
            offsets = target.isHeaders ? Self.halved(itemOffsets) : itemOffsets
        case .structure(let fields):
            try only(nil)
            children = fields.map { Column(nulls: $0.type, length: count) }
        }
        return Column(
            type: target.type, length: count, nullCount: nullCount, validity: validity, offsets: offsets, data: data,
            children: children)
    }

    private func misfit(_ row: Int) -> Misfit {
        Misfit(.foundKind(ValueKind(rawValue: kinds[row]) ?? .absent), at: row)
    }

    /// The first row whose value is of another kind than `kind`.
    private func firstRow(notOf kind: ValueKind?) -> Int? {
        (0..<count).first { kinds[$0] > ValueKind.null.rawValue && kinds[$0] != kind?.rawValue }
    }

    /// Throws at the first value that is of another kind than `kind`.
    private func only(_ kind: ValueKind?) throws(Misfit) {
        if let row = firstRow(notOf: kind) { throw misfit(row) }
    }

    private func boolData() throws(Misfit) -> Buffer {
        try only(.bool)
        return Buffer(count: (count + 7) / 8) { block in
            let bytes = block.assumingMemoryBound(to: UInt8.self)
            crowkernels_bits_true(kinds, payloads, count, ValueKind.null.rawValue, bytes)
        }
    }

    private func int32Data() throws(Misfit) -> Buffer {
        try Buffer(count: count * 4) { (block) throws(Misfit) in
            let values = block.assumingMemoryBound(to: Int32.self)
            for row in 0..<count {
                switch kinds[row] {
                case ValueKind.int64.rawValue:
                    guard let value = Int32(exactly: Int64(bitPattern: payloads[row])) else {
                        throw Misfit(Misfit.largeInteger, at: row)
                    }
                    values[row] = value
                case ...ValueKind.null.rawValue: values[row] = 0
                default: throw misfit(row)
                }
            }
        }
    }

    private func int64Data() throws(Misfit) -> Buffer {
        try Buffer(count: count * 8) { (block) throws(Misfit) in
            let values = block.assumingMemoryBound(to: UInt64.self)
            for row in 0..<count {
                switch kinds[row] {
                case ValueKind.int64.rawValue: values[row] = payloads[row]
                case ...ValueKind.null.rawValue: values[row] = 0
                default: throw misfit(row)
                }
            }
        }
    }

    private func doubleData() throws(Misfit) -> Buffer {
        try Buffer(count: count * 8) { (block) throws(Misfit) in
            let values = block.assumingMemoryBound(to: UInt64.self)
            for row in 0..<count {
                switch kinds[row] {
                case ValueKind.double.rawValue: values[row] = payloads[row]
                case ValueKind.int64.rawValue:
                    guard let value = ExactDouble.double(Int64(bitPattern: payloads[row])) else {
                        throw Misfit(Misfit.inexactInteger, at: row)
                    }
                    values[row] = value.bitPattern
                case ...ValueKind.null.rawValue: values[row] = 0
                default: throw misfit(row)
                }
            }
        }
    }

    private func timeData(_ unit: TimeUnit, meaning: VariantColumn.Meaning) throws(Misfit) -> Buffer {
        try Buffer(count: count * 8) { (block) throws(Misfit) in
            let values = block.assumingMemoryBound(to: Int64.self)
            for row in 0..<count {
                switch kinds[row] {
                case ValueKind.string.rawValue:
                    guard let value = TimeConversion.count(bytes(row), unit) else {
                        throw Misfit(Misfit.notATime, at: row)
                    }
                    values[row] = value
                case ValueKind.int64.rawValue where meaning == .timestampMilliseconds:
                    let milliseconds = Int64(bitPattern: payloads[row])
                    guard let value = TimeConversion.count(milliseconds: milliseconds, unit) else {
                        throw Misfit(Misfit.lateTime, at: row)
                    }
                    values[row] = value
                case ...ValueKind.null.rawValue: values[row] = 0
                default: throw misfit(row)
                }
            }
        }
    }

    /// Text of utf8 and binary columns: a text's own bytes, anything else's JSON text.
    func textData(_ target: ConversionTarget) throws(Misfit) -> (Buffer, Buffer) {
        var writer = TextWriter(count: count, limit: target.limit)
        for row in 0..<count {
            let kind = ValueKind(rawValue: kinds[row]) ?? .absent
            switch kind {
            case .absent, .null: try writer.appendNothing()
            case .string, .digits: try writer.append(bytes(row))
            case .bytes where target.type == .binary: try writer.append(bytes(row))
            case _ where target.isItem, .bytes: throw misfit(row)
            case .json: try writer.append(bytes(row))
            case .bool, .int64, .double, .list: try writer.append { self.appendJSON(kind, row, to: &$0) }
            }
        }
        return writer.finish()
    }

    private func appendJSON(_ kind: ValueKind, _ row: Int, to json: inout JSONText) {
        let payload = payloads[row]
        switch kind {
        case .bool: json.append(bool: payload != 0)
        case .int64: json.append(int64: Int64(bitPattern: payload))
        case .double: json.append(double: Double(bitPattern: payload))
        case .list: json.append(list: TextRange(payload: payload), of: elements)
        default: break
        }
    }

    /// The bytes of a row with a text.
    private func bytes(_ row: Int) -> UnsafeRawBufferPointer {
        let range = TextRange(payload: payloads[row])
        return UnsafeRawBufferPointer(rebasing: text[Int(range.start)..<Int(range.start) + Int(range.count)])
    }

    /// The items of all lists; throws at the first row that is no list, or has an item that does not fit.
    private func itemColumn(_ item: DataType, _ offsets: Buffer, _ target: ConversionTarget) throws(Misfit) -> Column {
        let stranger = firstRow(notOf: .list)
        let items = try DenseRows.withItems(of: self, itemCount: countItems()) { (items) throws(Misfit) in
            do throws(Misfit) {
                if target.isHeaders { return try items.headerColumn(target, lists: self) }
                return try items.column(target.item(item))
            } catch {
                let row = Self.row(ofItem: error.index, offsets, count)
                if let stranger, stranger < row { throw misfit(stranger) }
                throw error.ofItem(inList: row)
            }
        }
        if let stranger { throw misfit(stranger) }
        return items
    }
}
