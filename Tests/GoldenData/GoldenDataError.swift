/// A golden file that is not what its README says: always a fault of the fixtures or of their loader.
package struct GoldenDataError: Error, CustomStringConvertible {
    package let file: String
    package let reason: String

    package var description: String { "golden data, \(file): \(reason)" }

    init(file: String, reason: String) {
        self.file = file
        self.reason = reason
    }
}
