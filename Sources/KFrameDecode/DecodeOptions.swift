/// How values are decoded.
package struct DecodeOptions: Sendable {
    package var mode: ValueMode
    /// The event's fields that are wanted; nil for all.
    package var projection: Projection?
    package var limits: DecodeLimits

    package init(mode: ValueMode = .json, projection: Projection? = nil, limits: DecodeLimits = DecodeLimits()) {
        self.mode = mode
        self.projection = projection
        self.limits = limits
    }
}

/// What one batch may cost in columns, so that events with ever new keys cannot use up the memory.
///
/// Where a limit is reached, paths that the batch has not had yet get no column: the row's members there go to
/// `_rest`, as JSON text of an object with the event's own nesting that lacks everything that found a column. What
/// has a column by then keeps it. The limits count what occurs in the batch, whatever came in batches before.
package struct DecodeLimits: Sendable {
    /// Columns of event fields.
    package var columns: Int
    /// Objects within events, by path.
    package var objects: Int
    /// Bytes of all columns' names together.
    package var nameBytes: Int

    package init(columns: Int = 10_000, objects: Int = 40_000, nameBytes: Int = 4 << 20) {
        self.columns = columns
        self.objects = objects
        self.nameBytes = nameBytes
    }
}
