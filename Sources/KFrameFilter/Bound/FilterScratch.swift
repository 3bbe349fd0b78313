/// The memory that a filter works in, kept from batch to batch. One task uses it at a time, with any filter.
package final class FilterScratch {
    private var masks: [UnsafeMutablePointer<UInt8>] = []
    private var capacity = 0
    /// Where each path's column was found in the last batch.
    var columnHints: [Int] = []

    package init() {}

    deinit { for mask in masks { mask.deallocate() } }

    /// Makes room for masks of `rowCount` bytes each.
    func prepare(rowCount: Int) {
        guard rowCount > capacity else { return }
        for mask in masks { mask.deallocate() }
        masks.removeAll(keepingCapacity: true)
        capacity = max(rowCount, 4_096)
    }

    /// The mask of a level of the filter's tree; its contents are of no meaning.
    func mask(_ level: Int) -> UnsafeMutablePointer<UInt8> {
        while masks.count <= level {
            let mask = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
            mask.initialize(repeating: 0, count: capacity)
            masks.append(mask)
        }
        return masks[level]
    }
}
