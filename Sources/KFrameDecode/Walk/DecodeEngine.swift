import KFrameColumns

/// Decodes batches: parses value by value and walks each tape into the lanes of its paths.
struct DecodeEngine: ~Copyable {
    /// What became of one walk over a tape.
    enum Outcome {
        case complete
        /// A key occurs twice in one object: the row is to be walked again after ``DuplicateKeys/mark(_:from:to:)``.
        case duplicateKey
        /// The tape has a word that nobody knows here.
        case unreadable
        /// A lane's text is full.
        case overfull
    }

    /// Indexes in ``OwnColumn/decoded``.
    enum Own {
        static let schemaID = 0
        static let tombstone = 1
        static let value = 2
        static let error = 3
        static let raw = 4
        static let rest = 5
    }

    let options: DecodeOptions
    var parser: JSONValueParser
    var trie = PathTrie()
    var lanes: LaneStore
    var duplicates = DuplicateKeys()
    var text = TapeText()
    var tokenText = TokenText()
    /// The closing brackets of the containers that are stepped over.
    var containers = RawVector<UInt8>(capacity: 64)
    /// A text with escapes that is only checked.
    var unescaped = RawVector<UInt8>(capacity: 256)

    /// The number of the walk, over all batches: what ``PathNode/lastRow`` is compared with.
    var walkNumber: UInt64 = 0
    /// The number of the batch: what ``PathNode/objectBatch`` is compared with.
    var batchNumber: UInt32 = 0
    /// Objects and bytes of names in the batch, against ``DecodeLimits``.
    var objectCount = 0
    var nameBytes = 0

    // The walk under way.
    /// Whether an integer, and whether a double, that is 0 was met: see ``HiddenNumbers``.
    var hasZeroInteger = false
    var hasZeroDouble = false
    /// Whether a wanted member found no column because of a limit.
    var isOverflowing = false
    /// Whether overridden members are marked on the tape, so that no duplicates are left.
    var isMarked = false

    // The batch under way.
    var errors: [DecodedValues.RowError] = []
    var duplicateKeyCount = 0
    var restRowCount = 0
    var exactRowCount = 0
    /// The names of the trie's nodes, as far as they are known.
    private var names: [String?] = []

    init(_ options: DecodeOptions, isExactOnly: Bool = false) {
        self.options = options
        parser = JSONValueParser(isExactOnly: isExactOnly)
        lanes = LaneStore(limit: max(options.limits.columns, 0))
        resetTrie()
    }

    mutating func decode(_ batch: ValueBatch) throws(DecodeError) -> DecodedValues {
        begin(rowCount: batch.values.count)
        for row in 0..<batch.values.count {
            let slice = batch.values[row]
            if slice.isNull {
                setTombstone(row)
                continue
            }
            guard slice.start >= 0, slice.start <= batch.bytes.count, slice.count <= batch.bytes.count - slice.start
            else { throw DecodeError(code: .sliceOutOfBounds, row: row) }
            let value = UnsafeRawBufferPointer(rebasing: batch.bytes[slice.start..<slice.start + slice.count])
            let isWritten: Bool
            switch options.mode {
            case .json: isWritten = decode(json: value, readable: batch.bytes.count - slice.start, row)
            case .text: isWritten = decode(text: value, row)
            case .bytes: isWritten = decode(bytes: value, row)
            }
            guard isWritten else { throw DecodeError(code: .batchTooLarge, row: row) }
        }
        return finish(rowCount: batch.values.count)
    }

    private mutating func begin(rowCount: Int) {
        // A batch before this one may have ended early, its lanes still named in the trie.
        for lane in 0..<lanes.count { releaseNode(lanes.lanes[lane]) }
        lanes.begin(rowCount: rowCount)
        if trie.isCrowded(options.limits) { resetTrie() }
        batchNumber &+= 1
        objectCount = 0
        nameBytes = 0
        errors = []
        duplicateKeyCount = 0
        restRowCount = 0
        exactRowCount = 0
    }

    private mutating func finish(rowCount: Int) -> DecodedValues {
        var columns: [VariantColumn] = []
        columns.reserveCapacity(lanes.count)
        for (index, own) in OwnColumn.decoded.enumerated() where lanes.existingOwnLane(index) >= 0 {
            columns.append(
                column(lanes.existingOwnLane(index), own.name, meaning: Self.meaning(own, options.mode), rowCount))
        }
        for index in 0..<lanes.count where lanes.lanes[index].node >= 0 {
            let lane = lanes.lanes[index]
            columns.append(column(Int32(index), name(lane.node), meaning: .event, rowCount))
            (trie.nodes.base + Int(lane.node)).pointee.textHint = UInt16(
                clamping: (lane.textCount * 16 + rowCount - 1) / max(rowCount, 1))
            releaseNode(lane)
        }
        lanes.forget()
        parser.releaseLargeBuffers()
        text.shrink(to: JSONValueParser.largeValue)
        tokenText.shrink(to: JSONValueParser.largeValue)
        unescaped.shrink(to: JSONValueParser.largeValue)
        return DecodedValues(
            rowCount: rowCount, columns: columns, errors: errors, duplicateKeyCount: duplicateKeyCount,
            restRowCount: restRowCount, exactRowCount: exactRowCount)
    }

    private func column(
        _ lane: Int32, _ name: String, meaning: VariantColumn.Meaning, _ rowCount: Int
    ) -> VariantColumn {
        let elements = lanes.adoptElements(of: lane, name)
        return lanes.lanes[Int(lane)].column(name, meaning: meaning, rowCount: rowCount, elements: elements)
    }

    private func releaseNode(_ lane: Lane) {
        if lane.node >= 0 { (trie.nodes.base + Int(lane.node)).pointee.lane = PathNode.none }
    }

    private mutating func name(_ node: Int32) -> String {
        while names.count < trie.count { names.append(nil) }
        if let name = names[Int(node)] { return name }
        let name = trie.path(node).name
        names[Int(node)] = name
        return name
    }

    private mutating func resetTrie() {
        trie.reset(hasProjection: options.projection != nil)
        names = []
    }

    private static func meaning(_ own: OwnColumn, _ mode: ValueMode) -> VariantColumn.Meaning {
        switch own {
        case .schemaID: .int32
        case .tombstone: .bool
        case .raw: .bytes
        case .value: mode == .bytes ? .bytes : .event
        default: .event
        }
    }
}
