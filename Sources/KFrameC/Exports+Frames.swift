public import CArrowABI
import KFrame
import KFrameColumns
import KFrameScan
import TextRender

/// `kframe_frame_part` of kframe.h.
@_cdecl("kframe_frame_part")
public func kframeFramePart(
    _ frame: UnsafeMutableRawPointer?, _ request: UnsafePointer<CChar>?
) -> UnsafeMutableRawPointer? {
    guard let frame = Object.of(frame, FrameHandle.self), let request = try? JSON.decode(PartRequest.self, request)
    else {
        return nil
    }
    if let count = request.head { return Object.pointer(FrameHandle(frame.schema, frame.batches.head(count))) }
    if let count = request.tail { return Object.pointer(FrameHandle(frame.schema, frame.batches.tail(count))) }
    let indexes = (request.columns ?? []).map { name in
        frame.schema.index(of: name) ?? frame.schema.fields.firstIndex { $0.arrowName == name }
    }
    let known = indexes.compactMap { $0 }
    guard known.count == indexes.count else { return nil }
    let schema = Schema(known.map { frame.schema.fields[$0] })
    let batches = frame.batches.map { batch in
        ColumnBatch(schema: schema, columns: known.map { batch.columns[$0] }, rowCount: batch.rowCount)
    }
    return Object.pointer(FrameHandle(schema, batches))
}

/// `kframe_frame_facts` of kframe.h.
@_cdecl("kframe_frame_facts")
public func kframeFrameFacts(_ frame: UnsafeMutableRawPointer?) -> UnsafeMutablePointer<CChar>? {
    guard let frame = Object.of(frame, FrameHandle.self) else { return nil }
    return (try? JSON.encode(FrameFacts(frame))).flatMap(Object.text)
}

/// `kframe_frame_cells` of kframe.h.
@_cdecl("kframe_frame_cells")
public func kframeFrameCells(
    _ frame: UnsafeMutableRawPointer?, _ request: UnsafePointer<CChar>?
) -> UnsafeMutablePointer<CChar>? {
    guard let (table, _) = table(frame, request) else { return nil }
    return (try? JSON.encode(CellsAnswer(head: table.head, tail: table.tail))).flatMap(Object.text)
}

/// `kframe_frame_text` of kframe.h.
@_cdecl("kframe_frame_text")
public func kframeFrameText(
    _ frame: UnsafeMutableRawPointer?, _ request: UnsafePointer<CChar>?
) -> UnsafeMutablePointer<CChar>? {
    guard let (table, width) = table(frame, request) else { return nil }
    return Object.text(table.text.lines(width: width, style: .plain).joined(separator: "\n"))
}

/// `kframe_frame_schema` of kframe.h.
@_cdecl("kframe_frame_schema")
public func kframeFrameSchema(_ frame: UnsafeMutableRawPointer?) -> UnsafeMutablePointer<ArrowSchema>? {
    guard let frame = Object.of(frame, FrameHandle.self), let room = Object.room(ArrowSchema()) else { return nil }
    frame.schema.export(to: room)
    return room
}

/// `kframe_frame_stream` of kframe.h.
@_cdecl("kframe_frame_stream")
public func kframeFrameStream(_ frame: UnsafeMutableRawPointer?) -> UnsafeMutablePointer<ArrowArrayStream>? {
    guard let frame = Object.of(frame, FrameHandle.self), let room = Object.room(ArrowArrayStream()) else { return nil }
    ArrowBatches(frame.schema, frame.batches).export(to: room)
    return room
}

/// `kframe_scan_stream` of kframe.h.
@_cdecl("kframe_scan_stream")
public func kframeScanStream(_ scan: UnsafeMutableRawPointer?) -> UnsafeMutablePointer<ArrowArrayStream>? {
    guard let stream = Object.of(scan, ScanHandle.self)?.stream(), let room = Object.room(ArrowArrayStream()) else {
        return nil
    }
    stream.export(to: room)
    return room
}

/// `kframe_receipt` of kframe.h.
@_cdecl("kframe_receipt")
public func kframeReceipt(_ json: UnsafePointer<CChar>?) -> UnsafeMutablePointer<CChar>? {
    do {
        let receipt = try ReadReceipt(json: json.map { String(cString: $0) } ?? "")
        return Object.text("{\"answer\":\(try JSON.encode(ReceiptAnswer(receipt)))}")
    } catch {
        return Object.text(ErrorAnswer(KFrameError(wrapping: error)).json)
    }
}

private func table(
    _ frame: UnsafeMutableRawPointer?, _ request: UnsafePointer<CChar>?
) -> (FrameTable, width: Int?)? {
    guard let frame = Object.of(frame, FrameHandle.self), let request = try? JSON.decode(TableRequest.self, request)
    else {
        return nil
    }
    return (
        FrameTable(frame.schema, frame.batches, all: request.all, head: request.head, tail: request.tail), request.width
    )
}
