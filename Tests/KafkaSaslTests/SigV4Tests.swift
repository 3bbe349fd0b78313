import Testing

@testable import KafkaSasl

/// The examples that AWS publishes.
@Suite struct SigV4Tests {
    private static let example = AWSCredentials(
        accessKeyID: "AKIDEXAMPLE", secretAccessKey: Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"))

    /// From AWS's test suite for Signature Version 4 (aws-sig-v4-test-suite): service, us-east-1, 2015-08-30 12:36.
    @Test(arguments: [
        // get-vanilla
        ([:], "", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
        // get-vanilla-query-order-key-case
        (
            ["Param2": "value2", "Param1": "value1"], "Param1=value1&Param2=value2",
            "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"
        ),
        // get-vanilla-query-unreserved
        (
            [
                "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz":
                    "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
            ],
            "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz="
                + "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
            "9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197"
        ),
        // get-vanilla-utf8-query
        (
            ["ሴ": "bar"], "%E1%88%B4=bar", "2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04"
        ),
    ])
    func testSuite(_ query: [String: String], _ canonical: String, _ expected: String) throws {
        let time = try #require(AWSTime("20150830T123600Z"))
        let signer = SigV4(Self.example, region: "us-east-1", service: "service", time: time)
        let pairs = query.map { (name: $0.key, value: $0.value) }
        #expect(SigV4.canonicalQuery(pairs) == canonical)
        let request = SigV4.canonicalRequest(
            query: pairs, headers: [("host", "example.amazonaws.com"), ("x-amz-date", time.description)])
        #expect(signer.signature(of: request) == expected)
    }

    /// "Authenticating Requests: Using Query Parameters" of Amazon S3's API reference: a URL that is signed in advance.
    @Test func urlSignedInAdvance() throws {
        let time = try #require(AWSTime("20130524T000000Z"))
        let credentials = AWSCredentials(
            accessKeyID: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"))
        let signer = SigV4(credentials, region: "us-east-1", service: "s3", time: time)
        let request = SigV4.canonicalRequest(
            path: "/test.txt",
            query: [
                ("X-Amz-SignedHeaders", "host"), ("X-Amz-Expires", "86400"), ("X-Amz-Date", time.description),
                ("X-Amz-Credential", "AKIAIOSFODNN7EXAMPLE/\(signer.scope)"),
                ("X-Amz-Algorithm", SigV4.algorithm),
            ], headers: [("host", "examplebucket.s3.amazonaws.com")], payload: "UNSIGNED-PAYLOAD")
        #expect(signer.signature(of: request) == "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404")
    }

    @Test(arguments: [
        (0, "19700101T000000Z"), (951_782_399, "20000228T235959Z"), (951_782_400, "20000229T000000Z"),
        (1_440_938_160, "20150830T123600Z"), (1_583_020_799, "20200229T235959Z"), (4_102_444_799, "20991231T235959Z"),
        (4_107_542_400, "21000301T000000Z"),
    ])
    func times(_ seconds: Int64, _ text: String) {
        #expect(AWSTime(secondsSince1970: seconds).description == text)
        #expect(AWSTime(text)?.secondsSince1970 == seconds)
    }

    @Test(arguments: [
        "", "20150830", "20150830T123600", "20150830t123600Z", "20151330T123600Z", "20150231T123600Z",
        "2015083ZT123600Z",
    ])
    func textsThatAreNoTimes(_ text: String) {
        #expect(AWSTime(text) == nil)
    }

    /// What botocore signs of the same things (see oracle/test_aws.py, which compares afresh).
    @Test func messageOfAWSMSKIAM() throws {
        let credentials = AWSCredentials(
            accessKeyID: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
            sessionToken: Secret("FwoGZXIvYXdzE/+=="))
        let time = AWSTime(secondsSince1970: 1_700_000_000)
        var client = AWSMSKIAMExchange(
            credentials, host: "b-1.example.kafka.eu-central-1.amazonaws.com", region: "eu-central-1", time: time,
            userAgent: "kframe/0.1")
        let message = try client.begin()
        let value = try #require(JSONValue(message))
        #expect(value["version"]?.text == "2020_10_22")
        #expect(value["host"]?.text == "b-1.example.kafka.eu-central-1.amazonaws.com")
        #expect(value["action"]?.text == "kafka-cluster:Connect")
        #expect(value["x-amz-security-token"]?.text == "FwoGZXIvYXdzE/+==")
        #expect(
            value["x-amz-credential"]?.text == "AKIAIOSFODNN7EXAMPLE/20231114/eu-central-1/kafka-cluster/aws4_request")
        #expect(value["x-amz-date"]?.text == "20231114T221320Z")
        #expect(value["x-amz-expires"]?.text == "900")
        #expect(value["x-amz-signature"]?.text == "5e95e9f1e20861c7275113a65e84a65d988027bbc3971c69e607020a4025e7d5")

        let parsed = try #require(AWSMSKIAMExchange.parse(message))
        #expect(parsed.isGenuine(by: credentials, at: time))
        #expect(!parsed.isGenuine(by: credentials, at: AWSTime(secondsSince1970: 1_700_000_901)))
        #expect(!parsed.isGenuine(by: credentials, at: AWSTime(secondsSince1970: 1_699_999_600)))
        var other = credentials
        other.secretAccessKey = Secret("another")
        #expect(!parsed.isGenuine(by: other, at: time))
        other = credentials
        other.sessionToken = nil
        #expect(!parsed.isGenuine(by: other, at: time))
        let text = String(decoding: message, as: UTF8.self)
        for (good, bad) in [
            ("b-1.", "b-2."), ("20231114/", "20231115/"), ("221320Z", "221321Z"), ("\"900\"", "\"899\""),
        ] {
            let forged = text.split(separator: good, maxSplits: 1).joined(separator: bad)
            #expect(
                AWSMSKIAMExchange.parse(Array(forged.utf8))?.isGenuine(by: credentials, at: time) != true, "\(good)")
        }
        #expect(try client.received(AWSMSKIAMExchange.welcome(requestID: "1")) == .done)
        #expect(throws: SaslFailure.self) { try client.received([]) }
    }

    @Test func tokenForOAuthBearer() throws {
        let credentials = AWSCredentials(
            accessKeyID: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
            sessionToken: Secret("FwoGZXIvYXdzE/+=="))
        let time = AWSTime(secondsSince1970: 1_700_000_000)
        let token = MSKToken.make(credentials, region: "eu-central-1", time: time, userAgent: "kframe/0.1")
        let bytes = try #require(Base64.decodeFromURL(token.reveal()))
        let url = String(decoding: bytes, as: UTF8.self)
        #expect(
            url.hasPrefix("https://kafka.eu-central-1.amazonaws.com/?Action=kafka-cluster%3AConnect&X-Amz-Algorithm="))
        #expect(
            url.hasSuffix(
                "&X-Amz-Signature=db6b3c2186c0606c977def289d0b59c563b440d2b3410971bc6f45817aa0b16f&User-Agent=kframe%2F0.1"
            ), "\(url)")
        let parsed = try #require(MSKToken.parse(token))
        #expect(parsed.isGenuine(by: credentials, at: time))
        #expect(MSKToken.parse(Secret("a.b.c")) == nil)
        #expect(MSKToken.make(credentials, region: "cn-north-1", time: time, userAgent: "k").utf8.count > 100)
    }
}
