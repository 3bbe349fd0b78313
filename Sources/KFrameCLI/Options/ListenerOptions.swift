import ArgumentParser
import KafkaLocal
import KafkaSasl

/// What the local broker asks of those who connect: to try how programs get on with secured clusters.
struct ListenerOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Speak TLS with this certificate (PEM).", valueName: "file"))
    var tlsCertificate: String?

    @Option(help: ArgumentHelp("The certificate's key (PEM).", valueName: "file"))
    var tlsKey: String?

    @Option(
        help: ArgumentHelp(
            "Clients must show a certificate signed by one of these authorities (PEM).", valueName: "file"))
    var tlsClientCa: String?

    @Option(
        help: ArgumentHelp(
            "Ask for SASL; a user that may log in. Others can see this on the command line: for trying only.",
            valueName: "name:password"))
    var user: [String] = []

    @Option(help: ArgumentHelp("A token that may log in by OAUTHBEARER, and whose it is.", valueName: "name:token"))
    var token: [String] = []

    @Option(
        help: ArgumentHelp(
            "A key of AWS that may log in by AWS_MSK_IAM, and whose it is.", valueName: "name:id:secret[:session]"))
    var awsKey: [String] = []

    @Option(
        help: ArgumentHelp("The SASL mechanisms offered, by commas; PLAIN and SCRAM unless set.", valueName: "names"))
    var mechanisms: String?

    @Option(help: ArgumentHelp("After how long clients must authenticate anew (KIP-368).", valueName: "milliseconds"))
    var sessionLifetime: Int64?

    @Option(
        help: ArgumentHelp(
            "Only what is allowed may be done, such as alice:clicks:read or bob:*:read,write,create.",
            valueName: "user:topic:rights"))
    var allow: [String] = []

    func security() throws -> ListenerSecurity {
        var security = ListenerSecurity()
        if let tlsCertificate {
            guard let tlsKey else { throw ValidationError("--tls-certificate needs --tls-key") }
            security.tls = .init(
                certificateFile: tlsCertificate, keyFile: tlsKey, clientAuthoritiesFile: tlsClientCa)
        }
        if !user.isEmpty || !token.isEmpty || !awsKey.isEmpty { security.sasl = try sasl() }
        if !allow.isEmpty { security.rights = try rights() }
        return security
    }

    private func sasl() throws -> ListenerSecurity.SASL {
        var sasl = ListenerSecurity.SASL()
        for (name, password) in try user.map({ try Self.pair($0, "--user") }) { sasl.users[name] = Secret(password) }
        for (name, token) in try token.map({ try Self.pair($0, "--token") }) { sasl.tokens[Secret(token)] = name }
        for text in awsKey {
            let parts = text.split(separator: ":", maxSplits: 3).map(String.init)
            guard parts.count >= 3 else { throw ValidationError("--aws-key takes name:id:secret") }
            sasl.awsKeys[parts[1]] = .init(
                user: parts[0],
                credentials: AWSCredentials(
                    accessKeyID: parts[1], secretAccessKey: Secret(parts[2]),
                    sessionToken: parts.count > 3 ? Secret(parts[3]) : nil))
        }
        if !token.isEmpty || !awsKey.isEmpty { sasl.mechanisms.append(.oauthBearer) }
        if !awsKey.isEmpty { sasl.mechanisms.append(.awsMSKIAM) }
        if let mechanisms {
            sasl.mechanisms = try mechanisms.split(separator: ",").map { name in
                guard let mechanism = SaslMechanism(rawValue: name.uppercased()) else {
                    let all = SaslMechanism.allCases.map(\.rawValue).joined(separator: ", ")
                    throw ValidationError("--mechanisms takes \(all)")
                }
                return mechanism
            }
        }
        sasl.sessionLifetimeMs = sessionLifetime
        return sasl
    }

    private func rights() throws -> TopicRights {
        var rights = TopicRights()
        for text in allow {
            let parts = text.split(separator: ":")
            let wanted =
                parts.count == 3
                ? parts[2].split(separator: ",").map { TopicRights.Right(rawValue: $0.lowercased()) } : []
            guard !wanted.isEmpty, !wanted.contains(nil) else {
                throw ValidationError(
                    "--allow takes user:topic:rights, with the rights read, write, describe and create")
            }
            rights.allow(String(parts[0]), wanted.compactMap(\.self), on: String(parts[1]))
        }
        return rights
    }

    private static func pair(_ text: String, _ option: String) throws -> (String, String) {
        guard let colon = text.firstIndex(of: ":"), colon != text.startIndex else {
            throw ValidationError("\(option) takes two words with a colon between")
        }
        return (String(text[..<colon]), String(text[text.index(after: colon)...]))
    }
}
