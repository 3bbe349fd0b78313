import KafkaLog
import NIOCore
import Synchronization

/// Wakes those who wait for data when a partition gets some.
///
/// Whoever is about to look takes a ticket first. What arrives between looking and waiting is noticed by it, so no wake-up
/// is lost and nobody has to look again by the clock.
final class DataArrival: Sendable {
    struct Ticket: Sendable {
        fileprivate let sequence: UInt64
    }

    private struct State {
        var sequence: UInt64 = 0
        var lastArrival: [PartitionName: UInt64] = [:]
        var nextWaiter: UInt64 = 0
        var waiters: [UInt64: EventLoopPromise<Void>] = [:]
        var waitersByPartition: [PartitionName: Set<UInt64>] = [:]

        mutating func remove(_ waiter: UInt64, for partitions: [PartitionName]) -> EventLoopPromise<Void>? {
            for partition in partitions {
                waitersByPartition[partition]?.remove(waiter)
                if waitersByPartition[partition]?.isEmpty == true { waitersByPartition[partition] = nil }
            }
            return waiters.removeValue(forKey: waiter)
        }
    }

    private let state = Mutex(State())

    func ticket() -> Ticket {
        Ticket(sequence: state.withLock { $0.sequence })
    }

    /// Succeeds `promise` when one of the partitions has had data since the ticket was taken: at once, or later.
    ///
    /// - Returns: what `stopWaiting` needs; nil where there is nothing to stop.
    func wake(_ promise: EventLoopPromise<Void>, for partitions: [PartitionName], since ticket: Ticket) -> UInt64? {
        let waiter = state.withLock { state -> UInt64? in
            if partitions.contains(where: { state.lastArrival[$0] ?? 0 > ticket.sequence }) { return nil }
            let waiter = state.nextWaiter
            state.nextWaiter += 1
            state.waiters[waiter] = promise
            for partition in partitions { state.waitersByPartition[partition, default: []].insert(waiter) }
            return waiter
        }
        if waiter == nil { promise.succeed() }
        return waiter
    }

    /// Forgets a waiter: one who has waited long enough, whose promise succeeds, or one who was woken.
    func stopWaiting(_ waiter: UInt64, for partitions: [PartitionName]) {
        let promise = state.withLock { $0.remove(waiter, for: partitions) }
        promise?.succeed()
    }

    /// Tells of new data.
    func arrived(at partition: PartitionName) {
        let promises = state.withLock { state in
            state.sequence += 1
            state.lastArrival[partition] = state.sequence
            return (state.waitersByPartition.removeValue(forKey: partition) ?? []).compactMap { waiter in
                state.waiters.removeValue(forKey: waiter)
            }
        }
        for promise in promises { promise.succeed() }
    }
}
