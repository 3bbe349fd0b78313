package import KFrameColumns

/// The columns of a batch of values.
package struct DecodedValues: Sendable {
    package let rowCount: Int
    /// Kframe's own columns that the batch has any value of, in the order `_schema_id`, `_tombstone`, `_value`, `_error`,
    /// `_raw`, `_rest`; then the event's, in order of first appearance in the batch. Each is `rowCount` long.
    package let columns: [VariantColumn]
    /// The rows that have `_error`, in order.
    package let errors: [RowError]
    /// Members that a later member of the same name in the same object overrides. Under a projection those in
    /// parts that are stepped over may not be counted.
    package let duplicateKeyCount: Int
    /// Rows some of whose fields found no column any more (see ``DecodeLimits``) and went to `_rest`.
    package let restRowCount: Int
    /// Rows that the slow, exact parser read.
    package let exactRowCount: Int

    /// A value that could not be decoded.
    package struct RowError: Equatable, Sendable {
        /// In the batch, from 0.
        package let row: Int
        /// A sentence without a full stop; no part of the value.
        package let reason: String
    }
}
