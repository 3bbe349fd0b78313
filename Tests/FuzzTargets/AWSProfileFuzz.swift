import KafkaClient
import KafkaSasl

/// AWS's shared files, as people and other programs write them. No error shows a secret of theirs; and what is written
/// of the profiles reads as the same profiles.
enum AWSProfileFuzz {
    /// What stands for a secret in the inputs.
    private static let mark = "pw~"
    private static let separator: UInt8 = 0x1E

    private static let seeds = [
        "[default]\naws_access_key_id = AKIA\naws_secret_access_key = pw~1\n\u{1E}[default]\nregion = eu-central-1\n",
        "[a]\naws_access_key_id=AKIA\n[b]\naws_secret_access_key=pw~2\naws_session_token=pw~3\n\u{1E}",
        "\u{1E}[profile dev]\r\nrole_arn = arn:aws:iam::1:role/x\r\nsource_profile = a\r\n[sso-session s]\nsso_start_url = x",
        "[\"quoted name\"]\naws_access_key_id = A = B # no comment\ns3 =\n  aws_secret_access_key = pw~4\n; c\n\u{1E}[profile 'x y']\n"
            + "sso_session = s\n[profile p]\ncredential_process = /bin/pw\n[profile q]\nweb_identity_token_file = f",
    ]

    /// The file `credentials`, the separator, and the file `config`.
    static let target = FuzzTarget(
        "aws", maximumLength: 1024,
        words: [
            "[default]\n", "[profile ", "aws_access_key_id = ", "aws_secret_access_key = ", "aws_session_token = ",
            "role_arn = ", "sso_session = ", "region = ", mark, "\r\n", "#", ";", "\u{85}", "\u{2028}", "\u{A0}",
        ], binaryWords: [[separator]],
        seeds: { seeds.map { Array($0.utf8) } }
    ) { bytes in
        var input = FuzzInput(bytes)
        let first = String(decoding: input.part(upTo: separator), as: UTF8.self)
        let credentials = AWSProfileFile(first, isConfig: false)
        let config = AWSProfileFile(input.text, isConfig: true)
        try check(config.overlaid(with: credentials))
        try again(credentials)
    }

    private static func check(_ file: AWSProfileFile) throws {
        for (name, settings) in file.profiles {
            let secrets = ["aws_secret_access_key", "aws_session_token"].compactMap { settings[$0] }
            let found: AWSCredentials?
            do throws(SaslFailure) {
                found = try file.credentials(of: name, path: "f")
            } catch {
                // A name may be what a secret is, by chance.
                let others = name + settings.keys.joined() + (settings["aws_access_key_id"] ?? "")
                for secret in secrets where secret.contains(mark) && !others.contains(mark) {
                    try hold(!"\(error)".contains(secret), "an error shows \(secret): \(error)")
                }
                continue
            }
            if let found { try check(found, settings) }
        }
    }

    private static func check(_ found: AWSCredentials, _ settings: [String: String]) throws {
        try hold(
            found.accessKeyID == settings["aws_access_key_id"]
                && found.secretAccessKey.reveal() == settings["aws_secret_access_key"]
                && found.sessionToken?.reveal() == settings["aws_session_token"],
            "others than the profile's: \(settings)")
        try hold(found.accessKeyID.contains(mark) || !"\(found)".contains(mark), "credentials print themselves")
    }

    /// Writes the profiles as a file and reads that.
    private static func again(_ file: AWSProfileFile) throws {
        var text = ""
        for (name, settings) in file.profiles {
            // A name in quotes may hold what a name without cannot be written with.
            guard AWSProfileFile("[\(name)]", isConfig: false).profiles.keys.first == name else { continue }
            text += "[\(name)]\n" + settings.map { "\($0.key)=\($0.value)\n" }.joined()
            let read = AWSProfileFile(text, isConfig: false).profiles[name]
            try hold(read == settings, "\(settings) is read as \(read ?? [:])")
        }
    }
}
