package import KafkaSasl

/// The services inside AWS that give credentials to containers (ECS, EKS Pod Identity) and to instances (EC2, IMDSv2).
package struct AWSMetadata: Sendable {
    package struct Issue: Sendable {
        package var credentials: AWSCredentials
        package var expiry: AWSTime?
    }

    /// They are near, or not there at all.
    private static let limits = WebLimits(
        connectTimeout: .seconds(1), answerTimeout: .seconds(3), maximumBytes: 1 << 18)
    /// Whom a container may be sent to without TLS, beside this machine: the agents of ECS and EKS.
    private static let agents: Set<String> = ["169.254.170.2", "169.254.170.23", "fd00:ec2::23"]

    let environment: AWSEnvironment

    func credentials() async throws(SaslFailure) -> Issue {
        if environment["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] != nil
            || environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"] != nil
        {
            return try await ofContainer()
        }
        guard environment["AWS_EC2_METADATA_DISABLED"]?.lowercased() != "true" else { throw nothingFound(nil) }
        return try await ofInstance()
    }

    // MARK: Containers

    private func ofContainer() async throws(SaslFailure) -> Issue {
        let address = try containerAddress()
        var headers: [(name: String, value: Secret)] = []
        if let path = environment["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] {
            do {
                let text = String(decoding: try SmallFile.read(path), as: UTF8.self)
                headers.append(("Authorization", Secret(String(text.trimmingBlanks()))))
            } catch {
                throw .credentials("\(path) (AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE) cannot be read: \(error.reason)")
            }
        } else if let token = environment["AWS_CONTAINER_AUTHORIZATION_TOKEN"] {
            headers.append(("Authorization", Secret(token)))
        }
        let request = WebRequest(method: .get, address: address, headers: headers)
        let answer: WebAnswer
        do {
            answer = try await WebClient.ask(request, try TLSContext.system(for: address), Self.limits)
        } catch let failure as WebFailure {
            throw .notIssued(
                "The container's credentials could not be had from \(address): \(failure.inWords). "
                    + "Has the task a role?")
        } catch {
            throw .credentials("\(error)")
        }
        guard answer.isGood, let issue = Self.issue(answer.body) else {
            throw .notIssued(
                "The container's credentials could not be had from \(address) (HTTP \(answer.status)). "
                    + "Has the task a role?")
        }
        return issue
    }

    private func containerAddress() throws(SaslFailure) -> WebAddress {
        if let path = environment["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] {
            guard path.hasPrefix("/"), let address = WebAddress("http://169.254.170.2\(path)") else {
                throw .credentials("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI is no path")
            }
            return address
        }
        guard let text = environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"], let address = WebAddress(text),
            address.usesTLS || address.isLoopback || Self.agents.contains(address.host.host)
        else {
            throw .credentials(
                "AWS_CONTAINER_CREDENTIALS_FULL_URI must be https, or http to this machine or to the container's agent")
        }
        return address
    }

    // MARK: Instances

    private func ofInstance() async throws(SaslFailure) -> Issue {
        let text = environment["AWS_EC2_METADATA_SERVICE_ENDPOINT"] ?? "http://169.254.169.254"
        guard let service = WebAddress(text) else {
            throw .credentials("AWS_EC2_METADATA_SERVICE_ENDPOINT is no address of http")
        }
        let roles = "/latest/meta-data/iam/security-credentials/"
        let session = try await ask(
            .put, service.at("/latest/api/token"), [("X-aws-ec2-metadata-token-ttl-seconds", Secret("21600"))])
        let token = [(name: "X-aws-ec2-metadata-token", value: Secret(session))]
        let role = try await ask(.get, service.at(roles), token)
        guard let name = Self.role(in: role) else { throw nothingFound("the instance has no role") }
        let answer = try await ask(.get, service.at(roles + name), token)
        guard let issue = Self.issue(Array(answer.utf8)) else {
            throw nothingFound("the instance's metadata service gave no credentials for its role \(name.prefix(80))")
        }
        return issue
    }

    private func ask(
        _ method: WebRequest.Method, _ address: WebAddress, _ headers: [(name: String, value: Secret)]
    ) async throws(SaslFailure) -> String {
        let answer: WebAnswer
        do throws(WebFailure) {
            answer = try await WebClient.ask(
                WebRequest(method: method, address: address, headers: headers), nil, Self.limits)
        } catch {
            throw nothingFound("\(address.host.host) of instances: \(error.inWords)")
        }
        guard answer.isGood else {
            throw nothingFound(
                answer.status == 404 ? "the instance has no role" : "\(address): HTTP \(answer.status)")
        }
        return String(decoding: answer.body, as: UTF8.self)
    }

    private func nothingFound(_ instance: String?) -> SaslFailure {
        .notIssued(
            "No AWS credentials were found: no AWS_ACCESS_KEY_ID, no profile \"default\" in "
                + "\(environment.credentialsPath ?? "~/.aws/credentials"), no role of a container, none of an instance"
                + (instance.map { " (\($0))" } ?? "")
                + ". Set AWS_PROFILE (or sasl.aws.profile), or AWS_ACCESS_KEY_ID and "
                + "AWS_SECRET_ACCESS_KEY.")
    }

    /// The first of the roles that an instance's service lists.
    package static func role(in answer: String) -> Substring? {
        answer.split(whereSeparator: \.isNewline).first.flatMap { name in
            name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } ? name : nil
        }
    }

    /// Both services answer in one form.
    package static func issue(_ body: [UInt8]) -> Issue? {
        guard let value = JSONValue(body), let id = value["AccessKeyId"]?.text,
            let secret = value["SecretAccessKey"]?.text
        else { return nil }
        let expiry = value["Expiration"]?.text.map { $0.filter { $0 != "-" && $0 != ":" } }
        return Issue(
            credentials: AWSCredentials(
                accessKeyID: id, secretAccessKey: Secret(secret), sessionToken: value["Token"]?.text.map { Secret($0) }),
            expiry: expiry.flatMap { AWSTime($0) })
    }
}

extension WebFailure {
    /// Half a sentence, for services whose addresses nobody sets.
    fileprivate var inWords: String {
        switch self {
        case .connection(let cause): cause.inWords
        case .tls: "TLS failed"
        case .timedOut(let time): "no answer within \(time.inWords)"
        case .closed: "the connection was closed"
        case .tooLong, .notHTTP: "the answer is none of this service"
        case .cancelled: "nobody waits for it any more"
        }
    }
}
