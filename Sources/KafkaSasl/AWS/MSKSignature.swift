/// What Amazon MSK has signed by those who connect: a request `kafka-cluster:Connect` to a host, as for a URL that is
/// signed in advance.
package struct MSKSignature: Sendable {
    package static let action = "kafka-cluster:Connect"
    package static let service = "kafka-cluster"
    /// How many seconds a signature is good for.
    package static let lifetime: Int64 = 900

    package let host: String
    package let credential: String
    package let time: AWSTime
    package let sessionToken: Secret?
    package let expires: Int64
    package let signature: String

    /// Signs.
    package init(_ credentials: AWSCredentials, host: String, region: String, time: AWSTime) {
        let signer = SigV4(credentials, region: region, service: Self.service, time: time)
        self.init(signer, host: host, sessionToken: credentials.sessionToken, expires: Self.lifetime)
    }

    private init(_ signer: SigV4, host: String, sessionToken: Secret?, expires: Int64) {
        self.host = host
        self.sessionToken = sessionToken
        self.expires = expires
        credential = "\(signer.accessKeyID)/\(signer.scope)"
        time = signer.time
        signature = signer.signature(
            of: SigV4.canonicalRequest(
                query: Self.query(credential: credential, time: time, sessionToken: sessionToken, expires: expires),
                headers: [("host", host)]))
    }

    /// What a peer sent, to be proved by ``isGenuine(by:at:)``.
    package init(
        host: String, credential: String, time: AWSTime, sessionToken: Secret?, expires: Int64, signature: String
    ) {
        self.host = host
        self.credential = credential
        self.time = time
        self.sessionToken = sessionToken
        self.expires = expires
        self.signature = signature
    }

    package var query: [(name: String, value: String)] {
        Self.query(credential: credential, time: time, sessionToken: sessionToken, expires: expires)
    }

    package var accessKeyID: String { credential.split(separator: "/").first.map(String.init) ?? "" }

    /// Whether these credentials made the signature, and its time has come and not gone.
    package func isGenuine(by credentials: AWSCredentials, at now: AWSTime) -> Bool {
        let parts = credential.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 5, parts[0] == credentials.accessKeyID, sessionToken == credentials.sessionToken,
            (1...Self.lifetime).contains(expires)
        else { return false }
        let signer = SigV4(credentials, region: parts[2], service: Self.service, time: time)
        let right = MSKSignature(signer, host: host, sessionToken: sessionToken, expires: expires)
        let age = now.secondsSince1970 - time.secondsSince1970
        return right.credential == credential && right.signature == signature && (-300...expires).contains(age)
    }

    private static func query(
        credential: String, time: AWSTime, sessionToken: Secret?, expires: Int64
    ) -> [(name: String, value: String)] {
        [
            ("Action", action), ("X-Amz-Algorithm", SigV4.algorithm), ("X-Amz-Credential", credential),
            ("X-Amz-Date", time.description), ("X-Amz-Expires", "\(expires)"),
        ] + (sessionToken.map { [("X-Amz-Security-Token", $0.reveal())] } ?? []) + [("X-Amz-SignedHeaders", "host")]
    }
}
