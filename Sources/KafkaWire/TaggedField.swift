package import NIOCore

/// A tagged field (KIP-482) whose tag has no meaning here: kept as it came, so that it can be written again.
package struct TaggedField: Sendable, Equatable {
    package var tag: UInt32
    package var data: ByteBuffer

    package init(tag: UInt32, data: ByteBuffer) {
        self.tag = tag
        self.data = data
    }
}
