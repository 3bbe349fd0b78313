import CArrowABI
import Testing

@testable import KFrameColumns

/// What Arrow's C interfaces ask of a producer. That the layout is right is for other libraries to judge, in python/tests.
struct ArrowExportTests {
    private static let batch = ColumnBatch(
        schema: Schema([
            Field("n", .int64, isNullable: false), Field("text", .utf8), Field("tags", .list(.utf8)),
            Field("_headers", .headers),
        ]),
        columns: [
            Column(int64s: [1, 2, 3]), Column(texts: ["a", nil, ""]), Column(nulls: .list(.utf8), length: 3),
            Column(nulls: .headers, length: 3),
        ], rowCount: 3)

    @Test func anArrayIsAStructureOfItsColumns() throws {
        var array = ArrowArray()
        Self.batch.export(to: &array)
        #expect(array.length == 3)
        #expect(array.n_buffers == 1)
        #expect(array.n_children == 4)
        let text = try #require(array.children?[1]?.pointee)
        #expect(text.null_count == 1)
        #expect(text.n_buffers == 3)
        #expect(text.buffers?[0] != nil)
        let number = try #require(array.children?[0]?.pointee)
        #expect(number.null_count == 0)
        #expect(number.buffers?[0] == nil)
        #expect(number.buffers?[1] == Self.batch.columns[0].data.map { $0.base })
        array.release?(&array)
        #expect(array.release == nil)
        #expect(array.private_data == nil)
    }

    @Test func aSchemaNamesTypesAndNullability() throws {
        var schema = ArrowSchema()
        Self.batch.schema.export(to: &schema)
        func format(_ schema: ArrowSchema?) -> String? { schema?.format.map { String(cString: $0) } }
        #expect(format(schema) == "+s")
        #expect((0..<4).map { format(schema.children?[$0]?.pointee) } == ["l", "u", "+l", "+l"])
        #expect(schema.children?[0]?.pointee.flags == 0)
        #expect(schema.children?[1]?.pointee.flags == Int64(ARROW_FLAG_NULLABLE))
        let headers = try #require(schema.children?[3]?.pointee.children?[0]?.pointee)
        #expect(format(headers) == "+s")
        #expect(format(headers.children?[1]?.pointee) == "z")
        schema.release?(&schema)
        #expect(schema.release == nil)
    }

    @Test func aChildThatWasMovedOutOutlivesItsParent() throws {
        var array = ArrowArray()
        Self.batch.export(to: &array)
        let place = try #require(array.children?[1])
        var moved = place.pointee
        place.pointee.release = nil
        array.release?(&array)
        let offsets = try #require(moved.buffers?[1]).assumingMemoryBound(to: Int32.self)
        #expect((0...3).map { offsets[$0] } == [0, 1, 1, 1])
        moved.release?(&moved)
        #expect(moved.release == nil)
    }

    @Test func buffersLiveAsLongAsTheArray() {
        weak var buffer: Buffer?
        var array = ArrowArray()
        do {
            let column = Column(int64s: [7])
            buffer = column.data
            ColumnBatch(schema: Schema([Field("n", .int64)]), columns: [column], rowCount: 1).export(to: &array)
        }
        #expect(buffer != nil)
        array.release?(&array)
        #expect(buffer == nil)
    }

    @Test func aStreamGivesItsBatchesAndThenTheEnd() {
        var stream = ArrowArrayStream()
        ArrowBatches(Self.batch.schema, [Self.batch, Self.batch]).export(to: &stream)
        var schema = ArrowSchema()
        #expect(stream.get_schema(&stream, &schema) == 0)
        schema.release?(&schema)
        var lengths: [Int64] = []
        while true {
            var array = ArrowArray()
            #expect(stream.get_next(&stream, &array) == 0)
            guard let release = array.release else { break }
            lengths.append(array.length)
            release(&array)
        }
        #expect(lengths == [3, 3])
        stream.release?(&stream)
        #expect(stream.release == nil)
    }

    @Test func whatGoesWrongInAStreamIsToldInItsWords() {
        final class Broken: ArrowStreamSource {
            struct Failure: Error, CustomStringConvertible { let description = "the broker is gone" }
            func schema() throws -> Schema { throw Failure() }
            func next() throws -> ColumnBatch? { throw Failure() }
        }
        var stream = ArrowArrayStream()
        Broken().export(to: &stream)
        var array = ArrowArray()
        #expect(stream.get_next(&stream, &array) != 0)
        #expect(array.release == nil)
        #expect(stream.get_last_error(&stream).map { String(cString: $0) } == "the broker is gone")
        stream.release?(&stream)
    }

    @Test func aZeroCharacterDoesNotCutAName() {
        #expect(Field("a\0b", .int64).arrowName == "a\\u0000b")
        #expect(Field("a.b", .int64).arrowName == "a.b")
    }
}
