extension Receipt {
    /// What a careful reader of the answer has to know, one sentence each.
    package var notes: [String] {
        var notes: [String] = []
        lateNotes(into: &notes)
        for planned in plan.partitions { boundNotes(planned, into: &notes) }
        if plan.range.to.map({ $0 > plan.plannedAt }) ?? false {
            notes.append(
                "the range ends in the future: it was read up to what the partitions held at "
                    + CivilTime.rfc3339(epochMilliseconds: plan.plannedAt))
        }
        if valuesWereDetected, values != "json" {
            notes.append(
                "values were taken as \(values): none of the first 100 is a JSON object or array (--values json forces it)"
            )
        }
        if duplicateKeys > 0 {
            notes.append(
                "\(duplicateKeys) duplicate key\(duplicateKeys == 1 ? "" : "s") in events: the last one counts")
        }
        for mixed in mixedColumns {
            let kinds = mixed.kinds.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
            notes.append("column \(mixed.column) mixes kinds (\(kinds)): it is text")
        }
        if total.filteredUnparsed > 0 {
            notes.append("\(total.filteredUnparsed) of the filtered rows were left out by a byte search, unparsed")
        }
        for sentence in unknownNames {
            notes.append(
                total.delivered == 0
                    ? "the filter found nothing, and in the first events \(sentence)"
                    : "in the events that were looked at \(sentence)")
        }
        for sample in undecodableSamples {
            notes.append("partition \(sample.partition) offset \(sample.offset) could not be decoded: \(sample.reason)")
        }
        return notes
    }

    private func lateNotes(into notes: inout [String]) {
        let total = total
        if total.late > 0, let latest = total.greatestLateness {
            notes.append(
                "\(total.late) \(total.late == 1 ? "row" : "rows") came late, the latest by \(DurationText.short(milliseconds: latest))"
            )
        }
        guard case .allowance(let allowance) = plan.late, let disorder = total.greatestDisorder,
            disorder >= allowance / 10 * 8, partitions.contains(where: { $0.end < snapshotEnd(of: $0) })
        else { return }
        notes.append(
            "records come up to \(DurationText.short(milliseconds: disorder)) out of order here, close to or beyond the "
                + "allowance of \(DurationText.short(milliseconds: allowance)): more of the range may lie past the end that "
                + "was read; --late exact finds all")
    }

    private func snapshotEnd(of partition: PartitionReceipt) -> Int64 {
        plan.partitions.first { $0.partition == partition.partition }?.snapshotEnd ?? partition.end
    }

    private func boundNotes(_ planned: PartitionPlan, into notes: inout [String]) {
        if let stable = planned.lastStable, stable < planned.highWatermark {
            notes.append(
                "partition \(planned.partition): an open transaction holds the last stable offset at \(stable), below the "
                    + "high watermark \(planned.highWatermark); what lies behind it was not read")
        }
        if planned.startReason == .headerScan {
            notes.append(
                "partition \(planned.partition): the broker named no first record for the range, which proves nothing here; "
                    + "it was scanned by batch headers from offset \(planned.start)")
        }
    }
}
