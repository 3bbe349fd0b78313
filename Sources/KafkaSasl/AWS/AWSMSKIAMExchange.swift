/// AWS_MSK_IAM, Amazon's own mechanism: one signed message, and an answer that may be logged.
///
/// Source: the description in github.com/aws/aws-msk-iam-auth.
package struct AWSMSKIAMExchange: SaslExchange {
    private static let version = "2020_10_22"

    private let credentials: AWSCredentials
    private let host: String
    private let region: String
    private let time: AWSTime
    private let userAgent: String

    /// - Parameter host: of the broker, by the name that was connected to.
    package init(_ credentials: AWSCredentials, host: String, region: String, time: AWSTime, userAgent: String) {
        self.credentials = credentials
        self.host = host
        self.region = region
        self.time = time
        self.userAgent = userAgent
    }

    package var user: String? { credentials.accessKeyID }
    package var secrets: [Secret] { credentials.secrets }

    package mutating func begin() throws(SaslFailure) -> [UInt8] {
        let signature = MSKSignature(credentials, host: host, region: region, time: time)
        var members = [("version", Self.version), ("host", host), ("user-agent", userAgent)]
        // The names of the query in lower case are the names here.
        members += signature.query.map { ($0.name.lowercased(), $0.value) }
        members.append(("x-amz-signature", signature.signature))
        let text = members.map { "\(JSONValue.quoted($0)):\(JSONValue.quoted($1))" }.joined(separator: ",")
        return Array("{\(text)}".utf8)
    }

    package mutating func received(_ message: [UInt8]) throws(SaslFailure) -> SaslStep {
        guard !message.isEmpty else { throw .malformed("AWS_MSK_IAM: the broker's answer is empty") }
        return .done
    }

    /// The signature that a client sent; nil where the message is not of this mechanism.
    package static func parse(_ message: [UInt8]) -> MSKSignature? {
        guard let value = JSONValue(message), value["version"]?.text == version,
            value["action"]?.text == MSKSignature.action, value["x-amz-algorithm"]?.text == SigV4.algorithm,
            value["x-amz-signedheaders"]?.text == "host", let host = value["host"]?.text,
            let credential = value["x-amz-credential"]?.text, let signature = value["x-amz-signature"]?.text,
            let time = value["x-amz-date"]?.text.flatMap({ AWSTime($0) }),
            let expires = value["x-amz-expires"]?.integer,
            value["user-agent"]?.text != nil
        else { return nil }
        return MSKSignature(
            host: host, credential: credential, time: time,
            sessionToken: value["x-amz-security-token"]?.text.map { Secret($0) }, expires: expires,
            signature: signature)
    }

    /// What a broker answers to whom it lets in.
    package static func welcome(requestID: String) -> [UInt8] {
        Array("{\"version\":\(JSONValue.quoted(version)),\"request-id\":\(JSONValue.quoted(requestID))}".utf8)
    }
}
