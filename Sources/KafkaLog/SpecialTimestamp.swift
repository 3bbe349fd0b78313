package import KafkaWire

/// The timestamps of ``PartitionLog/offset(forTimestamp:isolation:)`` that stand for a place instead of a time.
package typealias SpecialTimestamp = ListOffsetsRequest.SpecialTimestamp
