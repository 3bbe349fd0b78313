import CRowKernels
import TestSupport
import Testing

/// Each kernel, wide and portable, against the same in plain Swift; of any length, so that each way to end is taken.
@Suite struct RowKernelTests {
    private struct Rows {
        var kinds: [UInt8]
        var payloads: [UInt64]

        /// Rows of texts, numbers and nothing, with payloads of rows without a value that are anything.
        init(count: Int, _ generator: inout SplitMix64) {
            let valued = generator.below(101)
            kinds = (0..<count).map { _ in
                generator.chance(valued) ? UInt8(generator.below(8)) + 2 : UInt8(generator.below(2))
            }
            let shifts = [0, 1, 20, 32, 40, 54, 63]
            payloads = (0..<count).map { _ in generator.next() >> UInt64(shifts[generator.below(shifts.count)]) }
        }
    }

    private static func eachRows(_ body: (Rows) throws -> Void) rethrows {
        var generator = SplitMix64(seed: 11)
        for count in Array(0...100) + [255, 256, 1000, 8191, 16_400] { try body(Rows(count: count, &generator)) }
    }

    private static func bits(_ flags: [Bool]) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: (flags.count + 7) / 8)
        for (row, flag) in flags.enumerated() where flag { bytes[row / 8] |= 1 << UInt8(row % 8) }
        return bytes
    }

    /// What `write` writes into `count` elements, of which those behind must stay as they are.
    private static func written<T: FixedWidthInteger>(_ count: Int, _ write: (UnsafeMutablePointer<T>) -> Void) -> [T] {
        let guardValue = T.max / 3
        var values = [T](repeating: guardValue, count: count + 8)
        values.withUnsafeMutableBufferPointer { if let base = $0.baseAddress { write(base) } }
        #expect(values[count...].allSatisfy { $0 == guardValue })
        return Array(values[..<count])
    }

    @Test func `rows with a value become bits`() {
        Self.eachRows { rows in
            for threshold: UInt8 in [0, 1, 3] {
                let expected = Self.bits(rows.kinds.map { $0 > threshold })
                let count = rows.kinds.count
                #expect(
                    Self.written(expected.count) { crowkernels_bits_above(rows.kinds, count, threshold, $0) }
                        == expected)
                #expect(
                    Self.written(expected.count) { crowkernels_bits_above_portable(rows.kinds, count, threshold, $0) }
                        == expected)
            }
        }
    }

    @Test func `true ones become bits`() {
        Self.eachRows { rows in
            let payloads = rows.payloads.map { $0 % 3 }
            let expected = Self.bits(zip(rows.kinds, payloads).map { $0 > 1 && $1 != 0 })
            let count = rows.kinds.count
            #expect(
                Self.written(expected.count) { crowkernels_bits_true(rows.kinds, payloads, count, 1, $0) } == expected)
            #expect(
                Self.written(expected.count) { crowkernels_bits_true_portable(rows.kinds, payloads, count, 1, $0) }
                    == expected)
        }
    }

    @Test func `kinds are counted and found`() {
        Self.eachRows { rows in
            let count = rows.kinds.count
            for kind: UInt8 in 0...9 {
                let expected = rows.kinds.filter { $0 == kind }.count
                #expect(crowkernels_count(rows.kinds, count, kind) == expected)
                #expect(crowkernels_count_portable(rows.kinds, count, kind) == expected)
            }
            let found = rows.kinds.reduce(into: UInt32(0)) { $0 |= 1 << UInt32($1) }
            #expect(crowkernels_kinds(rows.kinds, count) == found)
            #expect(crowkernels_kinds_portable(rows.kinds, count) == found)
        }
    }

    @Test func `payloads of rows without a value become 0`() {
        Self.eachRows { rows in
            let count = rows.kinds.count
            let expected = zip(rows.kinds, rows.payloads).map { $0 > 1 ? $1 : 0 }
            #expect(Self.written(count) { crowkernels_words(rows.kinds, rows.payloads, count, 1, $0) } == expected)
            #expect(
                Self.written(count) { crowkernels_words_portable(rows.kinds, rows.payloads, count, 1, $0) } == expected)
        }
    }

    @Test func `integers and doubles become doubles, and it is told where one is rounded`() {
        Self.eachRows { rows in
            let count = rows.kinds.count
            for bits: UInt64 in [53, 54, 64] {
                let numbers = zip(rows.kinds, rows.payloads).map { kind, payload in
                    guard kind == 3 else { return Double(payload).bitPattern }
                    let value = Int64(bitPattern: payload) >> Int64(64 - bits)
                    return UInt64(bitPattern: payload % 2 == 0 ? value : ~value)
                }
                let expected = zip(rows.kinds, numbers).map { kind, payload in
                    kind < 3 ? 0 : kind == 3 ? Double(Int64(bitPattern: payload)) : Double(bitPattern: payload)
                }
                let areExact = zip(rows.kinds, numbers).allSatisfy {
                    $0 != 3 || Int64(exactly: Double(Int64(bitPattern: $1))) == Int64(bitPattern: $1)
                }
                var answer: Int32 = -1
                let found = Self.written(count) { (words: UnsafeMutablePointer<UInt64>) in
                    words.withMemoryRebound(to: Double.self, capacity: count) {
                        answer = crowkernels_doubles(rows.kinds, numbers, count, 3, $0)
                    }
                }
                #expect(found == expected.map(\.bitPattern))
                #expect(answer == (areExact ? 1 : 0))
            }
        }
        for (value, isExact) in [(Int64.max, false), (.min, true), (1 << 62, true), (1 << 53 + 1, false), (-1, true)] {
            var double = 0.0
            #expect((crowkernels_doubles([3], [UInt64(bitPattern: value)], 1, 3, &double) != 0) == isExact)
        }
    }

    @Test func `lengths add up to offsets, also beyond 32 bits`() {
        Self.eachRows { rows in
            let count = rows.kinds.count
            var total: UInt64 = 0
            var expected: [UInt32] = []
            for (kind, payload) in zip(rows.kinds, rows.payloads) {
                expected.append(UInt32(truncatingIfNeeded: total))
                total += kind > 1 ? payload & 0xFFFF_FFFF : 0
            }
            var sums: [UInt64] = []
            #expect(
                Self.written(count) { sums.append(crowkernels_offsets(rows.kinds, rows.payloads, count, 1, $0)) }
                    == expected)
            #expect(
                Self.written(count) {
                    sums.append(crowkernels_offsets_portable(rows.kinds, rows.payloads, count, 1, $0))
                } == expected)
            #expect(sums == [total, total])
            for kind: UInt8 in [5, 7] {
                let length = zip(rows.kinds, rows.payloads).reduce(UInt64(0)) {
                    $0 + ($1.0 == kind ? $1.1 & 0xFFFF_FFFF : 0)
                }
                #expect(crowkernels_lengths(rows.kinds, rows.payloads, count, kind) == length)
                #expect(crowkernels_lengths_portable(rows.kinds, rows.payloads, count, kind) == length)
            }
        }
    }

    @Test func `starts are the upper halves`() {
        Self.eachRows { rows in
            let count = rows.kinds.count
            let expected = rows.payloads.map { UInt32(truncatingIfNeeded: $0 >> 32) }
            #expect(Self.written(count) { crowkernels_starts(rows.payloads, count, $0) } == expected)
            #expect(Self.written(count) { crowkernels_starts_portable(rows.payloads, count, $0) } == expected)
        }
    }

    @Test func `magnitudes of one kind's integers are joined`() {
        Self.eachRows { rows in
            let count = rows.kinds.count
            var payloads = rows.payloads
            for row in payloads.indices where row % 3 == 0 { payloads[row] = 0 &- payloads[row] }
            for kind: UInt8 in [3, 4] {
                let expected = zip(rows.kinds, payloads).reduce(UInt64(0)) { bits, row in
                    let value = Int64(bitPattern: row.1)
                    return bits | (row.0 == kind ? UInt64(bitPattern: value < 0 ? ~value : value) : 0)
                }
                #expect(crowkernels_magnitudes(rows.kinds, payloads, count, kind) == expected)
                #expect(crowkernels_magnitudes_portable(rows.kinds, payloads, count, kind) == expected)
            }
        }
    }
}
