package import CArrowABI

extension ColumnBatch {
    /// Writes the batch as an array of structures, one field a column, into `out`, which holds nothing yet. No value is
    /// copied: the buffers live until the receiver releases the array.
    package func export(to out: UnsafeMutablePointer<ArrowArray>) {
        ArrowArrayOwner.export(
            length: rowCount, nullCount: 0, offset: 0, buffers: [nil], children: columns, to: out)
    }
}

/// What an exported array holds until it is released: its buffers, and the structures of its children.
private final class ArrowArrayOwner {
    private let buffers: [Buffer?]
    private let pointers: UnsafeMutablePointer<UnsafeRawPointer?>
    private let children: ChildPointers<ArrowArray>

    private init(buffers: [Buffer?], children columns: [Column]) {
        self.buffers = buffers
        pointers = .allocate(capacity: max(buffers.count, 1))
        pointers.initialize(repeating: nil, count: max(buffers.count, 1))
        for (index, buffer) in buffers.enumerated() { pointers[index] = buffer?.base }
        children = ChildPointers(count: columns.count, empty: ArrowArray()) { index, child in
            let column = columns[index]
            Self.export(
                length: column.length, nullCount: column.nullCount, offset: column.offset, buffers: column.buffers,
                children: column.children, to: child)
        }
    }

    deinit {
        // A child that was moved out has no release any more.
        children.forEach { child in child.pointee.release?(child) }
        pointers.deallocate()
    }

    static func export(
        length: Int, nullCount: Int, offset: Int, buffers: [Buffer?], children: [Column],
        to out: UnsafeMutablePointer<ArrowArray>
    ) {
        let owner = ArrowArrayOwner(buffers: buffers, children: children)
        out.pointee = ArrowArray()
        out.pointee.length = Int64(length)
        out.pointee.null_count = Int64(nullCount)
        out.pointee.offset = Int64(offset)
        out.pointee.n_buffers = Int64(buffers.count)
        out.pointee.buffers = owner.pointers
        out.pointee.n_children = Int64(owner.children.count)
        out.pointee.children = owner.children.pointers
        out.pointee.release = { array in
            guard let array, let data = array.pointee.private_data else { return }
            array.pointee.release = nil
            array.pointee.private_data = nil
            Unmanaged<ArrowArrayOwner>.fromOpaque(data).release()
        }
        out.pointee.private_data = Unmanaged.passRetained(owner).toOpaque()
    }
}
