import Clickstream

/// JSON events of one build, to be decoded or filtered: about 4 MB of them.
public struct EventShape: Sendable {
    private static let sizeInBytes = 4 << 20

    /// As a benchmark's name has it.
    public let name: String
    let values: [[UInt8]]

    private init(_ name: String, _ value: (Int) -> [UInt8]?) {
        self.name = name
        var values: [[UInt8]] = []
        var size = 0
        var index = 0
        while size < Self.sizeInBytes {
            if let value = value(index) {
                values.append(value)
                size += value.count
            }
            index += 1
        }
        self.values = values
    }

    /// Every shape that is measured.
    public static let all = [clickstream, flat, deep, wide, sparse, longTexts, numbers]

    /// The generated day's events: about 1 KB, 38 fields of 78, four levels.
    public static let clickstream = EventShape("clickstream", from: ClickstreamGenerator(eventCount: 6_000))

    /// Ten short fields.
    static let flat = EventShape("flat") { row in
        object((0..<10).map { ("field\($0)", $0 % 2 == 0 ? "\(row * 7 + $0)" : "\"text \(row % 97)\"") })
    }

    /// Twelve objects in each other, two fields on each level.
    static let deep = EventShape("deep") { row in
        var text = "{\"leaf\":\(row)}"
        for level in 0..<12 { text = "{\"a\(level)\":\(row % 13),\"b\(level)\":\"x\",\"c\":\(text)}" }
        return Array(text.utf8)
    }

    /// 400 fields, each in every event.
    static let wide = EventShape("wide") { row in object((0..<400).map { ("column_\($0)", "\(row &+ $0)") }) }

    /// 20 of 400 fields in an event, other ones in the next.
    static let sparse = EventShape("sparse") { row in
        object((0..<20).map { ("column_\((row * 31 + $0 * 17) % 400)", "\"\(row % 1_000)\"") })
    }

    /// Two texts of 4 KB, one of them with escapes.
    static let longTexts = EventShape("long texts") { row in
        let plain = String(repeating: "plain text \(row) ", count: 300)
        let escaped = String(repeating: #"a \"word\" and\na line "#, count: 200)
        return object([("plain", "\"\(plain)\""), ("escaped", "\"\(escaped)\"")])
    }

    /// Integers, decimals and lists of them.
    static let numbers = EventShape("numbers") { row in
        let list = (0..<8).map { "\(row &* 3 &+ $0)" }.joined(separator: ",")
        return object([
            ("integer", "\(row &* 1_000_003)"), ("negative", "-\(row)"), ("decimal", "\(row).25"),
            ("small", "1.5e-\(row % 300)"), ("list", "[\(list)]"), ("exact", "0.1234567890123456\(row % 9 + 1)"),
        ])
    }

    private init(_ name: String, from events: ClickstreamGenerator) {
        let ordinary = events.filter { $0.kind == .ordinary }.compactMap(\.value)
        self.init(name) { ordinary[$0 % ordinary.count] }
    }

    private static func object(_ members: [(name: String, value: String)]) -> [UInt8] {
        Array("{\(members.map { "\"\($0.name)\":\($0.value)" }.joined(separator: ","))}".utf8)
    }
}
