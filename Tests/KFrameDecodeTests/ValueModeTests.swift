import KFrameColumns
import Testing

@testable import KFrameDecode

struct ValueModeTests {
    private static func detected(_ values: [[UInt8]?]) -> ValueMode {
        var bytes: [UInt8] = []
        var slices: [ValueSlice] = []
        for value in values {
            slices.append(ValueSlice(start: bytes.count, count: value?.count ?? -1))
            bytes += value ?? []
        }
        return bytes.withUnsafeBytes { bytes in
            slices.withUnsafeBufferPointer { ValueMode.detected(in: ValueBatch(bytes: bytes, values: $0)) }
        }
    }

    private static func detected(_ values: String...) -> ValueMode { detected(values.map { Array($0.utf8) }) }

    @Test func autoTakesJSONWhereOneIsAnObjectOrAnArray() {
        #expect(Self.detected("hello", #"{"a":1}"#) == .json)
        #expect(Self.detected("1", "[1]") == .json)
        #expect(Self.detected([nil, [0, 0, 0, 0, 1] + Array("{}".utf8)]) == .json)
        #expect(Self.detected([[0xFF], [0xEF, 0xBB, 0xBF] + Array("{}".utf8)]) == .json)
        #expect(Self.detected([[0xFF], Array("[1e999]".utf8)]) == .json)
    }

    @Test func autoTakesTextOrBytesOtherwise() {
        #expect(Self.detected("hello", "1", "null", "\"x\"", #"{"a":"#, "") == .text)
        #expect(Self.detected([Array("hello".utf8), [0xFF, 0xFE]]) == .bytes)
        #expect(Self.detected([[0, 0, 0, 0, 1, 2, 3]]) == .text)
    }

    @Test func autoLooksAtAHundredValuesThatAreNotNull() {
        let text: [UInt8] = Array("x".utf8)
        let object: [UInt8] = Array("{}".utf8)
        #expect(
            Self.detected(Array(repeating: nil, count: 500) + Array(repeating: text, count: 99) + [object]) == .json)
        #expect(Self.detected(Array(repeating: text, count: 100) + [object]) == .text)
        #expect(Self.detected(Array(repeating: text, count: 100) + [[0xFF]]) == .text)
    }

    @Test func autoTakesJSONWhereThereIsNothingToSee() {
        #expect(Self.detected([[UInt8]?]()) == .json)
        #expect(Self.detected([nil, nil]) == .json)
    }

    @Test func textGoesToValueAsItIs() throws {
        let decoded = try JSONColumnDecoder(DecodeOptions(mode: .text)).decode(
            [Array("größe".utf8), nil, [], [0x61, 0xFF], Array(#"{"a":1}"#.utf8), [0, 1, 2]])
        #expect(decoded.columnNames == ["_tombstone", "_value", "_error", "_raw"])
        #expect(decoded.rows[0].byColumn == ["_value": "string größe"])
        #expect(decoded.rows[1].byColumn == ["_tombstone": "bool true"])
        #expect(decoded.rows[2].byColumn == ["_value": "string "])
        #expect(decoded.cells(3) == ["_error": "string", "_raw": "bytes [97, 255]"])
        #expect(decoded.rows[4].byColumn == ["_value": #"string {"a":1}"#])
        #expect(decoded.rows[5].byColumn == ["_value": "string \u{0}\u{1}\u{2}"])
        #expect(decoded.errorRows == [3])
        #expect(try decoded.column("_value").meaning == .event)
    }

    @Test func bytesGoToValueAsTheyAre() throws {
        let decoded = try JSONColumnDecoder(DecodeOptions(mode: .bytes)).decode([Array("x".utf8), nil, [], [0xFF]])
        #expect(decoded.columnNames == ["_tombstone", "_value"])
        #expect(decoded.rows.map { $0.byColumn["_value"] } == ["string x", nil, "string ", "bytes [255]"])
        #expect(try decoded.column("_value").meaning == .bytes)
        #expect(decoded.errorRows.isEmpty)
    }
}
