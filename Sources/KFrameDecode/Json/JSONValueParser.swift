/// simdjson, and the exact parser for what it refuses.
struct JSONValueParser: ~Copyable {
    /// A tape, and whether ``ExactJSONParser`` made it.
    struct Parsed {
        let tape: JSONTape
        let isExact: Bool
    }

    /// Buffers made for values larger than this are given back when the batch is done.
    static let largeValue = 8 << 20

    /// Leaves simdjson out: for tests, which compare the two.
    let isExactOnly: Bool

    private var indexer = JSONIndexer()
    private var fast = SimdJSONParser()
    private var exact = ExactJSONParser()

    init(isExactOnly: Bool = false) { self.isExactOnly = isExactOnly }

    /// The tape of `json`, of which `readable` bytes may be read. Good until the next call.
    mutating func parse(
        _ json: UnsafeRawBufferPointer, readable: Int
    ) throws(JSONSyntaxError) -> Parsed {
        if !isExactOnly, let tape = fast.parse(json, readable: readable) { return Parsed(tape: tape, isExact: false) }
        return Parsed(tape: try exact.parse(json), isExact: true)
    }

    /// The tokens of `json`, of which `readable` bytes may be read; nil where simdjson refuses it. Good until the next call.
    mutating func index(_ json: UnsafeRawBufferPointer, readable: Int) -> JSONIndex? {
        isExactOnly ? nil : indexer.index(json, readable: readable)
    }

    /// The tape of `json`; nil where simdjson refuses it. It leaves the tokens of ``index(_:readable:)`` as they are.
    mutating func parseFast(_ json: UnsafeRawBufferPointer, readable: Int) -> JSONTape? {
        fast.parse(json, readable: readable)
    }

    mutating func parseExactly(_ json: UnsafeRawBufferPointer) throws(JSONSyntaxError) -> Parsed {
        Parsed(tape: try exact.parse(json), isExact: true)
    }

    mutating func releaseLargeBuffers() {
        indexer.releaseLargeBuffers(limit: Self.largeValue)
        fast.releaseLargeBuffers(limit: Self.largeValue)
        exact.releaseLargeBuffers(limit: Self.largeValue)
    }
}
