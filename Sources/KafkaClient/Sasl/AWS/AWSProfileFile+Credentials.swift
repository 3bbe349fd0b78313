package import KafkaSasl

extension AWSProfileFile {
    /// Nil where there is no such profile, or one without anything that has to do with credentials.
    ///
    /// - Parameter path: of the file with credentials, for messages.
    package func credentials(of name: String, path: String) throws(SaslFailure) -> AWSCredentials? {
        guard let settings = profiles[name] else { return nil }
        if let id = settings["aws_access_key_id"], settings["role_arn"] == nil {
            guard let secret = settings["aws_secret_access_key"] else {
                throw .notIssued(
                    "The AWS profile \"\(name)\" has an aws_access_key_id, but no aws_secret_access_key: add it to "
                        + "\(path).")
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

    /// How somebody else's program does what kframe does not.
    static func export(_ profile: String?) -> String {
        let option = profile.map { " --profile \($0)" } ?? ""
        return "Let AWS's command do it: eval \"$(aws configure export-credentials\(option) --format env)\""
    }
}
