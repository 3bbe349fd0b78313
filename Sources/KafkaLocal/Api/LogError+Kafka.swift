import KafkaLog
import KafkaWire

extension LogError {
    /// What a broker answers a reader.
    var codeForReaders: KafkaErrorCode {
        switch code {
        case .offsetOutOfRange: .offsetOutOfRange
        case .notFound: .unknownTopicOrPartition
        case .corrupt, .corruptBatch: .corruptMessage
        default: .kafkaStorageError
        }
    }

    /// What a broker answers a producer.
    var codeForProducers: KafkaErrorCode {
        switch code {
        case .corruptBatch: .corruptMessage
        case .invalidBatch: .invalidRecord
        case .batchTooLarge: .messageTooLarge
        case .notFound: .unknownTopicOrPartition
        case .invalidRequest: .topicAuthorizationFailed
        default: .kafkaStorageError
        }
    }
}
