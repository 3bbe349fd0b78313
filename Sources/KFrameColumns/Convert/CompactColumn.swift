/// What a batch keeps of a column until the types of the whole frame are known: the values of the rows taken, in the
/// densest form that loses nothing, and what must be known of them to decide the type.
///
/// Absent and null values are one here, as they are in a column; ``summary`` counts them apart.
package struct CompactColumn: Sendable {
    package let name: String
    package let meaning: VariantColumn.Meaning
    package let summary: TypeSummary
    /// The first of the rows taken that has the field (be it null); nil where none has.
    package let firstRow: Int?

    let values: CompactValues

    /// How many rows were taken.
    package var rowCount: Int { values.count }

    /// The rows `rows` of `column`.
    ///
    /// - Parameters:
    ///   - detectTimes: whether the summary looks for date-times.
    ///   - keepsKinds: whether the column's type may be another than what the summaries of all rows come to, as where a
    ///     caller gives it: so that the first value which does not fit is known. Else values of several kinds, which are
    ///     text in any frame, are kept as that.
    ///   - limit: the most bytes of text, and items of lists, that a column may hold.
    /// - Throws: ``ColumnError`` where the column exceeds the limit.
    package init(
        of column: VariantColumn, rows: RowSelection, detectTimes: Bool = true, keepsKinds: Bool = false,
        limit: Int = largestOffset
    ) throws(ColumnError) {
        name = column.name
        meaning = column.meaning
        do throws(Misfit) {
            (summary, firstRow, values) = try DenseRows.with(column, rows) { (rows) throws(Misfit) in
                let (summary, times) = TypeSummary.withTimes(rows, meaning: column.meaning, detectTimes: detectTimes)
                let values = try CompactValues(
                    rows, counts: summary.counts, meaning: column.meaning, times: times, keepsKinds: keepsKinds,
                    limit: limit)
                return (summary, rows.firstPresent(summary.counts), values)
            }
        } catch {
            throw error.error(column: column.name, type: nil)
        }
    }

    /// The column of type `type`: exactly what ``makeColumn(from:rows:as:limit:)`` would have made of the same rows. Where
    /// the values are of that type already, no memory is copied; values of several kinds are text already, unless
    /// their kinds were kept.
    ///
    /// - Throws: ``ColumnError`` where a value does not fit (never where the type was resolved from the summaries of all
    ///   rows), or the text exceeds the limit.
    package func promote(to type: DataType, limit: Int = largestOffset) throws(ColumnError) -> Column {
        do throws(Misfit) {
            return try values.promoted(ConversionTarget(type: type, meaning: meaning, limit: limit))
        } catch {
            throw error.error(column: name, type: type)
        }
    }
}

/// The column of type `type` that the rows `rows` of `column` make: for streams, whose schema is fixed beforehand.
///
/// A double takes integers that it holds exactly; utf8 takes text as it is and the JSON text of anything else but bytes;
/// binary takes bytes too; a timestamp takes date-times that need no rounding; a list takes arrays whose items are of
/// its type. Anything takes null and absent values.
///
/// - Throws: ``ColumnError`` that names the first row (among those taken) whose value does not fit, or that exceeds
///   `limit` bytes of text or items of lists.
package func makeColumn(
    from column: VariantColumn, rows: RowSelection, as type: DataType, limit: Int = largestOffset
) throws(ColumnError) -> Column {
    let target = ConversionTarget(type: type, meaning: column.meaning, limit: limit)
    do throws(Misfit) {
        return try DenseRows.with(column, rows) { (rows) throws(Misfit) in
            let counts = rows.countKinds()
            // Values of one kind have loops of their own.
            if counts.kinds.valued.rawValue.nonzeroBitCount <= 1 {
                return try CompactValues(
                    rows, counts: counts, meaning: column.meaning, keepsKinds: true, limit: limit
                ).promoted(target)
            }
            return try rows.column(target)
        }
    } catch {
        throw error.error(column: column.name, type: type)
    }
}

extension DenseRows {
    /// The first row that has the field.
    func firstPresent(_ counts: KindCounts) -> Int? {
        if counts[.absent] == count { return nil }
        if counts[.absent] == 0 { return 0 }
        return (0..<count).first { kinds[$0] != ValueKind.absent.rawValue }
    }
}
