import Foundation
import KafkaWire
import NIOCore

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A bare connection to a broker: frames over a blocking socket, and nothing of this project but the wire format.
///
/// Each call blocks its thread: it is called through `ask`, which hops to a thread of its own.
final class WireClient: @unchecked Sendable {
    struct Closed: Error {}
    /// What the system says of a call that failed.
    struct Failed: Error { let number: Int32 }

    private let descriptor: Int32
    private let queue = DispatchQueue(label: "wire-client")
    private var nextCorrelationID: Int32 = 1

    init(port: Int) throws {
        #if canImport(Darwin)
        let stream = SOCK_STREAM
        #else
        let stream = Int32(SOCK_STREAM.rawValue)
        #endif
        descriptor = socket(AF_INET, stream, 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw Closed() }
        // No test is timed; this only keeps a broken broker from hanging them for ever, a slow machine has time enough.
        var limit = timeval(tv_sec: 600, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { _ = close(descriptor) }

    /// Sends a request and reads its answer to the last byte.
    func ask<Request: KafkaRequest>(_ request: Request, version: Int16) async throws -> Request.Response {
        try await onThread {
            let id = self.nextCorrelationID
            self.nextCorrelationID += 1
            try self.write(encodeRequest(request, version: version, correlationId: id, clientId: "test"))
            let (header, response) = try decodeResponse(
                Request.Response.self, from: self.readFrame(), version: version)
            guard header.correlationId == id else { throw Closed() }
            return response
        }
    }

    /// Sends a request to which no answer comes.
    func send<Request: KafkaRequest>(_ request: Request, version: Int16) async throws {
        try await onThread {
            let id = self.nextCorrelationID
            self.nextCorrelationID += 1
            try self.write(encodeRequest(request, version: version, correlationId: id, clientId: "test"))
        }
    }

    /// Sends the content of a frame as it is and gives the content of the answer.
    func exchange(_ content: [UInt8]) async throws -> [UInt8] {
        try await onThread {
            var frame = ByteBuffer(integer: UInt32(content.count))
            frame.writeBytes(content)
            try self.write(frame)
            return Array(try self.readFrame().readableBytesView)
        }
    }

    /// Sends bytes that need not be a frame.
    func sendRaw(_ bytes: [UInt8]) async throws {
        try await onThread { try self.write(ByteBuffer(bytes: bytes)) }
    }

    /// Reads bytes until the broker closes.
    func readToEnd() async throws -> [UInt8] {
        try await onThread {
            var all: [UInt8] = []
            while let part = try? self.read(1) { all += part }
            return all
        }
    }

    private func onThread<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Swift.Result { try body() }) }
        }
    }

    private func write(_ buffer: ByteBuffer) throws {
        var rest = buffer
        while rest.readableBytes > 0 {
            let count = rest.withUnsafeReadableBytes { bytes in
                #if canImport(Darwin)
                Darwin.send(descriptor, bytes.baseAddress, bytes.count, 0)
                #else
                Glibc.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
                #endif
            }
            guard count > 0 else { throw Closed() }
            rest.moveReaderIndex(forwardBy: count)
        }
    }

    private func readFrame() throws -> ByteBuffer {
        let prefix = ByteBuffer(bytes: try read(4))
        return ByteBuffer(bytes: try read(Int(prefix.getInteger(at: 0, as: UInt32.self) ?? 0)))
    }

    private func read(_ count: Int) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var done = 0
        while done < count {
            let part = bytes.withUnsafeMutableBytes { target in
                recv(descriptor, target.baseAddress.map { $0 + done }, count - done, 0)
            }
            let number = part < 0 ? errno : 0
            if part > 0 {
                done += part
            } else if part == 0 || number == ECONNRESET {
                throw Closed()
            } else if number != EINTR {
                throw Failed(number: number)
            }
            // A process that was stopped and goes on finds its call interrupted, because of the limit.
        }
        return bytes
    }
}
