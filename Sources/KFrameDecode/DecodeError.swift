/// Why a batch could not be decoded at all. A bad value is no such error: it is a row with `_error`.
package struct DecodeError: Error, Equatable, CustomStringConvertible {
    package enum Code: Sendable {
        /// A slice reaches beyond the batch's bytes: the caller's mistake.
        case sliceOutOfBounds
        /// The texts of one column exceed 4 GiB: decode fewer rows at a time.
        case batchTooLarge
    }

    package let code: Code
    /// In the batch, from 0.
    package let row: Int

    package var description: String {
        switch code {
        case .sliceOutOfBounds: "Row \(row) lies outside of the batch's bytes."
        case .batchTooLarge: "At row \(row) the texts of one column exceed 4 GiB; decode fewer rows at a time."
        }
    }
}
