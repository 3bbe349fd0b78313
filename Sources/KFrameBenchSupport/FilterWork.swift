import KFrameColumns
import KFrameDecode
import KFrameFilter

/// Filters a batch of clickstream events, over and over: by columns, and by a search of their bytes.
public final class FilterWork {
    private let filter: BoundFilter
    private let prefilter: RawPrefilter?
    private let scratch = FilterScratch()
    private let batch: VariantBatch
    private let values: [[UInt8]]

    /// - Parameter text: as after `--where`.
    public init(_ text: String) throws {
        let expression = try FilterExpression.parse(text)
        filter = BoundFilter(expression)
        prefilter = RawPrefilter(expression)
        let decoded = try DecodeWork(.clickstream).decoded()
        batch = VariantBatch(rowCount: decoded.rowCount, columns: decoded.columns)
        values = EventShape.clickstream.values
    }

    /// Events in the batch.
    public var eventCount: Int { batch.rowCount }
    /// Whether the filter has a literal to search bytes for.
    public var canSearch: Bool { prefilter != nil }

    /// Evaluates the filter on columns.
    ///
    /// - Returns: how many events pass.
    public func evaluate() -> Int { filter.evaluate(batch, scratch: scratch).selected.count }

    /// Searches the bytes of every value, as is done before parsing.
    ///
    /// - Returns: how many events may pass.
    public func search() -> Int {
        guard let prefilter else { return values.count }
        return values.reduce(0) { count, value in count + (value.withUnsafeBytes { prefilter.mayMatch($0) } ? 1 : 0) }
    }
}
