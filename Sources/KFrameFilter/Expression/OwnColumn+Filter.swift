package import KFrameColumns

/// What a filter knows of the columns that are not the event's.
extension OwnColumn {
    /// What a column's values compare with.
    package enum Comparand: Sendable {
        case number
        case time
        case text
        case boolean
        /// Literals of every kind, as an event's field.
        case anything
        /// Only with NULL.
        case nothing
    }

    /// When a row's value is known.
    package enum Availability: Sendable {
        /// Before the record's value is decoded.
        case record
        /// Where the value could be decoded, as an event's field.
        case value
        /// Once it was tried to decode the value, also where that failed.
        case attempt
        /// As ``attempt``, but nothing is known of a row that could not be decoded and has no value here.
        case attemptWherePresent
    }

    /// The column of exactly that name.
    package init?(name: ExactText) {
        guard name.string.utf8.first == UInt8(ascii: "_"), let column = Self(rawValue: name.string),
            ExactText(column.rawValue) == name
        else { return nil }
        self = column
    }

    package var comparand: Comparand {
        switch self {
        case .partition, .offset, .schemaID: .number
        case .timestamp: .time
        case .key, .error, .raw: .text
        case .tombstone: .boolean
        case .value, .rest: .anything
        case .headers: .nothing
        }
    }

    package var availability: Availability {
        switch self {
        case .partition, .offset, .timestamp, .key, .headers: .record
        case .tombstone, .error, .raw: .attempt
        case .value, .rest: .value
        case .schemaID: .attemptWherePresent
        }
    }
}
