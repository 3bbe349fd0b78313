import ArgumentParser
import Foundation
import KFrame
import KFrameScan
import Synchronization
import TextRender

/// What `read` writes.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    case table, ndjson, csv, none

    init?(fileName: String) {
        switch fileName.split(separator: ".").last?.lowercased() {
        case "ndjson", "jsonl", "json": self = .ndjson
        case "csv": self = .csv
        case "txt": self = .table
        default: return nil
        }
    }
}

struct ReadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "read", abstract: "Read the records of a time range: a table on a terminal, NDJSON when piped.",
        discussion: """
            kframe read analytics__pageview --from 2022-09-22T12:00Z --to 2022-09-22T14:00Z \\
                --where "writeKey = 'newapp_2022_test_key' AND type IN ('page','track')"
            kframe read analytics__pageview --from -2h --to now --select _timestamp,type,userId -o events.csv
            kframe read --from-receipt receipt.json
            """)

    @Argument(help: "The topic.")
    var topic: String?

    // Unconditional: "-2h" begins as an option does.
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Start of the range, included: 2022-09-22T12:00Z, -2h, earliest.", valueName: "time"))
    var from: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("End of the range, not included: 2022-09-22T14:00Z, +2h, now, latest.", valueName: "time"))
    var to: String?

    @Option(
        name: .customLong("where"), help: ArgumentHelp("Only rows that pass, as in SQL's WHERE.", valueName: "filter"))
    var filter: String?

    @Option(help: ArgumentHelp("Only these columns, in this order.", valueName: "a,b.c,…"))
    var select: String?

    @Option(help: ArgumentHelp("At most so many rows.", valueName: "n"))
    var limit: Int?

    @Option(
        help: ArgumentHelp("partition (then offset, the default) or time (then partition, offset).", valueName: "order")
    )
    var order = RowOrder.partition

    @Option(
        help: ArgumentHelp(
            "table, ndjson, csv, or none: build the frame and print only the receipt.", valueName: "format"))
    var format: OutputFormat?

    @Option(name: .shortAndLong, help: ArgumentHelp("Write to a file; its ending tells the format.", valueName: "file"))
    var output: String?

    @Flag(help: "Replace an existing file.")
    var force = false

    @Option(
        help: ArgumentHelp(
            "keep (with _error and _raw), skip or fail: rows that cannot be decoded.", valueName: "policy"))
    var onError = ErrorPolicy.keep

    @Option(help: ArgumentHelp("json, text, bytes, or auto: what values are.", valueName: "kind"))
    var values = ValueFormat.auto

    @Flag(help: "Keep text columns of date-times as text.")
    var noTimes = false

    @Option(
        help: ArgumentHelp(
            "Types of columns that you know better: price:double,version:utf8.", valueName: "column:type,…"))
    var types: String?

    @Option(
        help: ArgumentHelp(
            "How large a frame may become (8GB); as large as there is memory unless set.", valueName: "size"))
    var memory: String?

    @Option(help: ArgumentHelp("Save the receipt as JSON.", valueName: "file"))
    var receipt: String?

    @Option(help: ArgumentHelp("Read exactly the offsets of a saved receipt again.", valueName: "file"))
    var fromReceipt: String?

    @Flag(name: .shortAndLong, help: "No receipt on standard error.")
    var quiet = false

    @OptionGroup var scan: ScanOptions
    @OptionGroup var source: SourceOptions

    func run() async throws {
        let rows = try openOutput()
        let format = try chosenFormat(rows)
        if let receipt, !force, FileManager.default.fileExists(atPath: receipt) {
            throw OutputError(message: "\(receipt) exists; --force replaces it")
        }
        let saved = try fromReceipt.map(readReceipt)
        var options = try saved.map { try ReadOptions(repeating: $0.receipt) } ?? ReadOptions()
        try apply(to: &options, isReplay: saved != nil)
        // Wrong times and filters are told before anybody is connected to.
        let span = saved == nil ? try scan.range(from: from ?? "", to: to ?? "") : nil
        try Reader.checkFilter(options)
        let reader = try await source.reader(options)
        options.progress = Console.standard.startProgress()
        let plan: ScanPlan
        if let saved {
            plan = try await reader.replayPlan(saved, options: options)
        } else {
            plan = try await reader.plan(topic ?? "", range: span ?? TimeRange(from: nil, to: nil), options: options)
        }
        let result = try await read(reader, plan, options, format, to: rows)
        Console.standard.finishProgress()
        await reader.close()
        try rows.finish()
        if let receipt {
            do {
                try result.json().write(toFile: receipt, atomically: true, encoding: .utf8)
            } catch {
                throw OutputError(message: "cannot write the receipt to \(receipt): \(error.localizedDescription)")
            }
        }
        if !quiet { show(result, rows, format) }
    }

    func validate() throws {
        if fromReceipt != nil {
            guard topic == nil, from == nil, to == nil else {
                throw ValidationError("--from-receipt says what is read: no topic, --from or --to beside it")
            }
            return
        }
        guard topic != nil else { throw ValidationError("which topic? kframe topics lists them") }
        guard from != nil, to != nil else {
            throw ValidationError(
                "give the range: --from 2022-09-22T12:00Z --to 2022-09-22T14:00Z (or earliest, latest)")
        }
        if let limit, limit < 1 { throw ValidationError("--limit takes a number of rows from 1 on") }
    }

    // MARK: - Steps

    private func openOutput() throws -> RowOutput { try RowOutput(path: output, force: force) }

    private func chosenFormat(_ rows: RowOutput) throws -> OutputFormat {
        if let format { return format }
        guard let output else { return rows.isTerminal ? .table : .ndjson }
        guard let format = OutputFormat(fileName: output) else {
            throw ValidationError(
                "cannot tell the format from “\(output)”: end it in .ndjson or .csv, or give --format")
        }
        return format
    }

    private func apply(to options: inout ReadOptions, isReplay: Bool) throws {
        try scan.apply(to: &options)
        options.detectsTimes = !noTimes
        options.memory = try memory.map { text in
            guard let bytes = ByteSize.bytes(text), bytes > 0 else {
                throw ValidationError("--memory takes a size such as 8GB or 500MB; not “\(text)”")
            }
            return bytes
        }
        options.types = try types.map { try TypeList.parse($0) } ?? [:]
        if isReplay { return }
        options.filter = filter
        options.columns = select.map { ColumnList.parse($0) }
        options.limit = limit
        options.order = order
        options.onError = onError
        options.values = values
    }

    private func readReceipt(_ path: String) throws -> ReadReceipt {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw OutputError(message: "cannot read the receipt \(path)")
        }
        return try ReadReceipt(json: text)
    }

    private func read(
        _ reader: Reader, _ plan: ScanPlan, _ options: ReadOptions, _ format: OutputFormat, to rows: RowOutput
    ) async throws -> ReadReceipt {
        switch format {
        case .none:
            return try await kept(reader.read(plan, options: options)).receipt
        case .table:
            let frame = try await kept(reader.read(plan, options: options))
            Console.standard.finishProgress()
            let terminal = Terminal.of(descriptor: 1)
            let width = rows.isTerminal ? terminal.columns : nil
            try rows.write(
                frame.table().lines(width: width, style: rows.isTerminal ? terminal.style : .plain).joined(
                    separator: "\n")
                    + "\n")
            return frame.receipt
        case .ndjson:
            return try await stream(reader, plan, options, .ndjson, to: rows)
        case .csv:
            if let columns = options.columns,
                !(try await reader.namesObjects(plan, columns, deadline: options.deadline))
            {
                return try await stream(reader, plan, options, .csv(columns), to: rows)
            }
            let frame = try await kept(reader.read(plan, options: options, asText: true))
            try frame.writeCSV { try rows.write($0) }
            return frame.receipt
        }
    }

    /// Keeps the frame until the process ends: its memory goes back as a whole, where letting go of it buffer by buffer takes
    /// a twentieth of the time to make it.
    private func kept(_ frame: Frame) -> Frame {
        Self.keptFrame.withLock { $0 = frame }
        return frame
    }

    private static let keptFrame = Mutex<Frame?>(nil)

    private func stream(
        _ reader: Reader, _ plan: ScanPlan, _ options: ReadOptions, _ format: RowFormat, to rows: RowOutput
    ) async throws -> ReadReceipt {
        do {
            return try await reader.writeRows(plan, options: options, as: format) { try rows.write($0) }
        } catch {
            // A read that ended because its rows could not be written failed for that reason.
            throw rows.failure ?? error
        }
    }

    private func show(_ receipt: ReadReceipt, _ rows: RowOutput, _ format: OutputFormat) {
        let terminal = Console.standard.terminal
        let text = ReceiptText(receipt, style: terminal.style, width: terminal.isTerminal ? terminal.columns : nil)
            .text(byPartition: source.isVerbose || format == .none)
        Console.standard.write((rows.isTerminal ? "\n" : "") + text)
    }
}

/// Column names by commas; a name with a comma goes in double quotes.
enum ColumnList {
    static func parse(_ text: String) -> [String] {
        var names: [String] = []
        var name = ""
        var isQuoted = false
        for character in text {
            switch character {
            case "\"": isQuoted.toggle()
            case "," where !isQuoted:
                names.append(name)
                name = ""
            default: name.append(character)
            }
        }
        names.append(name)
        return names.map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    }
}

/// Columns and the types they are to have, by commas: `price:double,version:utf8`.
enum TypeList {
    static func parse(_ text: String) throws -> [String: ColumnType] {
        var types: [String: ColumnType] = [:]
        for part in ColumnList.parse(text) {
            // A column's name may hold a colon, a type never does.
            guard let colon = part.lastIndex(of: ":"), colon != part.startIndex,
                let type = ColumnType(name: String(part[part.index(after: colon)...]))
            else {
                throw ValidationError(
                    "--types takes columns and types such as price:double,version:utf8; not “\(part)” "
                        + "(bool, int32, int64, double, utf8, binary, timestamp(us), list<…>)")
            }
            types[String(part[..<colon])] = type
        }
        return types
    }
}
