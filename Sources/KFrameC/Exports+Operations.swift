import KFrame

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// `kframe_version` of kframe.h.
@_cdecl("kframe_version")
public func kframeVersion() -> UnsafePointer<CChar>? { UnsafePointer(versionText) }

private nonisolated(unsafe) let versionText = strdup("0.1.0")

/// `kframe_release` of kframe.h.
@_cdecl("kframe_release")
public func kframeRelease(_ object: UnsafeMutableRawPointer?) { Object.release(object) }

/// `kframe_free_text` of kframe.h.
@_cdecl("kframe_free_text")
public func kframeFreeText(_ text: UnsafeMutablePointer<CChar>?) { free(text) }

/// `kframe_wait` of kframe.h.
@_cdecl("kframe_wait")
public func kframeWait(_ operation: UnsafeMutableRawPointer?, _ milliseconds: Int32) -> Int32 {
    guard let operation = Object.of(operation, Operation.self) else { return 1 }
    return operation.wait(milliseconds: Int(milliseconds)) ? 1 : 0
}

/// `kframe_progress` of kframe.h.
@_cdecl("kframe_progress")
public func kframeProgress(_ object: UnsafeMutableRawPointer?, _ progress: UnsafeMutablePointer<Int64>?) -> Int32 {
    let meter = Object.of(object, Operation.self)?.progress ?? Object.of(object, ScanHandle.self)?.progress
    guard let value = meter?.value, let progress else { return 0 }
    for (index, number) in [value.offsetsTotal, value.offsetsDone, value.rows, value.bytes].enumerated() {
        progress[index] = number
    }
    return 1
}

/// `kframe_cancel` of kframe.h.
@_cdecl("kframe_cancel")
public func kframeCancel(_ operation: UnsafeMutableRawPointer?) { Object.of(operation, Operation.self)?.cancel() }

/// `kframe_answer` of kframe.h.
@_cdecl("kframe_answer")
public func kframeAnswer(_ operation: UnsafeMutableRawPointer?) -> UnsafeMutablePointer<CChar>? {
    switch Object.of(operation, Operation.self)?.result {
    case .success(let outcome): Object.text("{\"answer\":\(outcome.json)}")
    case .failure(let error): Object.text(ErrorAnswer(error).json)
    case nil: nil
    }
}

/// `kframe_made` of kframe.h.
@_cdecl("kframe_made")
public func kframeMade(_ operation: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard case .success(let outcome) = Object.of(operation, Operation.self)?.result, let made = outcome.made else {
        return nil
    }
    return Object.pointer(made)
}
