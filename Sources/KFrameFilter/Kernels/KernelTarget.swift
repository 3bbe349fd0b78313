/// Where a kernel puts its answer: a byte a row, all ones where the row passes and 0 where not.
///
/// Kernels see raw memory that ``FilterScratch`` owns, and allocate nothing. Every mask is written by
/// ``fill(_:)`` first; a kernel for one kind of value then sets the rows of its kind.
struct KernelTarget {
    static let pass: UInt8 = 0xFF

    let mask: UnsafeMutablePointer<UInt8>
    let rowCount: Int
    /// What is known already of each row, where that can decide it; a kernel that is slow skips decided rows.
    let gate: UnsafePointer<UInt8>?
    /// The byte in `gate` that decides a row.
    let decided: UInt8

    @inline(__always)
    func isDecided(_ row: Int) -> Bool {
        guard let gate else { return false }
        return gate[row] == decided
    }

    func fill(_ passes: Bool) {
        mask.update(repeating: passes ? Self.pass : 0, count: rowCount)
    }

    @inline(__always)
    func set(_ row: Int, _ passes: Bool) {
        mask[row] |= passes ? Self.pass : 0
    }
}
