/// Where a broker named in a `LeaderIdAndEpoch` listens, as Fetch (from version 16) and Produce (from version 10) tell it
/// (KIP-951).
package struct NodeEndpoint: WireStruct {
    package var nodeId: Int32
    package var host: String
    package var port: Int32
    package var rack: String?
    package var unknownTaggedFields: [TaggedField]

    package init(
        nodeId: Int32 = 0, host: String = "", port: Int32 = 0, rack: String? = nil,
        unknownTaggedFields: [TaggedField] = []
    ) {
        self.nodeId = nodeId
        self.host = host
        self.port = port
        self.rack = rack
        self.unknownTaggedFields = unknownTaggedFields
    }

    package init(reading reader: inout WireReader, version: Int16) throws(WireError) {
        nodeId = try reader.int32("nodeId")
        host = try reader.string("host")
        port = try reader.int32("port")
        rack = try reader.nullableString("rack")
        unknownTaggedFields = try reader.taggedFields().unknown
    }

    package func write(to writer: inout WireWriter, version: Int16) {
        writer.int32(nodeId)
        writer.string(host)
        writer.int32(port)
        writer.nullableString(rack)
        writer.taggedFields(unknownTaggedFields)
    }
}
