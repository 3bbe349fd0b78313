extension CompactColumn {
    /// The memory that the column takes, its name and summary among it: for whoever adds up what a frame has come to.
    package var byteCount: Int { 512 + values.byteCount }
}

extension CompactValues {
    var byteCount: Int {
        let own: Int =
            switch storage {
            case .nulls: 0
            case .bools(let bits): bits.buffer.count
            case .integers(let words), .doubles(let words): words.count
            case .numbers(let words, let areDoubles): words.count + areDoubles.buffer.count
            case .texts(_, let offsets, let data): offsets.count + data.count
            // A byte a value tells its form.
            case .times(let times): times.counts.count + times.counts.count / 8
            case .lists(let offsets, let items): offsets.count + items.byteCount
            case .mixed(let column): column.byteCount
            }
        return own + (validity?.buffer.count ?? 0)
    }
}

extension VariantColumn {
    var byteCount: Int { kinds.count + 8 * payloads.count + text.count + (elements?.byteCount ?? 0) }
}
