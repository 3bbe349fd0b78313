public import ArgumentParser
public import KFrame
import KFrameScan

/// Which records are meant.
struct RangeOptions: ParsableArguments {
    @Argument(help: "The topic.")
    var topic: String

    // Unconditional: "-2h" begins as an option does.
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Start of the range, included: 2022-09-22T12:00Z, -2h, earliest.", valueName: "time"))
    var from: String

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("End of the range, not included: 2022-09-22T14:00Z, +2h, now, latest.", valueName: "time"))
    var to: String

    @OptionGroup var scan: ScanOptions

    func range() throws -> TimeRange { try scan.range(from: from, to: to) }
}

/// How a range is looked for.
struct ScanOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Only these partitions.", valueName: "0,3"))
    var partitions: String?

    @Option(
        help: ArgumentHelp("committed (the default) or uncommitted: which records of transactions.", valueName: "level")
    )
    var isolation = Isolation.committed

    @Option(
        help: ArgumentHelp(
            "How far past the end to look for records that came late (10m), or exact for all the partition.",
            valueName: "duration"))
    var late: String?

    @Option(
        help: ArgumentHelp("The zone of times that have none, such as Europe/Berlin, UTC or local.", valueName: "zone"))
    var timezone: String?

    @Option(
        help: ArgumentHelp(
            "How long all of it may take, connecting included (30s); then it ends with an error that says how far it was.",
            valueName: "duration"))
    var timeout: String?

    func range(from: String, to: String) throws -> TimeRange {
        try Reader.range(from: from, to: to, zone: try timezone.map { try TimeZoneOption.context($0) })
    }

    func apply(to options: inout ReadOptions) throws {
        options.isolation = isolation
        options.partitions = try partitions.map(Self.partitions)
        if let timeout {
            guard let milliseconds = DurationText.milliseconds(timeout), milliseconds > 0 else {
                throw ValidationError("--timeout takes a duration such as 30s; not “\(timeout)”")
            }
            options.timeout = .milliseconds(milliseconds)
            options = options.started()
        }
        if let late {
            if late == "exact" {
                options.late = .exact
            } else if let milliseconds = DurationText.milliseconds(late) {
                options.late = .allowance(.milliseconds(milliseconds))
            } else {
                throw ValidationError("--late takes a duration such as 10m, or exact; not “\(late)”")
            }
        }
    }

    private static func partitions(_ text: String) throws -> [Int32] {
        try text.split(separator: ",").map { part in
            guard let number = Int32(part.filter { $0 != " " }), number >= 0 else {
                throw ValidationError("--partitions takes numbers by commas, such as 0,3; not “\(text)”")
            }
            return number
        }
    }
}

extension Isolation: ExpressibleByArgument {}
extension RowOrder: ExpressibleByArgument {}
extension ErrorPolicy: ExpressibleByArgument {}
extension ValueFormat: ExpressibleByArgument {}
