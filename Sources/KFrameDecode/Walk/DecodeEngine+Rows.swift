import KFrameColumns

extension DecodeEngine {
    mutating func setTombstone(_ row: Int) {
        lane(Own.tombstone).pointee.set(row, .bool, 1)
    }

    /// Each of these decodes one value into `row`; false where a lane's text is full.
    mutating func decode(text value: UnsafeRawBufferPointer, _ row: Int) -> Bool {
        guard UTF8Text.isValid(value) else {
            return setError(row, "the value is not UTF-8 text", raw: value, isText: false)
        }
        return set(Own.value, row, .string, value)
    }

    mutating func decode(bytes value: UnsafeRawBufferPointer, _ row: Int) -> Bool {
        set(Own.value, row, UTF8Text.isValid(value) ? .string : .bytes, value)
    }

    mutating func decode(json value: UnsafeRawBufferPointer, readable: Int, _ row: Int) -> Bool {
        let framed = FramedValue(value)
        if framed.isUnknownFraming {
            return setError(
                row, "the first byte is 0, and no schema id and JSON object follow (Confluent framing)", raw: value)
        }
        if let schemaID = framed.schemaID {
            lane(Own.schemaID).pointee.set(row, .int64, UInt64(bitPattern: Int64(schemaID)))
        }
        let start = value.count - framed.json.count
        do {
            return try decode(document: framed.json, readable: readable - start, row)
        } catch {
            var error = error
            error.offset += start
            return setError(row, error.text, raw: value)
        }
    }

    /// Decodes one JSON document by its tokens, and where those ask for more care by its tape; walks that again, from
    /// scratch, where the first walk finds that it needs more care still.
    private mutating func decode(
        document json: UnsafeRawBufferPointer, readable: Int, _ row: Int
    ) throws(JSONSyntaxError) -> Bool {
        let laneCount = lanes.count
        let nameBytes = self.nameBytes
        var rowDuplicates = 0
        isMarked = false
        if let index = parser.index(json, readable: readable) {
            switch walk(index, row) {
            case .complete: return true
            case .overfull: return false
            case .duplicateKey, .unreadable:
                undo(row, laneCount: laneCount, nameBytes: nameBytes)
                isMarked = false
            }
        }
        var parsed = try parser.parse(json, readable: readable)
        while true {
            var mustMark = false
            switch walk(parsed.tape, row) {
            case .overfull: return false
            case .complete:
                let needsExact = !parsed.isExact && mayHideNumbers(json)
                if !needsExact && (!isOverflowing || isMarked) {
                    duplicateKeyCount += rowDuplicates
                    if parsed.isExact { exactRowCount += 1 }
                    return isOverflowing ? writeRest(parsed.tape, row) : true
                }
                undo(row, laneCount: laneCount, nameBytes: nameBytes)
                if needsExact {
                    parsed = try parser.parseExactly(json)
                    mustMark = isMarked
                } else {
                    mustMark = true
                }
            case .duplicateKey:
                undo(row, laneCount: laneCount, nameBytes: nameBytes)
                if isMarked { throw JSONSyntaxError(reason: .unreadable, offset: 0) }
                mustMark = true
            case .unreadable:
                undo(row, laneCount: laneCount, nameBytes: nameBytes)
                if parsed.isExact { throw JSONSyntaxError(reason: .unreadable, offset: 0) }
                parsed = try parser.parseExactly(json)
                mustMark = isMarked
            }
            if mustMark {
                rowDuplicates = duplicates.mark(
                    parsed.tape, from: JSONTape.start, to: parsed.tape.after(JSONTape.start))
                isMarked = true
            }
        }
    }

    /// Whether a zero that the walk met, or did not look at because it goes to `_rest`, may be written as something else.
    func mayHideNumbers(_ json: UnsafeRawBufferPointer) -> Bool {
        (hasZeroInteger || isOverflowing) && HiddenNumbers.mayHaveNegativeZero(json)
            || (hasZeroDouble || isOverflowing) && HiddenNumbers.mayUnderflow(json)
    }

    /// Takes back what a walk has written to `row`, and the lanes it made.
    private mutating func undo(_ row: Int, laneCount: Int, nameBytes: Int) {
        for lane in laneCount..<max(lanes.count, laneCount) {
            let node = lanes.lanes[lane].node
            if node >= 0 { (trie.nodes.base + Int(node)).pointee.lane = PathNode.none }
        }
        lanes.undo(row, keeping: laneCount)
        self.nameBytes = nameBytes
    }

    /// Makes `row` one with `_error` and `_raw`.
    private mutating func setError(
        _ row: Int, _ reason: String, raw: UnsafeRawBufferPointer, isText: Bool? = nil
    ) -> Bool {
        errors.append(DecodedValues.RowError(row: row, reason: reason))
        var reason = reason
        return reason.withUTF8 { set(Own.error, row, .string, UnsafeRawBufferPointer($0)) }
            && set(Own.raw, row, isText ?? UTF8Text.isValid(raw) ? .string : .bytes, raw)
    }

    /// Writes a text into one of kframe's own columns; false where the lane is full.
    private mutating func set(_ own: Int, _ row: Int, _ kind: Kind, _ text: UnsafeRawBufferPointer) -> Bool {
        lane(own).pointee.set(row, kind, copying: text)
    }

    /// The lane of one of kframe's own columns.
    mutating func lane(_ own: Int) -> UnsafeMutablePointer<Lane> {
        lanes.lanes + Int(lanes.ownLane(own))
    }
}
