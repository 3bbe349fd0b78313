import KafkaSasl

extension OIDCClient {
    /// What kept the endpoint from answering, and what mends it.
    func sentence(_ failure: WebFailure) -> String {
        let mend: String
        switch failure {
        case .connection(.unknownHost):
            mend = "the host name is not known. Check sasl.oauthbearer.token.endpoint.url and the name server."
        case .connection(let cause):
            mend = "\(cause.inWords). Check sasl.oauthbearer.token.endpoint.url, and that the identity provider runs."
        case .tls(.notTrusted):
            mend =
                "its certificate is out of date, or signed by an authority that is not trusted here. "
                + "Set https.ca.location to a file with the certificate of that authority (PEM)."
        case .tls(.wrongHostName):
            mend =
                "its certificate is not for \(endpoint.host.host). "
                + "Write sasl.oauthbearer.token.endpoint.url with a name that it has."
        case .tls(.notTLS):
            mend = "it does not speak TLS. Check scheme and port of sasl.oauthbearer.token.endpoint.url."
        case .tls(.closed):
            mend = "it closed the connection in the middle of TLS's handshake. Is the port one for https?"
        case .tls(let cause): mend = "TLS failed (\(cause)). Check sasl.oauthbearer.token.endpoint.url."
        case .timedOut(let time):
            mend = "no answer within \(time.inWords). Is there a firewall or a proxy between? Proxies are not used."
        case .closed: mend = "it closed the connection without a whole answer. Is the port one for web requests?"
        case .tooLong(let limit):
            mend = "its answer is longer than \(limit >> 10) KiB, so it is no token. Is it the token endpoint?"
        case .notHTTP: mend = "its answer is not HTTP. Check scheme and port of sasl.oauthbearer.token.endpoint.url."
        case .cancelled: mend = "nobody waits for it any more."
        }
        return "No token could be had from \(endpoint): \(mend)"
    }

    /// What is wrong with an answer that brings no token.
    func sentence(_ answer: WebAnswer) -> String {
        let said = said(in: answer).map { ": \($0)" } ?? ""
        let what: String
        switch answer.status {
        case 200..<300:
            what =
                "answered without an access_token\(said). Is sasl.oauthbearer.token.endpoint.url the token endpoint, "
                + "not the issuer or a login page?"
        case 300..<400:
            what =
                "answered with a redirect (HTTP \(answer.status)), which is not followed with a secret. "
                + "Set sasl.oauthbearer.token.endpoint.url to the final address."
        case 400, 401, 403:
            what =
                "refuses the client \"\(id)\" (HTTP \(answer.status)\(said)). Check sasl.oauthbearer.client.id, "
                + "sasl.oauthbearer.client.secret and sasl.oauthbearer.scope."
        case 404, 405:
            what =
                "knows no such address (HTTP \(answer.status)\(said)). Check the path in "
                + "sasl.oauthbearer.token.endpoint.url."
        default:
            what = "failed (HTTP \(answer.status)\(said)). Its own log says why; try again later."
        }
        return "The token endpoint \(endpoint) \(what)"
    }

    /// OAuth's words for an error (RFC 6749, section 5.2), short and without the secret.
    private func said(in answer: WebAnswer) -> String? {
        guard let value = JSONValue(answer.body) else { return nil }
        let words = [value["error"]?.text, value["error_description"]?.text].compactMap(\.self)
        guard !words.isEmpty else { return nil }
        // Covered before it is cut, or the beginning of a secret might be left.
        let text = login.covered(in: secret.covered(in: words.joined(separator: ", ")))
        return String(text.map { $0.isNewline ? " " : $0 }.prefix(200))
    }
}
