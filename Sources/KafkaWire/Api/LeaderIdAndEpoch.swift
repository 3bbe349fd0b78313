/// The leader of a partition, as Fetch (from version 12) and Produce (from version 10) tell it where the broker asked is
/// not the leader any more.
package struct LeaderIdAndEpoch: WireStruct {
    /// -1 where the leader is unknown.
    package var leaderId: Int32
    package var leaderEpoch: Int32
    package var unknownTaggedFields: [TaggedField]

    package init(leaderId: Int32 = -1, leaderEpoch: Int32 = -1, unknownTaggedFields: [TaggedField] = []) {
        self.leaderId = leaderId
        self.leaderEpoch = leaderEpoch
        self.unknownTaggedFields = unknownTaggedFields
    }

    package init(reading reader: inout WireReader, version: Int16) throws(WireError) {
        leaderId = try reader.int32("leaderId")
        leaderEpoch = try reader.int32("leaderEpoch")
        unknownTaggedFields = try reader.taggedFields().unknown
    }

    package func write(to writer: inout WireWriter, version: Int16) {
        writer.int32(leaderId)
        writer.int32(leaderEpoch)
        writer.taggedFields(unknownTaggedFields)
    }
}
