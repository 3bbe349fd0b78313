/// What AWS gives a program to sign with.
package struct AWSCredentials: Sendable, Hashable {
    /// Names the key; it is no secret.
    package var accessKeyID: String
    package var secretAccessKey: Secret
    /// Of credentials that last for hours only.
    package var sessionToken: Secret?

    package init(accessKeyID: String, secretAccessKey: Secret, sessionToken: Secret? = nil) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
    }

    var secrets: [Secret] { [secretAccessKey] + (sessionToken.map { [$0] } ?? []) }
}
