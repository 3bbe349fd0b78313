import KafkaSasl

/// One request to a web service.
struct WebRequest: Sendable {
    enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
    }

    var method: Method
    var address: WebAddress
    /// Beside Host, Content-Length and the like; values may be secrets.
    var headers: [(name: String, value: Secret)] = []
    var body: Secret?
}

/// How long and how much is waited for.
struct WebLimits: Sendable, Hashable {
    /// Until the connection stands, TLS included.
    var connectTimeout = Duration.seconds(10)
    /// From then until the whole answer is there.
    var answerTimeout = Duration.seconds(10)
    /// Longer answers are no tokens.
    var maximumBytes = 1 << 20
}

package struct WebAnswer: Sendable {
    package var status: Int
    package var body: [UInt8]

    package init(status: Int, body: [UInt8]) {
        self.status = status
        self.body = body
    }

    package var isGood: Bool { (200..<300).contains(status) }
    /// Redirects are not followed: what is sent is meant for one service alone.
    var isRedirect: Bool { (300..<400).contains(status) }
}

/// Why there is no answer.
enum WebFailure: Error, Equatable {
    case connection(ConnectionFailure.SystemCause)
    case tls(ConnectionFailure.TLSCause)
    case timedOut(Duration)
    case closed
    case tooLong(limit: Int)
    case notHTTP(String)
    case cancelled

    /// Whether the next attempt may go better.
    var isPassing: Bool {
        switch self {
        case .connection(.unknownHost), .connection(.timedOut): false
        case .connection, .closed: true
        case .timedOut, .tls, .tooLong, .notHTTP, .cancelled: false
        }
    }
}
