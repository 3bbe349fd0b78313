import KFrame

// They begin operations, and return at once.

/// `kframe_open` of kframe.h.
@_cdecl("kframe_open")
public func kframeOpen(_ request: UnsafePointer<CChar>?) -> UnsafeMutableRawPointer {
    begin(SourceRequest.self, request) { request, _ in try await Work.open(request) }
}

/// `kframe_serve` of kframe.h.
@_cdecl("kframe_serve")
public func kframeServe(_ request: UnsafePointer<CChar>?) -> UnsafeMutableRawPointer {
    begin(ServeRequest.self, request) { request, _ in try await Work.serve(request) }
}

/// `kframe_close` of kframe.h.
@_cdecl("kframe_close")
public func kframeClose(_ object: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer {
    let reader = Object.of(object, ReaderHandle.self)
    let broker = Object.of(object, BrokerHandle.self)
    return Object.pointer(
        Operation { _ in
            if let reader { return await Work.close(reader) }
            if let broker { return await Work.close(broker) }
            return Operation.Outcome()
        })
}

/// `kframe_topics` of kframe.h.
@_cdecl("kframe_topics")
public func kframeTopics(_ reader: UnsafeMutableRawPointer?, _ request: UnsafePointer<CChar>?)
    -> UnsafeMutableRawPointer
{
    begin(reader, TopicsRequest.self, request) { reader, request, _ in try await Work.topics(reader.reader, request) }
}

/// `kframe_plan` of kframe.h.
@_cdecl("kframe_plan")
public func kframePlan(_ reader: UnsafeMutableRawPointer?, _ request: UnsafePointer<CChar>?) -> UnsafeMutableRawPointer
{
    begin(reader, ReadRequest.self, request) { try await Work.plan($0.reader, $1, $2) }
}

/// `kframe_read` of kframe.h.
@_cdecl("kframe_read")
public func kframeRead(_ reader: UnsafeMutableRawPointer?, _ request: UnsafePointer<CChar>?) -> UnsafeMutableRawPointer
{
    begin(reader, ReadRequest.self, request) { try await Work.read($0.reader, $1, $2) }
}

/// `kframe_replay` of kframe.h.
@_cdecl("kframe_replay")
public func kframeReplay(_ reader: UnsafeMutableRawPointer?, _ request: UnsafePointer<CChar>?)
    -> UnsafeMutableRawPointer
{
    begin(reader, ReplayRequest.self, request) { try await Work.replay($0.reader, $1, $2) }
}

/// `kframe_count` of kframe.h.
@_cdecl("kframe_count")
public func kframeCount(_ reader: UnsafeMutableRawPointer?, _ request: UnsafePointer<CChar>?) -> UnsafeMutableRawPointer
{
    begin(reader, ReadRequest.self, request) { try await Work.count($0.reader, $1, $2) }
}

/// `kframe_scan` of kframe.h.
@_cdecl("kframe_scan")
public func kframeScan(_ reader: UnsafeMutableRawPointer?, _ request: UnsafePointer<CChar>?) -> UnsafeMutableRawPointer
{
    begin(reader, ReadRequest.self, request) { try await Work.scan($0, $1, $2) }
}

/// `kframe_scan_fields` of kframe.h.
@_cdecl("kframe_scan_fields")
public func kframeScanFields(_ scan: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer {
    guard let scan = Object.of(scan, ScanHandle.self) else { return Object.pointer(Operation(failing: notA("scan"))) }
    return Object.pointer(Operation(progress: scan.progress) { _ in try await Work.fields(scan) })
}

/// `kframe_scan_next` of kframe.h.
@_cdecl("kframe_scan_next")
public func kframeScanNext(_ scan: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer {
    guard let scan = Object.of(scan, ScanHandle.self) else { return Object.pointer(Operation(failing: notA("scan"))) }
    return Object.pointer(Operation(progress: scan.progress) { _ in try await Work.next(scan) })
}

/// `kframe_frame_timeline` of kframe.h.
@_cdecl("kframe_frame_timeline")
public func kframeFrameTimeline(
    _ frame: UnsafeMutableRawPointer?, _ request: UnsafePointer<CChar>?
) -> UnsafeMutableRawPointer {
    guard let frame = Object.of(frame, FrameHandle.self) else {
        return Object.pointer(Operation(failing: notA("frame")))
    }
    return begin(TimelineRequest.self, request) { request, _ in try Work.timeline(frame, request) }
}

private func begin<Request: Decodable & Sendable>(
    _ type: Request.Type, _ request: UnsafePointer<CChar>?,
    _ work: @escaping @Sendable (Request, ProgressMeter) async throws -> Operation.Outcome
) -> UnsafeMutableRawPointer {
    do {
        let request = try JSON.decode(type, request)
        return Object.pointer(Operation { try await work(request, $0) })
    } catch {
        return Object.pointer(Operation(failing: error))
    }
}

private func begin<Request: Decodable & Sendable>(
    _ reader: UnsafeMutableRawPointer?, _ type: Request.Type, _ request: UnsafePointer<CChar>?,
    _ work: @escaping @Sendable (ReaderHandle, Request, ProgressMeter) async throws -> Operation.Outcome
) -> UnsafeMutableRawPointer {
    guard let reader = Object.of(reader, ReaderHandle.self) else {
        return Object.pointer(Operation(failing: notA("reader")))
    }
    return begin(type, request) { try await work(reader, $0, $1) }
}

private func notA(_ kind: String) -> KFrameError { KFrameError(.invalidArgument, "this object is no \(kind)") }
