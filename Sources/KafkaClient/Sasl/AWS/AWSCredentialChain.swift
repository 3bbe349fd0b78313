import KafkaSasl

/// Finds AWS's credentials where AWS's own programs do, in their order: environment, shared files, container, instance.
///
/// No role is assumed here and nobody is logged in: that needs calls to AWS's token service.
final class AWSCredentialChain: Sendable {
    private let profile: String?
    private let environment: AWSEnvironment
    private let metadata: AWSMetadata
    private let cache: IssueCache<AWSCredentials>
    private let clock: WallClock

    init(profile: String?, environment: AWSEnvironment, clock: WallClock) {
        self.profile = profile
        self.environment = environment
        self.clock = clock
        metadata = AWSMetadata(environment: environment)
        cache = IssueCache(clock)
    }

    func credentials() async throws(SaslFailure) -> AWSCredentials {
        if let profile {
            guard let credentials = try profiles().credentials(of: profile, path: path) else {
                throw noSuchProfile(profile)
            }
            return credentials
        }
        if let id = environment["AWS_ACCESS_KEY_ID"] {
            guard let secret = environment["AWS_SECRET_ACCESS_KEY"] else {
                throw .notIssued("AWS_ACCESS_KEY_ID is set, but AWS_SECRET_ACCESS_KEY is not: set both.")
            }
            return AWSCredentials(
                accessKeyID: id, secretAccessKey: Secret(secret),
                sessionToken: environment["AWS_SESSION_TOKEN"].map { Secret($0) })
        }
        if environment["AWS_WEB_IDENTITY_TOKEN_FILE"] != nil, environment["AWS_ROLE_ARN"] != nil {
            throw .notIssued(
                "AWS_WEB_IDENTITY_TOKEN_FILE asks to assume a role by a web identity, which kframe does not do. "
                    + AWSProfileFile.export(nil))
        }
        let named = environment["AWS_PROFILE"]
        if let credentials = try profiles().credentials(of: named ?? "default", path: path) { return credentials }
        if let named { throw noSuchProfile(named) }
        return try await cache.value { () async throws(SaslFailure) in
            let issue = try await self.metadata.credentials()
            return (
                issue.credentials,
                issue.expiry.map { $0.secondsSince1970 - self.clock.seconds() }
            )
        }
    }

    /// Of the environment, or of the profile.
    func region() throws(SaslFailure) -> String? {
        if let region = environment["AWS_REGION"] ?? environment["AWS_DEFAULT_REGION"] { return region }
        return try profiles().profiles[profile ?? environment["AWS_PROFILE"] ?? "default"]?["region"]
    }

    private var path: String { environment.credentialsPath ?? "~/.aws/credentials" }

    private func profiles() throws(SaslFailure) -> AWSProfileFile {
        do {
            return try environment.profiles()
        } catch {
            throw .credentials(error.reason)
        }
    }

    private func noSuchProfile(_ name: String) -> SaslFailure {
        .notIssued(
            "The AWS profile \"\(name)\" has no credentials in \(path) or "
                + "\(environment.configPath ?? "~/.aws/config"). Check its name, or write it there by aws configure.")
    }
}
