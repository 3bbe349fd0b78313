import KFrameColumns

/// What values are: `--values json|text|bytes`.
package enum ValueMode: String, CaseIterable, Sendable {
    /// JSON documents; a JSON object becomes columns, anything else `_value`.
    case json
    /// UTF-8 text, put into `_value` as it is.
    case text
    /// Bytes, put into `_value` as they are.
    case bytes

    /// The most values that ``detected(in:)`` looks at.
    package static let sampleCount = 100

    /// What `auto` takes, by the first ``sampleCount`` values that are not null: json where one is a JSON object or
    /// array (Confluent framing allowed), else bytes where one is no UTF-8, else text. Without any value: json.
    package static func detected(in samples: ValueBatch) -> ValueMode {
        var parser = JSONValueParser()
        var seen = 0
        var isText = true
        for slice in samples.values where !slice.isNull {
            guard seen < sampleCount else { break }
            guard slice.start >= 0, slice.start <= samples.bytes.count, slice.count <= samples.bytes.count - slice.start
            else { continue }
            seen += 1
            let value = UnsafeRawBufferPointer(rebasing: samples.bytes[slice.start..<slice.start + slice.count])
            let json = FramedValue(value).json
            let readable = samples.bytes.count - slice.start - (value.count - json.count)
            if let tape = try? parser.parse(json, readable: readable).tape {
                switch JSONTape.tag(tape.words[JSONTape.start]) {
                case JSONTape.Tag.object, JSONTape.Tag.array: return .json
                default: break
                }
            }
            isText = isText && UTF8Text.isValid(value)
        }
        if seen == 0 { return .json }
        return isText ? .text : .bytes
    }
}
