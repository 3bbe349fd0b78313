package import KafkaSasl

/// What a local broker asks of those who connect. Nothing, unless told otherwise.
package struct ListenerSecurity: Sendable {
    /// The broker's certificate and key, as PEM files.
    package struct TLS: Sendable {
        package var certificateFile: String
        package var keyFile: String
        /// Clients must show a certificate that one of these authorities signed; nil for none asked for.
        package var clientAuthoritiesFile: String?

        package init(certificateFile: String, keyFile: String, clientAuthoritiesFile: String? = nil) {
            self.certificateFile = certificateFile
            self.keyFile = keyFile
            self.clientAuthoritiesFile = clientAuthoritiesFile
        }
    }

    /// A key of AWS that may log in, by AWS_MSK_IAM or as a token for OAUTHBEARER.
    package struct AWSKey: Sendable {
        package var user: String
        package var credentials: AWSCredentials

        package init(user: String, credentials: AWSCredentials) {
            self.user = user
            self.credentials = credentials
        }
    }

    package struct SASL: Sendable {
        package var mechanisms: [SaslMechanism]
        /// Passwords by user, for PLAIN and SCRAM.
        package var users: [String: Secret]
        /// Users by token, for OAUTHBEARER.
        package var tokens: [Secret: String]
        /// By their ids.
        package var awsKeys: [String: AWSKey] = [:]
        /// The time by which signatures end.
        package var awsTime: @Sendable () -> AWSTime = { AWSTime(secondsSince1970: BrokerOptions.systemTime() / 1000) }
        /// After how many milliseconds a client has to authenticate anew (KIP-368); nil for never.
        package var sessionLifetimeMs: Int64?

        package init(
            mechanisms: [SaslMechanism] = [.plain, .scramSHA256, .scramSHA512], users: [String: Secret] = [:],
            tokens: [Secret: String] = [:], sessionLifetimeMs: Int64? = nil
        ) {
            self.mechanisms = mechanisms
            self.users = users
            self.tokens = tokens
            self.sessionLifetimeMs = sessionLifetimeMs
        }
    }

    package var tls: TLS?
    package var sasl: SASL?
    /// Who may do what; nil for everybody everything.
    package var rights: TopicRights?

    package init(tls: TLS? = nil, sasl: SASL? = nil, rights: TopicRights? = nil) {
        self.tls = tls
        self.sasl = sasl
        self.rights = rights
    }
}
