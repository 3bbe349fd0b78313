/// The event's fields that are wanted; the decoder steps over all others.
///
/// A name selects the field of that path and everything beneath it: `context.page` selects the column
/// `context.page` (where some event has a scalar or an array there) and every `context.page.…`. Names of kframe's own
/// columns select nothing here: those a decoder makes are made whether wanted or not.
package struct Projection: Sendable {
    /// What a projection says about a field.
    enum Verdict: Equatable {
        case unwanted
        /// Something beneath the field is wanted; the index of its node.
        case partly(Int32)
        /// The field is wanted with everything beneath it.
        case wanted
    }

    private struct Node {
        var children: [[UInt8]: Int32] = [:]
        var isWanted = false
    }

    static let root: Int32 = 0
    private var nodes = [Node()]

    package init(_ names: some Sequence<String>) {
        for name in names {
            guard let path = ColumnPath(name: name) else { continue }
            var node = 0
            for key in path.keys {
                let bytes = Array(key.utf8)
                if let child = nodes[node].children[bytes] {
                    node = Int(child)
                } else {
                    nodes.append(Node())
                    nodes[node].children[bytes] = Int32(nodes.count - 1)
                    node = nodes.count - 1
                }
            }
            nodes[node].isWanted = true
        }
    }

    /// What is to be done with the member `key` of the object whose node is `parent`.
    func verdict(_ parent: Int32, _ key: UnsafeRawBufferPointer) -> Verdict {
        guard let child = nodes[Int(parent)].children[Array(key)] else { return .unwanted }
        return nodes[Int(child)].isWanted ? .wanted : .partly(child)
    }
}
