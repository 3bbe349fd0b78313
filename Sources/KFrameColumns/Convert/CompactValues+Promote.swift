/// Promotion: compact values to a column of a given type, exactly as direct conversion would have made it.
extension CompactValues {
    func promoted(_ target: ConversionTarget) throws(Misfit) -> Column {
        switch (storage, target.type) {
        case (.nulls, _):
            return Column(nulls: target.type, length: count)
        case (.mixed(let values), _):
            return try DenseRows.with(values, .all(count)) { (rows) throws(Misfit) in try rows.column(target) }
        case (.bools(let bits), .bool):
            return column(.bool, data: bits.buffer)
        case (.integers(let data), .int64), (.doubles(let data), .double), (.numbers(let data, _), .double):
            return column(target.type, data: data)
        case (.integers(let data), .int32):
            return column(.int32, data: try int32s(data.values()))
        case (.integers(let data), .double):
            return column(.double, data: try doubles(data.values()))
        case (.integers(let data), .timestamp(.millisecond)) where target.meaning == .timestampMilliseconds:
            return column(target.type, data: data)
        case (.integers(let data), .timestamp(let unit)) where target.meaning == .timestampMilliseconds:
            return column(target.type, data: try times(milliseconds: data.values(), unit))
        case (.texts(let kind, let offsets, let data), .binary) where !(target.isItem && kind == .json):
            return column(.binary, offsets: offsets, data: data)
        case (.texts(let kind, let offsets, let data), .utf8) where kind != .bytes && !(target.isItem && kind == .json):
            return column(.utf8, offsets: offsets, data: data)
        case (.texts(.string, let offsets, let data), .timestamp(let unit)):
            return column(target.type, data: try times(offsets.values(), data.base, unit))
        case (.times(let times), .timestamp(let unit)):
            return column(target.type, data: try times.counts(of: unit, isValid: isValid))
        case (.times(let times), _):
            return try written(times).promoted(target)
        case (.lists(let offsets, let items), .list(let item)):
            do throws(Misfit) {
                let child = try items.promoted(target.item(item))
                return column(target.type, offsets: offsets, data: nil, children: [child])
            } catch {
                throw error.ofItem(inList: DenseRows.row(ofItem: error.index, offsets, count))
            }
        case (.bools, .utf8), (.integers, .utf8), (.doubles, .utf8), (.numbers, .utf8), (.lists, .utf8),
            (.bools, .binary), (.integers, .binary), (.doubles, .binary), (.numbers, .binary), (.lists, .binary):
            if target.isItem { throw misfit(firstValued) }
            return try jsonTexts(target)
        case (.numbers(let data, let areDoubles), _):
            throw firstMisfit(data.values(), areDoubles, target)
        default:
            // Values of one kind, which does not fit: the first is the first that does not.
            throw misfit(firstValued)
        }
    }

    /// Appends the JSON text of value `index`.
    func append(_ index: Int, to json: inout JSONText) {
        if !isValid(index) { return json.appendNull() }
        switch storage {
        case .nulls: json.appendNull()
        case .bools(let bits): json.append(bool: bits[index])
        case .integers(let data): json.append(int64: data.values()[index])
        case .doubles(let data): json.append(double: data.values()[index])
        case .numbers(let data, let areDoubles):
            let value = data.values(Double.self)[index]
            if areDoubles[index] { json.append(double: value) } else { json.append(int64: Int64(value)) }
        case .texts(let kind, let offsets, let data):
            let range = Self.range(offsets, index)
            let text = UnsafeRawBufferPointer(start: data.base + range.lowerBound, count: range.count)
            switch kind {
            case .string: json.append(string: text)
            case .bytes: json.append(bytes: text)
            default: json.append(verbatim: text)
            }
        case .times(let times):
            var text: [UInt8] = []
            times.append(index, to: &text)
            text.withUnsafeBytes { json.append(string: $0) }
        case .lists(let offsets, let items):
            json.append(ascii: UInt8(ascii: "["))
            let range = Self.range(offsets, index)
            for item in range {
                if item > range.lowerBound { json.append(ascii: UInt8(ascii: ",")) }
                items.append(item, to: &json)
            }
            json.append(ascii: UInt8(ascii: "]"))
        case .mixed(let values):
            json.append(value: values, row: index)
        }
    }

    func isValid(_ index: Int) -> Bool { validity.map { $0[index] } ?? true }

    /// The kind of value `index`.
    func kind(_ index: Int) -> ValueKind {
        if !isValid(index) { return .null }
        switch storage {
        case .nulls: return .null
        case .bools: return .bool
        case .integers: return .int64
        case .doubles: return .double
        case .numbers(_, let areDoubles): return areDoubles[index] ? .double : .int64
        case .texts(let kind, _, _): return kind
        case .times: return .string
        case .lists: return .list
        case .mixed(let values): return values.kind(index)
        }
    }

    private static func range(_ offsets: Buffer, _ index: Int) -> Range<Int> {
        let offsets = offsets.values(Int32.self)
        return Int(offsets[index])..<Int(offsets[index + 1])
    }

    private func column(
        _ type: DataType, offsets: Buffer? = nil, data: Buffer?, children: [Column] = []
    ) -> Column {
        Column(
            type: type, length: count, nullCount: nullCount, validity: validity, offsets: offsets, data: data,
            children: children)
    }

    /// The same values with their texts.
    private func written(_ times: TimeTexts) -> CompactValues {
        var offsets: [Int32] = [0]
        offsets.reserveCapacity(count + 1)
        var text: [UInt8] = []
        for index in 0..<count {
            if isValid(index) { times.append(index, to: &text) }
            offsets.append(Int32(truncatingIfNeeded: text.count))
        }
        return CompactValues(self, storage: .texts(.string, offsets: Buffer(offsets), data: Buffer(text)))
    }

    private func misfit(_ index: Int) -> Misfit { Misfit(.foundKind(kind(index)), at: index) }

    private func int32s(_ values: UnsafeBufferPointer<Int64>) throws(Misfit) -> Buffer {
        try Buffer(count: count * 4) { (block) throws(Misfit) in
            let narrow = block.assumingMemoryBound(to: Int32.self)
            for index in 0..<count {
                // Nulls are 0.
                guard let value = Int32(exactly: values[index]) else { throw Misfit(Misfit.largeInteger, at: index) }
                narrow[index] = value
            }
        }
    }

    private func doubles(_ values: UnsafeBufferPointer<Int64>) throws(Misfit) -> Buffer {
        try Buffer(count: count * 8) { (block) throws(Misfit) in
            let doubles = block.assumingMemoryBound(to: Double.self)
            for index in 0..<count {
                // Nulls are 0, which is exact.
                guard let value = ExactDouble.double(values[index]) else {
                    throw Misfit(Misfit.inexactInteger, at: index)
                }
                doubles[index] = value
            }
        }
    }

    private func times(
        _ offsets: UnsafeBufferPointer<Int32>, _ text: UnsafeRawPointer, _ unit: TimeUnit
    ) throws(Misfit) -> Buffer {
        try Buffer(count: count * 8) { (block) throws(Misfit) in
            let values = block.assumingMemoryBound(to: Int64.self)
            for index in 0..<count {
                let start = Int(offsets[index])
                let bytes = UnsafeRawBufferPointer(start: text + start, count: Int(offsets[index + 1]) - start)
                if let value = TimeConversion.count(bytes, unit) {
                    values[index] = value
                } else if isValid(index) {
                    throw Misfit(Misfit.notATime, at: index)
                } else {
                    values[index] = 0
                }
            }
        }
    }

    private func times(milliseconds: UnsafeBufferPointer<Int64>, _ unit: TimeUnit) throws(Misfit) -> Buffer {
        try Buffer(count: count * 8) { (block) throws(Misfit) in
            let values = block.assumingMemoryBound(to: Int64.self)
            for index in 0..<count {
                guard let value = TimeConversion.count(milliseconds: milliseconds[index], unit) else {
                    throw Misfit(Misfit.lateTime, at: index)
                }
                values[index] = value
            }
        }
    }

    /// Numbers of both kinds as the JSON texts that they are, and likewise bools and lists.
    private func jsonTexts(_ target: ConversionTarget) throws(Misfit) -> Column {
        var writer = TextWriter(count: count, limit: target.limit)
        for index in 0..<count {
            if isValid(index) {
                try writer.append { append(index, to: &$0) }
            } else {
                try writer.appendNothing()
            }
        }
        let (offsets, data) = writer.finish()
        return column(target.type, offsets: offsets, data: data)
    }

    /// The first number that does not fit a type which doubles never fit.
    private func firstMisfit(
        _ values: UnsafeBufferPointer<Double>, _ areDoubles: Bitmap, _ target: ConversionTarget
    ) -> Misfit {
        for index in 0..<count where isValid(index) {
            if areDoubles[index] { return misfit(index) }
            let integer = Int64(values[index])
            switch target.type {
            case .int64:
                continue
            case .int32:
                if Int32(exactly: integer) == nil { return Misfit(Misfit.largeInteger, at: index) }
            case .timestamp(let unit) where target.meaning == .timestampMilliseconds:
                if TimeConversion.count(milliseconds: integer, unit) == nil {
                    return Misfit(Misfit.lateTime, at: index)
                }
            default:
                return misfit(index)
            }
        }
        return misfit(firstValued)
    }
}
