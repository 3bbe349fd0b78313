import KafkaClient
import KafkaSasl

/// What services that give out tokens and credentials answer: identity providers, AWS's metadata of containers and of
/// instances. What they say is shown in errors, and never a secret.
enum TokenFuzz {
    private static let secret = Secret("pw~client~secret")
    private static let statuses = [200, 400, 401, 302, 404, 500, 429, 204]

    private static let answers = [
        #"{"access_token":"a.eyJleHAiOjE3MDAwMDAwMDB9.c","expires_in":3600,"token_type":"Bearer"}"#,
        #"{"access_token":"a.eyJleHAiOi05MjIzMzcyMDM2ODU0Nzc1ODA4fQ.c"}"#,
        #"{"error":"invalid_client","error_description":"no client with pw~client~secret\u000a at all"}"#,
        #"{"error":"\#(String(repeating: "x", count: 190))pw~client~secret"}"#,
        #"{"access_token":"","expires_in":"-1e3"}"#, "<html>login</html>",
        #"{"a":[1,-2.5e+3,null,true,{"b":"\ud83d\ude00"}]}"#,
        #"{"AccessKeyId":"AKIA","SecretAccessKey":"pw~client~secret","Token":"t","Expiration":"2026-11-22T18:00:00Z"}"#,
        #"{"AccessKeyId":"AKIA","SecretAccessKey":"s","Expiration":"20260231T180000Z"}"#, "reader-role\nother",
    ]

    /// A byte for the status, one for the time, and the answer's body.
    static let target = FuzzTarget(
        "tokens", maximumLength: 1024,
        words: [
            "\"access_token\":", "\"expires_in\":", "\"error\":", "\"error_description\":", "pw~client~secret",
            "\"AccessKeyId\":", "\"SecretAccessKey\":", "\"Expiration\":", "eyJleHAiOjB9", "\\u", "1e308", "-0",
            "\"exp\":",
        ],
        seeds: { answers.enumerated().map { [UInt8($0 % statuses.count), 9] + Array($1.utf8) } }
    ) { bytes in
        var input = FuzzInput(bytes)
        let status = statuses[Int(input.byte()) % statuses.count]
        // From 1970 on, 270 years in steps of a year.
        let now = Int64(input.byte()) * 31_556_952
        let body = Array(input.rest)
        try take(WebAnswer(status: status, body: body), now: now)
        try takeCredentials(body)
        if let value = JSONValue(body) { try check(value) }
    }

    private static let client = try? WebAddress("http://localhost:1/token").map {
        try OIDCClient(endpoint: $0, id: "reader", secret: secret)
    }

    private static func take(_ answer: WebAnswer, now: Int64) throws {
        guard let client else { throw FuzzFinding("there is no client") }
        let token: OIDCToken
        do throws(OIDCClient.Failure) {
            token = try client.token(in: answer)
        } catch {
            try hold(error.sentence.count < 600, "an endless sentence: \(error.sentence)")
            try hold(!error.sentence.contains { $0.isNewline }, "more than a line: \(error.sentence)")
            try checkSecrets(error.sentence, answer.body, [secret, client.login])
            return
        }
        try hold(answer.isGood && !token.token.isEmpty, "a token of status \(answer.status)")
        try hold(token.token.reveal().count < 8 || !"\(token)".contains(token.token.reveal()), "a token prints itself")
        guard let left = token.secondsLeft(at: now) else { return }
        try hold(left >= 0, "a token is good for \(left) s")
        if let expiry = token.expiry, token.lifetime == nil, expiry <= now {
            try hold(left == 0, "a token that ended at \(expiry) is good for \(left) s at \(now)")
        }
    }

    /// No secret is shown, and no beginning of one that was cut off.
    private static func checkSecrets(_ shown: String, _ body: [UInt8], _ secrets: [Secret]) throws {
        let text = JSONValue(body).map { "\($0)" } ?? ""
        for secret in secrets {
            try hold(!shown.contains(secret.reveal()), "a secret is shown: \(shown)")
            let beginning = String(secret.reveal().prefix(8))
            // The answer may have such words without it.
            guard !secret.covered(in: text).contains(beginning) else { continue }
            try hold(!shown.contains(beginning), "the beginning of a secret is shown: \(shown)")
        }
    }

    private static func takeCredentials(_ body: [UInt8]) throws {
        _ = AWSMetadata.role(in: String(decoding: body, as: UTF8.self))
        guard let issue = AWSMetadata.issue(body) else { return }
        let secret = issue.credentials.secretAccessKey
        let others = issue.credentials.accessKeyID + (issue.expiry?.description ?? "")
        if secret.reveal().count >= 8, !others.contains(secret.reveal()) {
            try hold(!"\(issue)".contains(secret.reveal()), "credentials print themselves")
        }
        if let expiry = issue.expiry {
            try hold(AWSTime(expiry.description) == expiry, "\(expiry) reads as another time")
            let written = JSONValue(body)?["Expiration"]?.text?.filter { $0 != "-" && $0 != ":" }
            try hold(written == expiry.description, "\(written ?? "") is taken for \(expiry)")
        }
    }

    /// What is written of a value reads as that value; numbers are JSON's.
    private static func check(_ value: JSONValue) throws {
        let text = try written(value)
        try hold(JSONValue(Array(text.utf8)) == value, "\(text) reads as another value")
    }

    private static func written(_ value: JSONValue) throws -> String {
        switch value {
        case .null: return "null"
        case .bool(let bool): return "\(bool)"
        case .string(let text): return JSONValue.quoted(text)
        case .number(let text):
            try hold(
                text.wholeMatch(of: /-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/) != nil, "\(text) is no number")
            return text
        case .array(let elements): return "[" + (try elements.map(written)).joined(separator: " , ") + "]"
        case .object(let members):
            let pairs = try members.map { JSONValue.quoted($0.key) + " : " + (try written($0.value)) }
            return "{" + pairs.joined(separator: ",") + "}"
        }
    }
}
