/// Sizes as people write them: `500MB`, `8GB`, `2GiB`, `1.5 GB`, and plain bytes.
package enum ByteSize {
    private static let units: [String: Double] = [
        "": 1, "b": 1, "kb": 1e3, "mb": 1e6, "gb": 1e9, "tb": 1e12, "k": 1e3, "m": 1e6, "g": 1e9, "t": 1e12,
        "kib": 1024, "mib": 1_048_576, "gib": 1_073_741_824, "tib": 1_099_511_627_776,
    ]

    /// The bytes that `text` stands for, or nil where it is no size. A letter alone (`8G`) is a power of a thousand.
    package static func bytes(_ text: String) -> Int? {
        let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let unit = text.dropFirst(digits.count).drop { $0 == " " }.lowercased()
        guard digits.count <= 20, let number = Double(digits), let factor = units[unit] else { return nil }
        return Int(exactly: (number * factor).rounded())
    }
}
