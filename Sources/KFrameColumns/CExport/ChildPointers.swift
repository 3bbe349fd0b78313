/// The structures of children and the array of pointers to them, as both of Arrow's C structures want it.
///
/// The memory is the parent's; what the structures hold is each child's own, so that a consumer can move a child out.
struct ChildPointers<Structure: BitwiseCopyable>: ~Copyable {
    let count: Int
    /// Nil where there are no children.
    let pointers: UnsafeMutablePointer<UnsafeMutablePointer<Structure>?>?

    /// - Parameter fill: writes the child at an index.
    init(count: Int, empty: Structure, fill: (Int, UnsafeMutablePointer<Structure>) -> Void) {
        self.count = count
        guard count > 0 else {
            pointers = nil
            return
        }
        let structures = UnsafeMutablePointer<Structure>.allocate(capacity: count)
        structures.initialize(repeating: empty, count: count)
        let pointers = UnsafeMutablePointer<UnsafeMutablePointer<Structure>?>.allocate(capacity: count)
        for index in 0..<count {
            pointers[index] = structures + index
            fill(index, structures + index)
        }
        self.pointers = pointers
    }

    deinit {
        guard let pointers else { return }
        // One block holds all structures, and the first pointer is where it begins.
        pointers[0]?.deallocate()
        pointers.deallocate()
    }

    func forEach(_ body: (UnsafeMutablePointer<Structure>) -> Void) {
        for index in 0..<count { if let child = pointers?[index] { body(child) } }
    }
}
