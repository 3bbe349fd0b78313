package import KafkaWire

/// What the brokers say of the cluster: who they are, and which of them leads which partition.
package struct ClusterMetadata: Sendable, Hashable {
    package struct Broker: Sendable, Hashable {
        package var id: Int32
        package var host: String
        package var port: Int32
        package var rack: String?

        package init(id: Int32, host: String, port: Int32, rack: String? = nil) {
            self.id = id
            self.host = host
            self.port = port
            self.rack = rack
        }

        /// Where the broker says that it is to be reached.
        package var address: BrokerAddress { BrokerAddress(host: host, port: Int(port)) }
    }

    package struct Partition: Sendable, Hashable {
        package var index: Int32
        /// The broker that leads the partition; nil while none does.
        package var leader: Int32?
        /// -1 where the broker is too old to say.
        package var leaderEpoch: Int32
        package var replicas: [Int32]
        package var isr: [Int32]
        package var offline: [Int32]
        /// Nil where all is well.
        package var error: KafkaErrorCode?

        package init(
            index: Int32, leader: Int32?, leaderEpoch: Int32 = -1, replicas: [Int32] = [], isr: [Int32] = [],
            offline: [Int32] = [], error: KafkaErrorCode? = nil
        ) {
            self.index = index
            self.leader = leader
            self.leaderEpoch = leaderEpoch
            self.replicas = replicas
            self.isr = isr
            self.offline = offline
            self.error = error
        }
    }

    package struct Topic: Sendable, Hashable {
        package var name: String
        /// `.zero` where the broker is too old to say (before Metadata version 10).
        package var id: KafkaUUID
        package var isInternal: Bool
        /// Nil where all is well.
        package var error: KafkaErrorCode?
        /// Ordered by their index.
        package var partitions: [Partition]

        package init(
            name: String, id: KafkaUUID = .zero, isInternal: Bool = false, error: KafkaErrorCode? = nil,
            partitions: [Partition] = []
        ) {
            self.name = name
            self.id = id
            self.isInternal = isInternal
            self.error = error
            self.partitions = partitions
        }

        /// The partition with this index.
        package func partition(_ index: Int32) -> Partition? { partitions.first { $0.index == index } }

        /// Leaders of a later epoch than those told now: who told has not heard of them yet (KIP-320).
        mutating func keepNewerLeaders(of before: Topic) {
            guard before.id == id, id != .zero else { return }
            for index in partitions.indices {
                guard let known = before.partition(partitions[index].index),
                    known.leaderEpoch > partitions[index].leaderEpoch
                else { continue }
                partitions[index] = known
            }
        }
    }

    package var clusterID: String?
    /// The broker that takes administrative requests; nil while none does.
    package var controllerID: Int32?
    /// Ordered by their id.
    package var brokers: [Broker]
    /// In the order asked for; ordered by name where all were asked for.
    package var topics: [Topic]

    package init(clusterID: String?, controllerID: Int32?, brokers: [Broker], topics: [Topic]) {
        self.clusterID = clusterID
        self.controllerID = controllerID
        self.brokers = brokers
        self.topics = topics
    }

    package func topic(_ name: String) -> Topic? { topics.first { $0.name == name } }

    package func broker(_ id: Int32) -> Broker? { brokers.first { $0.id == id } }
}

extension ClusterMetadata {
    /// The protocol's answer in our own words.
    init(_ response: MetadataResponse) {
        self.init(
            clusterID: response.clusterId,
            controllerID: response.controllerId < 0 ? nil : response.controllerId,
            brokers: response.brokers
                .map { Broker(id: $0.nodeId, host: $0.host, port: $0.port, rack: $0.rack) }
                .sorted { $0.id < $1.id },
            topics: response.topics.compactMap(Topic.init).sorted { $0.name < $1.name })
    }
}

extension ClusterMetadata.Topic {
    /// Nil for an answer about a topic that has no name, which only a question by id could get.
    init?(_ topic: MetadataResponse.Topic) {
        guard let name = topic.name else { return nil }
        self.init(
            name: name, id: topic.topicId, isInternal: topic.isInternal,
            error: topic.errorCode.isError ? topic.errorCode : nil,
            partitions: topic.partitions.map(ClusterMetadata.Partition.init).sorted { $0.index < $1.index })
    }
}

extension ClusterMetadata.Partition {
    init(_ partition: MetadataResponse.Partition) {
        self.init(
            index: partition.partitionIndex, leader: partition.leaderId < 0 ? nil : partition.leaderId,
            leaderEpoch: partition.leaderEpoch, replicas: partition.replicaNodes, isr: partition.isrNodes,
            offline: partition.offlineReplicas, error: partition.errorCode.isError ? partition.errorCode : nil)
    }
}
