/// Times as counts of a unit since 1970.
enum TimeConversion {
    /// The count that a date-time's text means; nil where it is none, or would have to be rounded or cut.
    @inline(__always)
    static func count(_ text: UnsafeRawBufferPointer, _ unit: TimeUnit) -> Int64? {
        RFC3339.parse(text).flatMap { $0.count(of: unit) }
    }

    @inline(__always)
    static func count(milliseconds: Int64, _ unit: TimeUnit) -> Int64? {
        let (count, overflow) = milliseconds.multipliedReportingOverflow(by: unit.unitsPerSecond / 1000)
        return overflow ? nil : count
    }
}
