package import KafkaLog

/// What can happen to a cluster: leaders move, brokers stop and come back, records are deleted or lost.
extension LocalCluster {
    /// Makes a broker the leader of a partition, in the next epoch.
    ///
    /// - Parameter node: nil for none.
    package func moveLeader(of topic: String, _ partition: Int32, to node: Int32?) {
        guard let partition = self.partition(topic, partition) else { return }
        state.placement.move(partition, to: node)
    }

    /// The broker that leads a partition, and its epoch.
    package func leader(of topic: String, _ partition: Int32) -> (node: Int32?, epoch: Int32)? {
        guard let partition = self.partition(topic, partition) else { return nil }
        let assignment = state.placement.now.assignment(of: partition)
        return (assignment.leader, assignment.epoch)
    }

    /// Stops a broker. What it led is led by the next of its replicas that is up, or by none.
    package func stop(_ node: Int32) async {
        fail(over: node)
        await self.node(node)?.stop()
    }

    /// Starts a broker again, at the port that it had. It leads what nobody led.
    package func restart(_ node: Int32) async throws {
        try await self.node(node)?.start()
        state.placement.setUp(node, true)
        let view = state.placement.now
        for partition in allPartitions {
            let assignment = view.assignment(of: partition)
            if assignment.leader == nil, assignment.replicas.contains(node) {
                state.placement.move(partition, to: node)
            }
        }
    }

    /// Deletes the records of a partition below an offset, as retention and DeleteRecords do. Only for readers: nothing is
    /// changed in the directory.
    package func moveLogStart(of topic: String, _ partition: Int32, to offset: Int64) throws(LogError) {
        guard let partition = self.partition(topic, partition) else { return }
        try partition.log(in: state.placement.now.assignment(of: partition).epoch).moveLogStart(to: offset)
    }

    /// Gives a partition another log and its leadership to `node`, in the next epoch: what is left after an unclean leader
    /// election, in which the records of the old log that the new leader did not have are lost.
    ///
    /// - Parameter directory: of the partition's other log, whose newest leader epoch should be the next one.
    package func replaceLog(
        of topic: String, _ partition: Int32, with directory: String, ledBy node: Int32
    ) throws(LogError) {
        guard let partition = self.partition(topic, partition) else { return }
        // Brokers that have not heard of the election keep the old log.
        let next = state.placement.now.assignment(of: partition).epoch + 1
        partition.replaceLog(with: try PartitionLog(path: directory, name: partition.name), from: next)
        state.placement.move(partition, to: node)
    }

    /// Keeps a follower's high watermark so many offsets behind the leader's.
    package func lag(_ node: Int32, in topic: String, _ partition: Int32, by offsets: Int64) {
        guard let partition = self.partition(topic, partition) else { return }
        state.placement.setLag(partition, of: node, offsets)
    }

    /// While a broker is stale it hears of no change: it may think that it still leads, and tells of leaders that were.
    package func setStale(_ node: Int32, _ isStale: Bool) {
        state.placement.setStale(node, isStale)
    }

    /// Everything as it was at the start: no faults, all brokers up, the logs as they lie on the disk. Only for directories
    /// that are read.
    package func reset() async throws {
        faults.clear()
        for id in nodeIDs { try await node(id)?.start() }
        state.placement.reset()
        for partition in allPartitions { try partition.close() }
    }

    /// What a controller does when a broker is gone.
    package func fail(over node: Int32) {
        state.placement.setUp(node, false)
        let view = state.placement.now
        for partition in allPartitions {
            let assignment = view.assignment(of: partition)
            guard assignment.leader == node else { continue }
            state.placement.move(partition, to: assignment.replicas.first { view.isUp($0) })
        }
    }

    private var allPartitions: [LocalPartition] { state.topics.topics.flatMap(\.sortedPartitions) }

    private func partition(_ topic: String, _ number: Int32) -> LocalPartition? {
        state.topics.topic(topic)?.partitions[number]
    }
}
