extension DenseRows {
    /// The items of header lists, name and value by turns, as structures.
    func headerColumn(_ target: ConversionTarget, lists: DenseRows) throws(Misfit) -> Column {
        guard case .list(.structure(let fields)) = target.type, fields.count == 2 else {
            throw Misfit(.foundKind(.list), at: 0)
        }
        if let item = lists.firstItemOfOddList() { throw Misfit(.found("a name without a value"), at: item) }
        let children = [
            try everyOther(from: 0).map { (rows) throws(Misfit) in try rows.column(target.item(fields[0].type)) },
            try everyOther(from: 1).map { (rows) throws(Misfit) in try rows.column(target.item(fields[1].type)) },
        ]
        if children[0].nullCount > 0 { throw Misfit(.found("a header without a name"), at: 2 * children[0].firstNull) }
        return Column(type: .structure(fields), length: count / 2, children: children)
    }

    /// Offsets of structures, of which each takes two items.
    static func halved(_ offsets: Buffer) -> Buffer { Buffer(offsets.values(Int32.self).map { $0 / 2 }) }

    /// The place of an item of the first list that has not two items a header.
    private func firstItemOfOddList() -> Int? {
        var items = 0
        for row in 0..<count where kinds[row] == ValueKind.list.rawValue {
            let itemCount = Int(TextRange(payload: payloads[row]).count)
            if itemCount % 2 == 1 { return items }
            items += itemCount
        }
        return nil
    }

    private func everyOther(from start: Int) -> HalfRows { HalfRows(rows: self, start: start) }
}

/// Every second row: the names, or the values, of headers.
private struct HalfRows {
    let rows: DenseRows
    let start: Int

    /// Calls `body` with the rows side by side; a misfit there is one of the row of the whole.
    func map(_ body: (DenseRows) throws(Misfit) -> Column) throws(Misfit) -> Column {
        let count = rows.count / 2
        var kinds = [UInt8](repeating: 0, count: max(count, 1))
        var payloads = [UInt64](repeating: 0, count: max(count, 1))
        for place in 0..<count {
            kinds[place] = rows.kinds[place * 2 + start]
            payloads[place] = rows.payloads[place * 2 + start]
        }
        let result: Result<Column, Misfit> = kinds.withUnsafeBufferPointer { kinds in
            payloads.withUnsafeBufferPointer { payloads in
                guard let kinds = kinds.baseAddress, let payloads = payloads.baseAddress else {
                    return .failure(Misfit(.foundKind(.absent), at: 0))
                }
                let half = DenseRows(
                    count: count, kinds: kinds, payloads: payloads, text: rows.text, elements: rows.elements,
                    kindSet: rows.kindSet)
                do throws(Misfit) {
                    return .success(try body(half))
                } catch {
                    return .failure(Misfit(error.reason, at: error.index * 2 + start))
                }
            }
        }
        return try result.get()
    }
}

extension Column {
    /// The first row that is null; 0 where there is none.
    fileprivate var firstNull: Int { (0..<length).first { isNull($0) } ?? 0 }
}
