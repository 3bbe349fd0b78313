import Benchmark
import KFrameBenchSupport

let filters = [
    ("writeKey =", "writeKey = 'newapp_2022_test_key'"),
    ("type IN", "type IN ('page', 'track')"),
    ("LIKE", "context.page.path LIKE '/products/%'"),
    ("number >=", "properties.price >= 100"),
    ("IS NOT NULL", "userId IS NOT NULL"),
    ("AND, OR", "type = 'track' AND (properties.price >= 10 OR userId IS NULL)"),
]

let benchmarks: @Sendable () -> Void = {
    do {
        try records()
        try columns()
        try filtering()
    } catch {
        fatalError("the benchmarks' data cannot be made: \(error)")
    }
}

func records() throws {
    let small = try RecordWork.small()
    counted("records: 100 bytes, not compressed", bytes: small.byteCount, atMost: 0) { blackHole(try small.unpack()) }
    counted("records: checksums", bytes: small.byteCount, atMost: 0) { try small.verify() }
    for codec in RecordWork.codecs {
        let work = try RecordWork(codec: codec)
        counted("records: 1 KB, \(codec)", bytes: work.byteCount, atMost: 0) { blackHole(try work.unpack()) }
    }
}

/// Memory is asked for by column, never by event.
func columns() throws {
    for shape in EventShape.all {
        let work = DecodeWork(shape)
        let count = try work.decode()
        counted("columns: \(shape.name)", bytes: work.byteCount, atMost: 6 * count + 40) {
            blackHole(try work.decode())
        }
        counted("columns, densest: \(shape.name)", bytes: work.byteCount, atMost: 10 * count + 60) {
            blackHole(try work.decodeDensely())
        }
    }
}

func filtering() throws {
    let bytes = DecodeWork(.clickstream).byteCount
    for (name, text) in filters {
        let work = try FilterWork(text)
        counted("filter on columns: \(name)", bytes: nil, atMost: 4) { blackHole(work.evaluate()) }
        if work.canSearch { counted("filter by bytes: \(name)", bytes: bytes, atMost: 0) { blackHole(work.search()) } }
    }
}
