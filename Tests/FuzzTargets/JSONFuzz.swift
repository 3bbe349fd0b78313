import GoldenData
import KFrameColumns
import KFrameDecode

/// Values taken for JSON, many in one buffer, Confluent framing and null values among them. The fast parser and the
/// exact one must agree on every cell; columns must be what they promise; what is rendered as JSON must be JSON.
enum JSONFuzz {
    /// Between two values of an input.
    static let separator: UInt8 = 0x1E
    /// A value that is this byte alone stands for null.
    static let null: UInt8 = 0x1F

    static let words = [
        "{", "}", "[", "]", ":", ",", "\"", "\\u", "\\ud83d\\ude00", "\\ud800", "true", "false", "null", "-0", "1e400",
        "1e-400", "0.1", "9223372036854775808", "18446744073709551616", "\u{FEFF}", "{\"a\":", "\"a\":", "_key",
        "a.b", "\\\\", "2022-09-22T10:00:00Z", "[1,2.5,\"x\",null]", "{}", "[]",
    ]

    /// A byte of options, and the values.
    static let target = FuzzTarget(
        "json", maximumLength: 2048, words: words, binaryWords: [[separator], [null], [0, 0, 0, 0, 1], [0xC3, 0x28]],
        seeds: {
            try values().map { [0] + $0 } + [
                [1] + #"{"a":1,"b":{"c":2}}"#.utf8, [2] + #"{"a":1,"b":{"c":2},"d":3}"#.utf8, [4] + "text".utf8,
            ]
        }
    ) { bytes in
        var input = FuzzInput(bytes)
        let choice = input.byte()
        let batch = Values(input)
        var options = DecodeOptions()
        if choice & 1 != 0 { options.projection = Projection(["a", "b.c", "properties", "_key"]) }
        if choice & 2 != 0 { options.limits = DecodeLimits(columns: 2, objects: 2, nameBytes: 24) }
        if choice & 4 != 0 { options.mode = choice & 8 == 0 ? .text : .bytes }
        let decoder = JSONColumnDecoder(options)
        let fast = try batch.decode(decoder)
        let exact = try batch.decode(JSONColumnDecoder(exactly: options))
        try ColumnChecks.check(fast)
        try ColumnChecks.check(exact)
        try compare(fast, exact)
        if options.projection == nil {
            try hold(fast.duplicateKeyCount == exact.duplicateKeyCount, "duplicate keys are counted differently")
        }
        // What a decoder remembers of the batch before changes nothing.
        try compare(try batch.decode(decoder), fast)
        try ColumnChecks.render(fast)
    }

    static func compare(_ left: DecodedValues, _ right: DecodedValues) throws {
        try hold(
            left.columns.map(\.name) == right.columns.map(\.name),
            "columns \(left.columns.map(\.name)) and \(right.columns.map(\.name))")
        try hold(left.errors == right.errors, "errors \(left.errors) and \(right.errors)")
        try hold(
            left.restRowCount == right.restRowCount, "rows with _rest: \(left.restRowCount), \(right.restRowCount)")
        for (a, b) in zip(left.columns, right.columns) {
            for row in 0..<left.rowCount {
                // By text, so that -0 is not 0.
                let (x, y) = ("\(a.value(row))", "\(b.value(row))")
                try hold(x == y, "column \(a.name), row \(row): \(x) and \(y)")
            }
        }
    }

    /// Values of the golden topics, and some that try every token.
    static func values() throws -> [[UInt8]] {
        var values: [[UInt8]] = try ["edge-values", "late-events", "compacted"].flatMap { topic in
            try ExpectedRecord.load(topic: topic).compactMap(\.value).filter { $0.count < 2000 }.prefix(40)
        }
        values += [
            #"{"a":1,"b":-2.5e3,"c":"x\n\u00e9\ud83d\ude00","d":[1,2,{"e":null}],"f":{"g":true,"h":false},"i":[]}"#,
            #"{"n":[0,-0,0.0,-0.0,1e400,-1e400,1e-400,5e-324,9223372036854775807,9223372036854775808,1e2]}"#,
            #"{"k":"","":{"":""},"a.b":[[],[[]],{}],"dup":1,"dup":{"x":1},"long":18446744073709551616}"#,
            "[ 1 ,\t2 , \n\"three\" , true , null , [ ] , { } ]", "\"only text\"", "-12.5e-3", "null", " true ",
            "{\"_key\":1,\"_offset\":2,\"value\":{\"_key\":3}}",
            "{\"a\":1}\u{1E}{\"a\":\"x\"}\u{1E}\u{1F}\u{1E}{\"a\":{}}",
        ].map { Array($0.utf8) }
        values.append([0, 0, 0, 0, 7] + Array(#"{"a":1}"#.utf8))
        return values
    }

    /// The values of an input, end to end in memory of just their size, so that a read beyond them is seen.
    struct Values {
        let bytes: [UInt8]
        let slices: [ValueSlice]

        init(_ input: FuzzInput) {
            var bytes: [UInt8] = []
            var slices: [ValueSlice] = []
            for part in input.parts(between: separator).prefix(64) {
                let isNull = part.count == 1 && part.first == null
                slices.append(ValueSlice(start: bytes.count, count: isNull ? -1 : part.count))
                if !isNull { bytes += part }
            }
            self.bytes = bytes
            self.slices = slices
        }

        func value(_ row: Int) -> ArraySlice<UInt8>? {
            let slice = slices[row]
            return slice.isNull ? nil : bytes[slice.start..<slice.start + slice.count]
        }

        /// Only this row.
        func decode(_ decoder: JSONColumnDecoder, row: Int? = nil) throws -> DecodedValues {
            let exact = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
            defer { exact.deallocate() }
            exact.copyBytes(from: bytes)
            return try (row.map { [slices[$0]] } ?? slices).withUnsafeBufferPointer {
                try decoder.decode(ValueBatch(bytes: UnsafeRawBufferPointer(exact), values: $0))
            }
        }
    }
}
