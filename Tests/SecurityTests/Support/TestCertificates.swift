import Foundation

/// Authorities, brokers' and clients' certificates, made by openssl once a run.
struct TestCertificates {
    static let shared = Result { try TestCertificates() }

    let directory: String

    func path(_ name: String) -> String { "\(directory)/\(name)" }

    private init() throws {
        directory = NSTemporaryDirectory() + "kframe-tls-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        for name in ["ca", "other-ca"] {
            try openssl(
                "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -keyout \(name).key "
                    + "-out \(name).pem -subj /CN=Test-\(name)")
        }
        try issue("broker", by: "ca", names: "DNS:localhost,IP:127.0.0.1")
        try issue("elsewhere", by: "ca", names: "DNS:kafka.example,IP:10.1.2.3")
        try issue("client", by: "ca", names: "DNS:client")
        try issue("stranger", by: "other-ca", names: "DNS:stranger")
        try issue("expired", by: "ca", names: "DNS:localhost,IP:127.0.0.1", end: "20240102000000Z")
        try openssl("pkcs8 -topk8 -in client.key -out client-encrypted.key -passout pass:key-secret -v2 aes256")
        try FileManager.default.removeItem(atPath: path("other-ca.key"))
    }

    private func issue(_ name: String, by authority: String, names: String, end: String? = nil) throws {
        try openssl(
            "req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout \(name).key -out \(name).csr -subj /CN=\(name)"
        )
        try "subjectAltName=\(names)\nextendedKeyUsage=serverAuth,clientAuth\n"
            .write(toFile: path("\(name).ext"), atomically: true, encoding: .utf8)
        if let end {
            try "".write(toFile: path("index.txt"), atomically: true, encoding: .utf8)
            try """
            [ca]
            default_ca = d
            [d]
            database = index.txt
            rand_serial = yes
            new_certs_dir = .
            default_md = sha256
            policy = p
            [p]
            commonName = supplied
            """.write(toFile: path("ca.cnf"), atomically: true, encoding: .utf8)
            try openssl(
                "ca -batch -config ca.cnf -cert \(authority).pem -keyfile \(authority).key -in \(name).csr -out \(name).pem "
                    + "-startdate 20240101000000Z -enddate \(end) -extfile \(name).ext -notext")
        } else {
            try openssl(
                "x509 -req -in \(name).csr -CA \(authority).pem -CAkey \(authority).key -CAcreateserial -days 30 "
                    + "-extfile \(name).ext -out \(name).pem")
        }
    }

    private func openssl(_ arguments: String) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["openssl"] + arguments.split(separator: " ").map(String.init)
        process.currentDirectoryURL = URL(fileURLWithPath: directory)
        let errors = Pipe()
        process.standardError = errors
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        let said = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw CocoaError(.fileNoSuchFile, userInfo: ["openssl": String(decoding: said, as: UTF8.self)])
        }
    }
}
