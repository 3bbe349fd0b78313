import KFrameColumns

extension DecodeEngine {
    /// Writes the value at `index`, whatever it is, into `row` of a lane.
    @inline(never)
    mutating func write(_ tape: JSONTape, _ index: Int, _ laneIndex: Int32, _ row: Int) -> Outcome {
        let lane = lanes.lanes + Int(laneIndex)
        let word = tape.words[index]
        switch JSONTape.tag(word) {
        case JSONTape.Tag.array where Self.isOfScalars(tape, index):
            return writeList(tape, index, laneIndex, row)
        case JSONTape.Tag.array, JSONTape.Tag.object:
            if JSONTape.end(word) == index + 2, JSONTape.tag(word) == JSONTape.Tag.object {
                return setEmptyObject(lane, row)
            }
            if !isMarked, duplicates.exist(in: tape, from: index, to: JSONTape.end(word)) { return .duplicateKey }
            text.removeAll()
            text.append(tape, index)
            hasZeroInteger = hasZeroInteger || text.hasZeroInteger
            hasZeroDouble = hasZeroDouble || text.hasZeroDouble
            return setText(lane, row)
        case JSONTape.Tag.string:
            return set(lane, row, .string, tape.string(word))
        case JSONTape.Tag.digits:
            return set(lane, row, .digits, tape.string(word))
        case JSONTape.Tag.uint64:
            var digits = String(tape.words[index + 1])
            let isWritten = digits.withUTF8 { lane.pointee.set(row, .digits, copying: UnsafeRawBufferPointer($0)) }
            return isWritten ? .complete : .overfull
        case JSONTape.Tag.int64:
            lane.pointee.set(row, .int64, tape.words[index + 1])
            hasZeroInteger = hasZeroInteger || tape.words[index + 1] == 0
        case JSONTape.Tag.double:
            lane.pointee.set(row, .double, tape.words[index + 1])
            hasZeroDouble = hasZeroDouble || tape.words[index + 1] << 1 == 0
        case JSONTape.Tag.true: lane.pointee.set(row, .bool, 1)
        case JSONTape.Tag.false: lane.pointee.set(row, .bool, 0)
        case JSONTape.Tag.null: lane.pointee.set(row, .null, 0)
        default: return .unreadable
        }
        return .complete
    }

    private mutating func writeList(_ tape: JSONTape, _ index: Int, _ laneIndex: Int32, _ row: Int) -> Outcome {
        let list = lanes.elementLane(of: laneIndex)
        let start = list.pointee.count
        let end = JSONTape.end(tape.words[index]) - 1
        guard list.pointee.hasRoom(for: end - index) else { return .overfull }
        // Before any element: an unfinished list must be taken back too.
        lanes.lanes[Int(laneIndex)].set(row, .list, Lane.range(start, 0))
        var index = index + 1
        while index < end {
            let word = tape.words[index]
            switch JSONTape.tag(word) {
            case JSONTape.Tag.string, JSONTape.Tag.digits:
                let text = tape.string(word)
                let kind: Kind = JSONTape.tag(word) == JSONTape.Tag.string ? .string : .digits
                guard list.pointee.append(kind, text: text.baseAddress.unsafelyUnwrapped, count: text.count) else {
                    return .overfull
                }
            case JSONTape.Tag.int64:
                list.pointee.append(.int64, tape.words[index + 1])
                hasZeroInteger = hasZeroInteger || tape.words[index + 1] == 0
            case JSONTape.Tag.double:
                list.pointee.append(.double, tape.words[index + 1])
                hasZeroDouble = hasZeroDouble || tape.words[index + 1] << 1 == 0
            case JSONTape.Tag.uint64:
                var digits = String(tape.words[index + 1])
                let isWritten = digits.withUTF8 { list.pointee.append(.digits, copying: UnsafeRawBufferPointer($0)) }
                guard isWritten else { return .overfull }
            case JSONTape.Tag.true: list.pointee.append(.bool, 1)
            case JSONTape.Tag.false: list.pointee.append(.bool, 0)
            case JSONTape.Tag.null: list.pointee.append(.null, 0)
            default: return .unreadable
            }
            index = tape.after(index)
        }
        let count = list.pointee.count - start
        lanes.lanes[Int(laneIndex)].set(
            row, .list, Lane.range(start, count))
        return .complete
    }

    /// Makes what ``text`` holds the value of `row`.
    func setText(_ lane: UnsafeMutablePointer<Lane>, _ row: Int) -> Outcome {
        lane.pointee.set(row, .json, copying: text.bytes) ? .complete : .overfull
    }

    func setEmptyObject(_ lane: UnsafeMutablePointer<Lane>, _ row: Int) -> Outcome {
        let text: StaticString = "{}"
        let bytes = UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        return lane.pointee.set(row, .json, copying: bytes) ? .complete : .overfull
    }

    private func set(
        _ lane: UnsafeMutablePointer<Lane>, _ row: Int, _ kind: Kind, _ text: UnsafeRawBufferPointer
    ) -> Outcome {
        lane.pointee.set(row, kind, text: text.baseAddress.unsafelyUnwrapped, count: text.count) ? .complete : .overfull
    }

    private static func isOfScalars(_ tape: JSONTape, _ index: Int) -> Bool {
        let end = JSONTape.end(tape.words[index]) - 1
        var index = index + 1
        while index < end {
            let tag = JSONTape.tag(tape.words[index])
            if tag == JSONTape.Tag.object || tag == JSONTape.Tag.array { return false }
            index = tape.after(index)
        }
        return true
    }
}
