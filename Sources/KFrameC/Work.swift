import KFrame
import KFrameColumns
import KFrameDemo
import KFrameScan
import KafkaLocal
import Logging

/// What the operations of the C face do: they translate, and leave the work to KFrame.
enum Work {
    /// No log line is to appear in somebody else's process.
    private static let quiet: Void = LoggingSystem.bootstrap { _ in SwiftLogNoOpLogHandler() }

    static func open(_ request: SourceRequest) async throws -> Operation.Outcome {
        quiet
        let reader = try await Reader(try request.source(), deadline: try request.deadline())
        return Operation.Outcome(
            json: try JSON.encode(OpenAnswer(warnings: reader.warnings)), made: ReaderHandle(reader))
    }

    static func topics(_ reader: Reader, _ request: TopicsRequest) async throws -> Operation.Outcome {
        let topics = try await reader.topics(includesInternal: request.internal ?? false)
        return Operation.Outcome(json: try JSON.encode(topics.map(TopicAnswer.init)))
    }

    static func plan(_ reader: Reader, _ request: ReadRequest, _ progress: ProgressMeter) async throws
        -> Operation.Outcome
    {
        let options = try request.options(progress)
        let plan = try await reader.plan(request.topic, range: try request.range(), options: options)
        return Operation.Outcome(json: try JSON.encode(PlanAnswer(plan)))
    }

    static func read(_ reader: Reader, _ request: ReadRequest, _ progress: ProgressMeter) async throws
        -> Operation.Outcome
    {
        let options = try request.options(progress)
        return try outcome(try await reader.read(request.topic, range: try request.range(), options: options))
    }

    static func replay(
        _ reader: Reader, _ request: ReplayRequest, _ progress: ProgressMeter
    ) async throws -> Operation.Outcome {
        let receipt = try ReadReceipt(json: request.receipt)
        // Connecting has taken its part.
        let timeout = try request.timeout.map(ReadRequest.timeout).map {
            max(.milliseconds(1), $0 - .milliseconds(request.elapsedMs ?? 0))
        }
        let memory = try request.memory.map(ReadRequest.memory)
        return try outcome(
            try await reader.replay(receipt, timeout: timeout, memory: memory, progress: progress.callback))
    }

    static func count(_ reader: Reader, _ request: ReadRequest, _ progress: ProgressMeter) async throws
        -> Operation.Outcome
    {
        let options = try request.options(progress)
        let interval = try request.interval()
        let range = try request.range()
        let names = request.by ?? []
        let plan = try await reader.plan(request.topic, range: range, options: options)
        let counts = try await reader.count(plan, by: names, everyMilliseconds: interval, options: options)
        let grid = try CountGrid(counts.entries, by: names, everyMilliseconds: interval, range: range)
        return Operation.Outcome(
            json: try JSON.encode(ReceiptAnswer(counts.receipt)), made: FrameHandle(grid.batch))
    }

    static func scan(
        _ handle: ReaderHandle, _ request: ReadRequest, _ progress: ProgressMeter
    ) async throws -> Operation.Outcome {
        let options = try request.options(progress)
        let plan = try await handle.reader.plan(request.topic, range: try request.range(), options: options)
        let batches = handle.reader.batches(of: plan, options: options)
        return Operation.Outcome(made: ScanHandle(batches, of: handle, progress: progress))
    }

    static func fields(_ scan: ScanHandle) async throws -> Operation.Outcome {
        let schema = try await scan.fields()
        return Operation.Outcome(
            json: try JSON.encode(FieldsAnswer(fields: schema.fields.map(FieldAnswer.init))),
            made: FrameHandle(schema, []))
    }

    static func next(_ scan: ScanHandle) async throws -> Operation.Outcome {
        let (batch, receipt) = try await scan.next()
        return Operation.Outcome(
            json: try receipt.map { try JSON.encode(ReceiptAnswer($0)) } ?? "{}",
            made: batch.map { FrameHandle($0.batch) })
    }

    static func timeline(_ frame: FrameHandle, _ request: TimelineRequest) throws -> Operation.Outcome {
        let counts = try Timeline.counts(
            frame.schema, frame.batches, by: request.by, everyMilliseconds: try ReadRequest.interval(request.every),
            range: TimeRange(from: request.from, to: request.to))
        return Operation.Outcome(made: FrameHandle(counts))
    }

    static func serve(_ request: ServeRequest) async throws -> Operation.Outcome {
        var topic: String?
        if let events = request.demoEvents {
            guard events > 0 else { throw KFrameError(.invalidArgument, "a demo has at least one event") }
            _ = try DemoData(eventCount: events).write(to: request.directory)
            topic = DemoData.topic
        }
        var options = BrokerOptions()
        options.isReadOnly = request.readOnly ?? false
        do {
            let broker = try await LocalBroker.start(
                directory: request.directory, host: request.host ?? "127.0.0.1", port: request.port ?? 0,
                options: options)
            return Operation.Outcome(
                json: try JSON.encode(BrokerAnswer(bootstrapServers: broker.bootstrapServers, topic: topic)),
                made: BrokerHandle(broker))
        } catch let error as BrokerError {
            throw KFrameError(.logDirectory, error.message)
        }
    }

    static func close(_ object: any AnyObject & Sendable) async -> Operation.Outcome {
        switch object {
        case let handle as ReaderHandle: await handle.reader.close()
        case let handle as BrokerHandle: await handle.broker.shutdown()
        default: break
        }
        return Operation.Outcome()
    }

    private static func outcome(_ frame: Frame) throws -> Operation.Outcome {
        Operation.Outcome(json: try JSON.encode(ReceiptAnswer(frame.receipt)), made: FrameHandle(frame))
    }
}
