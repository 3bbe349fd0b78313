/// Membership in a small sorted array.
enum SortedSearch {
    @inline(__always)
    static func contains<Value: Comparable>(_ value: Value, in values: UnsafeBufferPointer<Value>) -> Bool {
        var low = 0
        var high = values.count
        while low < high {
            let middle = (low &+ high) / 2
            if values[middle] < value { low = middle &+ 1 } else { high = middle }
        }
        return low < values.count && values[low] == value
    }
}
