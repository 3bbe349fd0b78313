import KFrameColumns

/// The lanes of one batch, in order of first appearance, and which of them the current row has written.
struct LaneStore: ~Copyable {
    /// The most lanes for fields of events.
    let limit: Int
    /// Room for all lanes there can be: the pointer is good for the store's life.
    let lanes: UnsafeMutablePointer<Lane>
    /// The lanes that the current row has written, in order.
    let touched: UnsafeMutablePointer<Int32>
    var touchedCount = 0
    private(set) var count = 0
    /// The lanes of list elements.
    private(set) var elements = RawVector<Lane>(capacity: 16)
    /// The lanes of ``OwnColumn/decoded``, -1 for none.
    private var own = RawVector<Int32>(capacity: OwnColumn.decoded.count)
    private var ownCount = 0
    private var rowCount = 0

    init(limit: Int) {
        self.limit = limit
        // Each lane is a line of the processor's cache.
        lanes = UnsafeMutableRawPointer.allocate(
            byteCount: (limit + OwnColumn.decoded.count) * MemoryLayout<Lane>.stride, alignment: 64
        ).bindMemory(to: Lane.self, capacity: limit + OwnColumn.decoded.count)
        touched = .allocate(capacity: limit + OwnColumn.decoded.count)
        for _ in OwnColumn.decoded { own.append(-1) }
    }

    deinit {
        for index in 0..<count { lanes[index].free() }
        freeElements()
        lanes.deallocate()
        touched.deallocate()
    }

    /// The lanes for fields of events.
    var eventCount: Int { count - ownCount }

    /// Starts a batch; frees what an unfinished one left.
    mutating func begin(rowCount: Int) {
        truncate(to: 0)
        forget()
        self.rowCount = rowCount
    }

    /// The column of list elements of the lane, if it has any; the column owns the memory.
    func adoptElements(of lane: Int32, _ name: String) -> VariantColumn? {
        let index = Int(lanes[Int(lane)].elements)
        if index < 0 { return nil }
        let column = elements[index].column(
            name, meaning: .event, rowCount: elements[index].count, elements: nil)
        (elements.base + index).pointee.isAdopted = true
        return column
    }

    /// Forgets all lanes, which have been adopted, and frees list elements that have not.
    mutating func forget() {
        count = 0
        freeElements()
        elements.removeAll()
        for index in 0..<own.count { own[index] = -1 }
        ownCount = 0
        touchedCount = 0
    }

    /// The bytes of text to reserve where the last batch had `perRows` bytes for each 16 rows. No more than 16 MiB on such a
    /// guess.
    func textHint(_ perRows: Int) -> Int { min(perRows * rowCount / 14, 16 << 20) }

    /// Adds a lane for the trie's node; there must be fewer than `limit`.
    mutating func add(node: Int32, textHint: Int) -> Int32 {
        lanes[count] = Lane(rowCount: rowCount, node: node, textHint: textHint)
        count += 1
        return Int32(count - 1)
    }

    /// The index of the lane of one of kframe's own columns, which is made where there is none yet.
    mutating func ownLane(_ index: Int) -> Int32 {
        if own[index] < 0 {
            let lane = add(node: -1 - Int32(index), textHint: 0)
            own[index] = lane
            ownCount += 1
        }
        return own[index]
    }

    /// The lane of one of kframe's own columns, if the batch has it.
    func existingOwnLane(_ index: Int) -> Int32 { own[index] }

    /// Takes the lane's list elements, which are made where there are none yet. Good until the next call.
    mutating func elementLane(of lane: Int32) -> UnsafeMutablePointer<Lane> {
        if lanes[Int(lane)].elements < 0 {
            lanes[Int(lane)].elements = Int32(elements.count)
            elements.append(Lane(rowCount: 0, node: lanes[Int(lane)].node, textHint: 0))
        }
        return elements.base + Int(lanes[Int(lane)].elements)
    }

    /// Takes back what the current row has written, and the lanes beyond the first `laneCount`.
    mutating func undo(_ row: Int, keeping laneCount: Int) {
        for index in 0..<touchedCount {
            let lane = lanes + Int(touched[index])
            let elementIndex = Int(lane.pointee.elements)
            lane.pointee.undo(row, elements: elementIndex < 0 ? nil : elements.base + elementIndex)
        }
        touchedCount = 0
        truncate(to: laneCount)
    }

    private func freeElements() {
        for index in 0..<elements.count where !elements[index].isAdopted { elements[index].free() }
    }

    /// Frees the lanes beyond the first `newCount`; their list elements are freed with the batch.
    private mutating func truncate(to newCount: Int) {
        while count > newCount {
            count -= 1
            let lane = lanes[count]
            if lane.node < 0 {
                own[Int(-1 - lane.node)] = -1
                ownCount -= 1
            }
            lane.free()
        }
    }
}
