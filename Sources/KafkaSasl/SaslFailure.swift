/// Why two sides did not come to trust each other. It knows no broker and no words for people.
package enum SaslFailure: Error, Hashable, Sendable {
    /// The broker offers other mechanisms on this listener.
    case mechanismNotEnabled(String, offered: [String])
    /// The listener wants no authentication (ILLEGAL_SASL_STATE).
    case notExpected
    /// The broker refuses the credentials; `text` is what it said, with secrets covered.
    case refused(mechanism: String, user: String?, text: String?)
    /// The broker could not prove that it knows the password (SCRAM's server signature).
    case serverNotVerified
    /// A message that does not follow the mechanism.
    case malformed(String)
    /// The credentials themselves cannot be used; half a sentence.
    case credentials(String)
    /// The credentials cannot be had from whoever gives them out; whole sentences, with what mends it.
    case notIssued(String)
}
