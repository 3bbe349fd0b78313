#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Swift objects as the opaque pointers of C.
enum Object {
    /// The pointer holds the object until it is released.
    static func pointer(_ object: AnyObject) -> UnsafeMutableRawPointer { Unmanaged.passRetained(object).toOpaque() }

    /// The object, where it is of this type.
    static func of<T: AnyObject>(_ pointer: UnsafeMutableRawPointer?, _ type: T.Type = T.self) -> T? {
        pointer.flatMap { Unmanaged<AnyObject>.fromOpaque($0).takeUnretainedValue() as? T }
    }

    static func release(_ pointer: UnsafeMutableRawPointer?) {
        if let pointer { Unmanaged<AnyObject>.fromOpaque(pointer).release() }
    }

    /// A text in memory of malloc.
    static func text(_ text: String) -> UnsafeMutablePointer<CChar>? { strdup(text) }

    /// Room for a C structure in memory of malloc.
    static func room<T: BitwiseCopyable>(_ value: T) -> UnsafeMutablePointer<T>? {
        guard let room = malloc(MemoryLayout<T>.size)?.bindMemory(to: T.self, capacity: 1) else { return nil }
        room.initialize(to: value)
        return room
    }
}
