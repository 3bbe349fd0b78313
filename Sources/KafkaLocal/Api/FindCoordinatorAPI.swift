import KafkaWire
import NIOCore

/// FindCoordinator, versions 0 to 2: there are no groups and no transactions here, and this says so.
///
/// Some clients ask although they read without a group, and go on when they are told that none is available.
enum FindCoordinatorAPI {
    static let apiKey: Int16 = 10
    static let versions: ClosedRange<Int16> = 0...2

    /// The frame of the answer, with its length prefix: COORDINATOR_NOT_AVAILABLE.
    ///
    /// Layout: correlation id, throttle time (from 1), error code, error message (from 1), node id, host, port.
    static func answer(version: Int16, correlationId: Int32) -> ByteBuffer {
        var writer = WireWriter()
        writer.int32(correlationId)
        if version >= 1 { writer.int32(0) }
        writer.errorCode(.coordinatorNotAvailable)
        if version >= 1 { writer.nullableString("This broker has no consumer groups and no transactions.") }
        writer.int32(-1)
        writer.string("")
        writer.int32(-1)
        var frame = ByteBuffer(integer: Int32(truncatingIfNeeded: writer.buffer.readableBytes))
        frame.writeImmutableBuffer(writer.buffer)
        return frame
    }
}
