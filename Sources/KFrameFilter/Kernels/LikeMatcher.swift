/// A LIKE pattern compiled: equality, a start, an end and runs in between found by byte search where it has no
/// `_`; else a general match with one place to go back to.
struct LikeMatcher: Sendable {
    private struct Run: Sendable {
        let start: Int
        let needle: ByteNeedle
    }

    /// One step of the general match: a byte, or a wildcard.
    private enum Step {
        static let one: UInt16 = 0x100
        static let many: UInt16 = 0x101
    }

    /// All literal bytes: the start, the end, then the runs between.
    private let bytes: [UInt8]
    private let prefixCount: Int
    private let suffixCount: Int
    private let runs: [Run]
    /// Whether there is no wildcard at all.
    private let isExact: Bool
    /// Not empty where there is a `_`; then all else is unused.
    private let steps: [UInt16]

    init(_ pattern: LikePattern) {
        var steps: [UInt16] = []
        var runs: [[UInt8]] = []
        for element in pattern.elements {
            switch element {
            case .run(let bytes):
                steps.append(contentsOf: bytes.map(UInt16.init))
                runs.append(bytes)
            case .one: steps.append(Step.one)
            case .many: steps.append(Step.many)
            }
        }
        self.steps = pattern.elements.contains(.one) ? steps : []
        isExact = !pattern.elements.contains(.many)
        let opensWithRun = pattern.elements.first != .many && !runs.isEmpty
        let prefix = opensWithRun ? runs.removeFirst() : []
        let closesWithRun = pattern.elements.last != .many && !runs.isEmpty
        let suffix = closesWithRun ? runs.removeLast() : []
        prefixCount = prefix.count
        suffixCount = suffix.count
        var bytes = prefix + suffix
        self.runs = runs.map { run in
            defer { bytes.append(contentsOf: run) }
            return Run(start: bytes.count, needle: ByteNeedle(run))
        }
        self.bytes = bytes
    }

    /// A matcher for one batch: calls `body` with a function that is true for texts that match. `isUTF8` tells
    /// whether `_` is a code point, or (in bytes that are no UTF-8) one byte.
    @inline(__always)
    func withMatch(_ body: ((_ text: UnsafeRawBufferPointer, _ isUTF8: Bool) -> Bool) -> Void) {
        if !steps.isEmpty {
            steps.withUnsafeBufferPointer { steps in
                body { text, isUTF8 in Self.matches(text, steps, isUTF8: isUTF8) }
            }
            return
        }
        bytes.withUnsafeBytes { bytes in
            runs.withUnsafeBufferPointer { runs in
                body { text, _ in
                    Self.matches(text, bytes, prefixCount, suffixCount, runs, isExact)
                }
            }
        }
    }

    @inline(__always)
    private static func matches(
        _ text: UnsafeRawBufferPointer, _ bytes: UnsafeRawBufferPointer, _ prefixCount: Int, _ suffixCount: Int,
        _ runs: UnsafeBufferPointer<Run>, _ isExact: Bool
    ) -> Bool {
        guard text.count >= prefixCount + suffixCount else { return false }
        if isExact, text.count != prefixCount { return false }
        // With no bytes to compare, addresses may be nil.
        guard let base = text.baseAddress, let literal = bytes.baseAddress else { return bytes.isEmpty }
        guard ByteOrder.equal(base, literal, prefixCount) else { return false }
        let end = text.count - suffixCount
        guard ByteOrder.equal(base + end, literal + prefixCount, suffixCount) else { return false }
        var place = prefixCount
        for run in runs {
            let found = run.needle.find(literal + run.start, in: base + place, end - place)
            if found < 0 { return false }
            place += found + run.needle.count
        }
        return true
    }

    private static func matches(
        _ text: UnsafeRawBufferPointer, _ steps: UnsafeBufferPointer<UInt16>, isUTF8: Bool
    ) -> Bool {
        WildcardWalk.matches(text, steps, many: Step.many) { step, place in
            if step == Step.one {
                var next = place + 1
                while isUTF8, next < text.count, text[next] & 0xC0 == 0x80 { next += 1 }
                return next
            }
            return step == UInt16(text[place]) ? place + 1 : -1
        } retry: { place in
            // A run of whole code points can only match where one begins, so single bytes are no harm.
            place + 1
        }
    }
}
