#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The variables and files by which programs find AWS's credentials; tests pass their own.
package struct AWSEnvironment: Sendable {
    private let variable: @Sendable (String) -> String?

    /// - Parameter variable: a variable's value by its name.
    package init(
        variable: @escaping @Sendable (String) -> String? = { name in getenv(name).map { String(cString: $0) } }
    ) {
        self.variable = variable
    }

    /// Nil where it is not set, or empty.
    subscript(name: String) -> String? { variable(name).flatMap { $0.isEmpty ? nil : $0 } }

    var credentialsPath: String? {
        self["AWS_SHARED_CREDENTIALS_FILE"] ?? self["HOME"].map { "\($0)/.aws/credentials" }
    }

    var configPath: String? { self["AWS_CONFIG_FILE"] ?? self["HOME"].map { "\($0)/.aws/config" } }

    /// The profiles of both files.
    ///
    /// - Throws: why a file that is there cannot be read.
    func profiles() throws(SmallFile.Failure) -> AWSProfileFile {
        try Self.read(configPath, isConfig: true).overlaid(with: Self.read(credentialsPath, isConfig: false))
    }

    private static func read(_ path: String?, isConfig: Bool) throws(SmallFile.Failure) -> AWSProfileFile {
        guard let path else { return AWSProfileFile() }
        do {
            return AWSProfileFile(String(decoding: try SmallFile.read(path), as: UTF8.self), isConfig: isConfig)
        } catch {
            if error.isMissing { return AWSProfileFile() }
            throw SmallFile.Failure(reason: "\(path) cannot be read: \(error.reason)", isMissing: false)
        }
    }
}
