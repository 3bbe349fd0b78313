/// Turns batches of values into columns, each value with its own kind.
///
/// It remembers paths and the order of fields from batch to batch, which makes it fast and changes no answer. Not
/// thread-safe: one decoder a task.
package final class JSONColumnDecoder {
    private var engine: DecodeEngine

    package init(_ options: DecodeOptions = DecodeOptions()) {
        engine = DecodeEngine(options)
    }

    /// A decoder that reads every value by the slow, exact parser: for tests, which compare the two.
    package init(exactly options: DecodeOptions) {
        engine = DecodeEngine(options, isExactOnly: true)
    }

    /// Decodes one batch. Whatever the values hold, each row comes out: decoded, or with `_error` and `_raw`.
    package func decode(_ batch: ValueBatch) throws(DecodeError) -> DecodedValues {
        try engine.decode(batch)
    }
}
