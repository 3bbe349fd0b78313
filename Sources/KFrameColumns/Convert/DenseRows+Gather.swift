#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

extension DenseRows {
    /// A column of these rows alone, with the text and items of no other.
    func gathered(name: String = "", meaning: VariantColumn.Meaning, limit: Int) throws(Misfit) -> VariantColumn {
        var counts = KindCounts()
        var total = 0
        for row in 0..<count {
            guard let kind = ValueKind(rawValue: kinds[row]) else { continue }
            counts[kind] += 1
            if ValueKindSet.texts.contains(kind) { total &+= Int(TextRange(payload: payloads[row]).count) }
        }
        if total > limit { throw Misfit(.tooLong(limit: limit), at: rowBeyond(limit)) }

        var newElements: VariantColumn?
        if counts[.list] > 0, elements != nil {
            let offsets = try listOffsets(limit: limit)
            newElements = try DenseRows.withItems(of: self, itemCount: countItems()) { (items) throws(Misfit) in
                do throws(Misfit) {
                    return try items.gathered(meaning: .event, limit: limit)
                } catch {
                    throw error.ofItem(inList: Self.row(ofItem: error.index, offsets, count))
                }
            }
        }

        let newKinds = MallocBlock.allocate(count)?.assumingMemoryBound(to: UInt8.self)
        let newPayloads = MallocBlock.allocate(count * 8)?.assumingMemoryBound(to: UInt64.self)
        let newText = MallocBlock.allocate(total)
        if let newKinds, let newPayloads { copy(newKinds, newPayloads, newText) }
        return VariantColumn(
            adopting: name, meaning: meaning, rowCount: count, kinds: newKinds, payloads: newPayloads, text: newText,
            textCount: total, elements: newElements, kindSet: counts.kinds)
    }

    private func copy(
        _ newKinds: UnsafeMutablePointer<UInt8>, _ newPayloads: UnsafeMutablePointer<UInt64>,
        _ newText: UnsafeMutableRawPointer?
    ) {
        memcpy(newKinds, kinds, count)
        var nextText = 0
        var nextItem = 0
        for row in 0..<count {
            let kind = ValueKind(rawValue: kinds[row]) ?? .absent
            switch kind {
            case .absent, .null:
                newPayloads[row] = 0
            case .bool, .int64, .double:
                newPayloads[row] = payloads[row]
            case .string, .digits, .json, .bytes:
                let range = TextRange(payload: payloads[row])
                newPayloads[row] =
                    TextRange(start: UInt32(truncatingIfNeeded: nextText), count: range.count).payload
                if let newText, let text = text.baseAddress, range.count > 0 {
                    memcpy(newText + nextText, text + Int(range.start), Int(range.count))
                }
                nextText &+= Int(range.count)
            case .list:
                let range = TextRange(payload: payloads[row])
                newPayloads[row] =
                    TextRange(start: UInt32(truncatingIfNeeded: nextItem), count: range.count).payload
                nextItem &+= Int(range.count)
            }
        }
    }
}
