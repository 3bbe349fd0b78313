import KFrame
import Testing

@testable import KFrameCLI

@Suite struct ColumnListTests {
    @Test(arguments: [
        ("a,b.c", ["a", "b.c"]),
        (" a , b ", ["a", "b"]),
        ("\"odd, name\",x", ["odd, name", "x"]),
        ("a,,b,", ["a", "b"]),
        ("", []),
    ])
    func namesByCommas(_ text: String, _ names: [String]) {
        #expect(ColumnList.parse(text) == names)
    }

    @Test func formatsByEnding() {
        #expect(OutputFormat(fileName: "a.ndjson") == .ndjson)
        #expect(OutputFormat(fileName: "a.b.CSV") == .csv)
        #expect(OutputFormat(fileName: "a.parquet") == nil)
    }
}

@Suite struct TypeListTests {
    @Test func typesByColumn() throws {
        let types = try TypeList.parse("price:double,a:b:utf8,times:list<timestamp(us)>")
        #expect(types == ["price": .double, "a:b": .text, "times": .list(.timestamp(digits: 6))])
    }

    @Test(arguments: ["price", "price:", ":utf8", "price:float32"])
    func refused(_ text: String) {
        #expect(throws: (any Error).self) { try TypeList.parse(text) }
    }
}
