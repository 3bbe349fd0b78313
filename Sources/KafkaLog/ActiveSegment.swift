import KafkaRecords
import NIOCore

/// The segment that is written to: its file, and the indexes that grow with it.
///
/// The indexes are kept in memory and put down when the segment is rolled, flushed or closed.
struct ActiveSegment: ~Copyable {
    let segment: Segment
    private(set) var size: Int64
    private let file: SystemFile
    private let directory: String
    private let indexInterval: Int
    private var bytesSinceIndexEntry = 0
    private var offsetIndex: OffsetIndex
    private var timeIndex: TimeIndex
    private var maxTimestamp: (timestamp: Int64, offset: Int64) = (-1, -1)

    /// Starts a new segment.
    static func starting(
        _ segment: Segment, directory: String, indexInterval: Int
    ) throws(LogError) -> ActiveSegment {
        let active = ActiveSegment(
            segment, file: try SystemFile(path: segment.path, place: segment.place, mode: .writing), size: 0,
            directory: directory, indexInterval: indexInterval,
            offsetIndex: OffsetIndex(baseOffset: segment.baseOffset),
            timeIndex: TimeIndex(baseOffset: segment.baseOffset))
        try active.writeIndexes()
        return active
    }

    /// Goes on with a segment: a torn tail is cut off, and indexes that are missing or wrong are made anew.
    static func resuming(
        _ segment: Segment, directory: String, indexInterval: Int
    ) throws(LogError) -> ActiveSegment {
        let (end, nextOffset) = try segment.withMap(.everything, next: nil) { ($0.endPosition, $0.nextOffset) }
        let file = try SystemFile(path: segment.path, place: segment.place, mode: .writing)
        if try file.status().size != end { try file.truncate(to: end) }
        var offsetIndex = OffsetIndex(
            baseOffset: segment.baseOffset, contents: try contents(OffsetIndex.fileEnding, segment, directory))
        var timeIndex = TimeIndex(
            baseOffset: segment.baseOffset, contents: try contents(TimeIndex.fileEnding, segment, directory))
        let isSane =
            offsetIndex.isSane(nextOffset: nextOffset, endPosition: end) && timeIndex.isSane(nextOffset: nextOffset)
            && (timeIndex.contents.readableBytes > 0 || end == 0)
        if !isSane {
            offsetIndex = OffsetIndex(baseOffset: segment.baseOffset)
            timeIndex = TimeIndex(baseOffset: segment.baseOffset)
        }
        var active = ActiveSegment(
            segment, file: file, size: end, directory: directory, indexInterval: indexInterval,
            offsetIndex: offsetIndex, timeIndex: timeIndex)
        try active.noteAll(withIndexEntries: !isSane)
        return active
    }

    private init(
        _ segment: Segment, file: consuming SystemFile, size: Int64, directory: String, indexInterval: Int,
        offsetIndex: OffsetIndex, timeIndex: TimeIndex
    ) {
        self.segment = segment
        self.file = file
        self.size = size
        self.directory = directory
        self.indexInterval = indexInterval
        self.offsetIndex = offsetIndex
        self.timeIndex = timeIndex
    }

    /// Appends a batch whose offsets are assigned.
    mutating func append(_ header: RecordBatchHeader, bytes: ByteBuffer) throws(LogError) {
        try file.write(bytes, at: size)
        let batch = LogBatch(position: size, header: header)
        note(batch, withIndexEntry: true)
        size = batch.endPosition
        segment.didAppend(batch)
    }

    /// Puts everything on the disk.
    mutating func flush() throws(LogError) {
        timeIndex.append(timestamp: maxTimestamp.timestamp, offset: maxTimestamp.offset)
        try writeIndexes()
        try file.flush()
    }

    private mutating func note(_ batch: LogBatch, withIndexEntry: Bool) {
        let header = batch.header
        if header.maxTimestamp > maxTimestamp.timestamp { maxTimestamp = (header.maxTimestamp, header.lastOffset) }
        guard withIndexEntry else { return }
        if bytesSinceIndexEntry > indexInterval {
            offsetIndex.append(offset: header.lastOffset, position: batch.position)
            timeIndex.append(timestamp: maxTimestamp.timestamp, offset: maxTimestamp.offset)
            bytesSinceIndexEntry = 0
        }
        bytesSinceIndexEntry += header.sizeInBytes
    }

    /// Goes through the headers that are there, to know the largest timestamp and, where asked, to make the indexes.
    private mutating func noteAll(withIndexEntries: Bool) throws(LogError) {
        var scanner = try BatchScanner(file: segment.open(), leastOffset: segment.baseOffset)
        while case .batch(let batch) = try scanner.next() {
            note(batch, withIndexEntry: withIndexEntries)
        }
        bytesSinceIndexEntry = 0
    }

    private func writeIndexes() throws(LogError) {
        for (ending, contents) in [
            (OffsetIndex.fileEnding, offsetIndex.contents), (TimeIndex.fileEnding, timeIndex.contents),
        ] {
            try SystemDirectory.write(
                contents, to: directory + "/" + Segment.fileName(segment.baseOffset, ending), place: segment.place)
        }
    }

    private static func contents(
        _ ending: String, _ segment: Segment, _ directory: String
    ) throws(LogError) -> ByteBuffer {
        let path = directory + "/" + Segment.fileName(segment.baseOffset, ending)
        return try SystemDirectory.contents(of: path, place: segment.place) ?? ByteBuffer()
    }
}
