// ApiVersions, versions 0 to 4: which calls a broker takes, in which versions.
//
// 0  error code and version windows
// 1  throttle time in the response
// 2  the same
// 3  flexible; the request names the client's software, the response tells the cluster's features (KIP-511, KIP-584)
// 4  the same; features whose lowest version is 0 are listed too
//
// A broker answers a version that it does not know in version 0, with UNSUPPORTED_VERSION and, from 2.4 on, its window
// for this very call. The response's header has version 0 always.

package struct ApiVersionsRequest: KafkaRequest {
    package typealias Response = ApiVersionsResponse

    package static let apiKey = ApiKey.apiVersions

    /// From version 3: letters, digits, `-` and `.` only, else the broker answers INVALID_REQUEST.
    package var clientSoftwareName: String
    package var clientSoftwareVersion: String
    package var unknownTaggedFields: [TaggedField]

    package init(
        clientSoftwareName: String = "", clientSoftwareVersion: String = "", unknownTaggedFields: [TaggedField] = []
    ) {
        self.clientSoftwareName = clientSoftwareName
        self.clientSoftwareVersion = clientSoftwareVersion
        self.unknownTaggedFields = unknownTaggedFields
    }

    package init(reading reader: inout WireReader, version: Int16) throws(WireError) {
        try reader.begin("ApiVersionsRequest", Self.apiKey, version: version)
        self.init()
        if version >= 3 {
            clientSoftwareName = try reader.string("clientSoftwareName")
            clientSoftwareVersion = try reader.string("clientSoftwareVersion")
        }
        unknownTaggedFields = try reader.taggedFields().unknown
    }

    package func write(to writer: inout WireWriter, version: Int16) {
        writer.begin(Self.apiKey, version: version)
        if version >= 3 {
            writer.string(clientSoftwareName)
            writer.string(clientSoftwareVersion)
        }
        writer.taggedFields(unknownTaggedFields)
    }
}

package struct ApiVersionsResponse: KafkaResponse {
    /// The window of versions of one call.
    package struct ApiVersion: WireStruct {
        /// The number of the call, which may be one that is not spoken here.
        package var apiKey: Int16
        package var minVersion: Int16
        package var maxVersion: Int16
        package var unknownTaggedFields: [TaggedField]

        package init(
            apiKey: Int16 = 0, minVersion: Int16 = 0, maxVersion: Int16 = 0, unknownTaggedFields: [TaggedField] = []
        ) {
            self.apiKey = apiKey
            self.minVersion = minVersion
            self.maxVersion = maxVersion
            self.unknownTaggedFields = unknownTaggedFields
        }

        package init(reading reader: inout WireReader, version: Int16) throws(WireError) {
            apiKey = try reader.int16("apiKey")
            minVersion = try reader.int16("minVersion")
            maxVersion = try reader.int16("maxVersion")
            unknownTaggedFields = try reader.taggedFields().unknown
        }

        package func write(to writer: inout WireWriter, version: Int16) {
            writer.int16(apiKey)
            writer.int16(minVersion)
            writer.int16(maxVersion)
            writer.taggedFields(unknownTaggedFields)
        }
    }

    /// A feature of the cluster and the levels that this broker supports.
    package struct SupportedFeatureKey: WireStruct {
        package var name: String
        package var minVersion: Int16
        package var maxVersion: Int16
        package var unknownTaggedFields: [TaggedField]

        package init(
            name: String = "", minVersion: Int16 = 0, maxVersion: Int16 = 0, unknownTaggedFields: [TaggedField] = []
        ) {
            self.name = name
            self.minVersion = minVersion
            self.maxVersion = maxVersion
            self.unknownTaggedFields = unknownTaggedFields
        }

        package init(reading reader: inout WireReader, version: Int16) throws(WireError) {
            name = try reader.string("name")
            minVersion = try reader.int16("minVersion")
            maxVersion = try reader.int16("maxVersion")
            unknownTaggedFields = try reader.taggedFields().unknown
        }

        package func write(to writer: inout WireWriter, version: Int16) {
            writer.string(name)
            writer.int16(minVersion)
            writer.int16(maxVersion)
            writer.taggedFields(unknownTaggedFields)
        }
    }

    /// A feature of the cluster and the level that is in force.
    package struct FinalizedFeatureKey: WireStruct {
        package var name: String
        package var maxVersionLevel: Int16
        package var minVersionLevel: Int16
        package var unknownTaggedFields: [TaggedField]

        package init(
            name: String = "", maxVersionLevel: Int16 = 0, minVersionLevel: Int16 = 0,
            unknownTaggedFields: [TaggedField] = []
        ) {
            self.name = name
            self.maxVersionLevel = maxVersionLevel
            self.minVersionLevel = minVersionLevel
            self.unknownTaggedFields = unknownTaggedFields
        }

        package init(reading reader: inout WireReader, version: Int16) throws(WireError) {
            name = try reader.string("name")
            maxVersionLevel = try reader.int16("maxVersionLevel")
            minVersionLevel = try reader.int16("minVersionLevel")
            unknownTaggedFields = try reader.taggedFields().unknown
        }

        package func write(to writer: inout WireWriter, version: Int16) {
            writer.string(name)
            writer.int16(maxVersionLevel)
            writer.int16(minVersionLevel)
            writer.taggedFields(unknownTaggedFields)
        }
    }

    package static let apiKey = ApiKey.apiVersions

    package var errorCode: KafkaErrorCode
    package var apiKeys: [ApiVersion]
    /// Milliseconds, from version 1.
    package var throttleTimeMs: Int32
    package var supportedFeatures: [SupportedFeatureKey]
    /// -1 where it is not known.
    package var finalizedFeaturesEpoch: Int64
    package var finalizedFeatures: [FinalizedFeatureKey]
    package var zkMigrationReady: Bool
    package var unknownTaggedFields: [TaggedField]

    package init(
        errorCode: KafkaErrorCode = .noError, apiKeys: [ApiVersion] = [], throttleTimeMs: Int32 = 0,
        supportedFeatures: [SupportedFeatureKey] = [], finalizedFeaturesEpoch: Int64 = -1,
        finalizedFeatures: [FinalizedFeatureKey] = [], zkMigrationReady: Bool = false,
        unknownTaggedFields: [TaggedField] = []
    ) {
        self.errorCode = errorCode
        self.apiKeys = apiKeys
        self.throttleTimeMs = throttleTimeMs
        self.supportedFeatures = supportedFeatures
        self.finalizedFeaturesEpoch = finalizedFeaturesEpoch
        self.finalizedFeatures = finalizedFeatures
        self.zkMigrationReady = zkMigrationReady
        self.unknownTaggedFields = unknownTaggedFields
    }

    /// Reads the answer to a request of `version`. Where its error is UNSUPPORTED_VERSION it is in version 0 whatever was
    /// asked, and is read so; the broker's window for this call, if given, says what to ask next.
    package init(reading reader: inout WireReader, version: Int16) throws(WireError) {
        var ahead = reader
        let answered = try ahead.errorCode("errorCode") == .unsupportedVersion ? 0 : version
        try reader.begin("ApiVersionsResponse", Self.apiKey, version: answered)
        self.init()
        errorCode = try reader.errorCode("errorCode")
        apiKeys = try reader.array("apiKeys", version: answered)
        if answered >= 1 { throttleTimeMs = try reader.int32("throttleTimeMs") }
        var tags = try reader.taggedFields()
        if var field = tags.take(0) {
            supportedFeatures = try field.array("supportedFeatures", version: answered)
            try field.finish()
        }
        if var field = tags.take(1) {
            finalizedFeaturesEpoch = try field.int64("finalizedFeaturesEpoch")
            try field.finish()
        }
        if var field = tags.take(2) {
            finalizedFeatures = try field.array("finalizedFeatures", version: answered)
            try field.finish()
        }
        if var field = tags.take(3) {
            zkMigrationReady = try field.bool("zkMigrationReady")
            try field.finish()
        }
        unknownTaggedFields = tags.unknown
    }

    /// Writes the answer to a request of `version`, in version 0 where its error is UNSUPPORTED_VERSION.
    package func write(to writer: inout WireWriter, version: Int16) {
        let version = errorCode == .unsupportedVersion ? 0 : version
        writer.begin(Self.apiKey, version: version)
        writer.errorCode(errorCode)
        writer.array(apiKeys, version: version)
        if version >= 1 { writer.int32(throttleTimeMs) }
        writer.taggedFields(unknownTaggedFields) { tags in
            if !supportedFeatures.isEmpty { tags.add(0) { $0.array(supportedFeatures, version: version) } }
            if finalizedFeaturesEpoch != -1 { tags.add(1) { $0.int64(finalizedFeaturesEpoch) } }
            if !finalizedFeatures.isEmpty { tags.add(2) { $0.array(finalizedFeatures, version: version) } }
            if zkMigrationReady { tags.add(3) { $0.bool(zkMigrationReady) } }
        }
    }
}
