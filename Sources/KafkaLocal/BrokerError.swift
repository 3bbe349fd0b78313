/// Why a local broker cannot start.
package struct BrokerError: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Code: Sendable, Equatable {
        /// The log directory cannot be used.
        case directory
        /// The address cannot be listened on.
        case listen
    }

    package let code: Code
    /// One sentence.
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }
}
