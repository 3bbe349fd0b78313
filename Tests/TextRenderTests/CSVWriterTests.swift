import Testing

@testable import TextRender

@Suite("CSV by RFC 4180")
struct CSVWriterTests {
    private func written(_ rows: [[String?]]) -> String {
        var writer = CSVWriter()
        for row in rows { writer.row(row) }
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test func plainFieldsAndLineEnds() {
        #expect(written([["a", "b"], ["1", "größe 🎁"]]) == "a,b\r\n1,größe 🎁\r\n")
    }

    @Test("a null is nothing, an empty text is two quotes")
    func nullsAndEmptyTexts() {
        #expect(written([[nil, "", nil]]) == ",\"\",\r\n")
        #expect(written([[nil]]) == "\r\n")
        #expect(written([[""]]) == "\"\"\r\n")
    }

    @Test(arguments: [
        ("a,b", "\"a,b\""), ("say \"hi\"", "\"say \"\"hi\"\"\""), ("two\nlines", "\"two\nlines\""),
        ("cr\r", "\"cr\r\""),
        ("\"", "\"\"\"\""), (" blank ", " blank "), ("semi;colon", "semi;colon"), ("'", "'"), ("a\tb", "a\tb"),
    ])
    func quoting(text: String, field: String) {
        #expect(written([[text]]) == field + "\r\n")
    }

    @Test func theBufferIsUsedAgain() {
        var writer = CSVWriter()
        writer.row(["a"])
        writer.removeAll()
        #expect(writer.bytes.isEmpty)
        writer.field("b")
        writer.field("c")
        writer.endRow()
        #expect(String(decoding: writer.bytes, as: UTF8.self) == "b,c\r\n")
    }
}
