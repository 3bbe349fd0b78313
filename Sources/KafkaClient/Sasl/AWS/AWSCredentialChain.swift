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
            guard let credentials = try credentials(of: profile) else { throw noSuchProfile(profile) }
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
                    + Self.export(nil))
        }
        let named = environment["AWS_PROFILE"]
        if let credentials = try credentials(of: named ?? "default") { return credentials }
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
        return try profiles()[profile ?? environment["AWS_PROFILE"] ?? "default"]?["region"]
    }

    private func profiles() throws(SaslFailure) -> [String: [String: String]] {
        do {
            return try environment.profiles().profiles
        } catch {
            throw .credentials(error.reason)
        }
    }

    /// Nil where there is no such profile, or one without anything that has to do with credentials.
    private func credentials(of name: String) throws(SaslFailure) -> AWSCredentials? {
        guard let settings = try profiles()[name] else { return nil }
        if let id = settings["aws_access_key_id"], settings["role_arn"] == nil {
            guard let secret = settings["aws_secret_access_key"] else {
                throw .notIssued(
                    "The AWS profile \"\(name)\" has an aws_access_key_id, but no aws_secret_access_key: add it to "
                        + "\(environment.credentialsPath ?? "~/.aws/credentials").")
            }
            return AWSCredentials(
                accessKeyID: id, secretAccessKey: Secret(secret),
                sessionToken: settings["aws_session_token"].map { Secret($0) })
        }
        let others = [
            ("role_arn", "assumes a role"), ("sso_session", "logs in by SSO"), ("sso_start_url", "logs in by SSO"),
            ("credential_process", "asks another program"), ("login_session", "logs in by a browser"),
            ("web_identity_token_file", "assumes a role by a web identity"),
        ]
        if let (setting, what) = others.first(where: { settings[$0.0] != nil }) {
            throw .notIssued(
                "The AWS profile \"\(name)\" \(what) (\(setting)), which kframe does not do. \(Self.export(name))")
        }
        return nil
    }

    private func noSuchProfile(_ name: String) -> SaslFailure {
        .notIssued(
            "The AWS profile \"\(name)\" has no credentials in \(environment.credentialsPath ?? "~/.aws/credentials") or "
                + "\(environment.configPath ?? "~/.aws/config"). Check its name, or write it there by aws configure.")
    }

    private static func export(_ profile: String?) -> String {
        let option = profile.map { " --profile \($0)" } ?? ""
        return "Let AWS's command do it: eval \"$(aws configure export-credentials\(option) --format env)\""
    }
}
