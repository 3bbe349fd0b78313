import KafkaWire
import NIOCore

/// The talk that opens a connection: which versions of the calls does this broker take?
///
/// It begins with ApiVersions version 3. A broker that does not know it answers error 35 in the format of version 0,
/// and, from Kafka 2.4 on (KIP-511), with the versions of ApiVersions that it does know; it is then asked again in the
/// highest of them, or in version 0 where it names none.
struct VersionNegotiation {
    enum Step: Equatable {
        case ask(version: Int16)
        case agreed(BrokerVersions)
        /// The broker refuses with this code.
        case refused(KafkaErrorCode)
    }

    static let firstVersion: Int16 = 3
    /// What the broker's request log and metrics show beside the client id (KIP-511).
    private static let softwareName = "kframe"
    private static let softwareVersion = "0.1"

    private(set) var version = VersionNegotiation.firstVersion

    /// What to ask now.
    var request: ApiVersionsRequest {
        ApiVersionsRequest(clientSoftwareName: Self.softwareName, clientSoftwareVersion: Self.softwareVersion)
    }

    /// Reads an answer and says what comes next.
    ///
    /// - Parameter answer: a frame without its length prefix.
    mutating func received(_ answer: ByteBuffer) throws(WireError) -> Step {
        let response = try decodeResponse(ApiVersionsResponse.self, from: answer, version: version).response
        switch response.errorCode {
        case .noError:
            return .agreed(BrokerVersions(response.apiKeys))
        case .unsupportedVersion where version > 0:
            let known = response.apiKeys.first { $0.apiKey == ApiKey.apiVersions.rawValue }
            version = max(0, min(known?.maxVersion ?? 0, version - 1))
            return .ask(version: version)
        default:
            return .refused(response.errorCode)
        }
    }
}
