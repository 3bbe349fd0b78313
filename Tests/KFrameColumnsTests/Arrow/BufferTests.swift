import Testing

@testable import KFrameColumns

@Suite struct BufferTests {
    @Test func `memory is aligned to 64 bytes and padded with zeros`() {
        for count in [0, 1, 63, 64, 65, 1000] {
            let buffer = Buffer([UInt8](repeating: 0xAA, count: count))
            withExtendedLifetime(buffer) {
                #expect(Int(bitPattern: buffer.base) % 64 == 0)
                #expect(buffer.count == count)
                #expect(buffer.bytes.allSatisfy { $0 == 0xAA })
                let padded = max(64, (count + 63) & ~63)
                let padding = UnsafeRawBufferPointer(start: buffer.base + count, count: padded - count)
                #expect(padding.allSatisfy { $0 == 0 })
            }
        }
    }

    @Test func `values are seen as they were written`() {
        let numbers = Buffer([Int32.min, 0, 7])
        withExtendedLifetime(numbers) { #expect(Array(numbers.values(Int32.self)) == [.min, 0, 7]) }
        let zeros = Buffer(zeros: 10)
        withExtendedLifetime(zeros) { #expect(Array(zeros.bytes) == [UInt8](repeating: 0, count: 10)) }
    }

    @Test func `an error while filling is handed on`() {
        #expect(throws: ColumnError.self) {
            _ = try Buffer(count: 8) { (_) throws(ColumnError) in
                throw ColumnError(.tooLong(limit: 1), column: "c", row: 0)
            }
        }
    }

    @Test func `bytes are gathered`() {
        var builder = BufferBuilder(capacity: 1)
        var expected: [UInt8] = []
        for length in 0..<60 {
            let bytes = [UInt8](repeating: UInt8(length), count: length)
            builder.append(bytes)
            expected += bytes
        }
        #expect(builder.count == expected.count)
        let buffer = builder.finish()
        withExtendedLifetime(buffer) { #expect(Array(buffer.bytes) == expected) }
    }
}
