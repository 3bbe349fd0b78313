import KFrameScan
import Testing

@Suite struct ByteSizeTests {
    @Test(
        "sizes as people write them",
        arguments: [
            ("500MB", 500_000_000), ("8GB", 8_000_000_000), ("8g", 8_000_000_000), ("2GiB", 2_147_483_648),
            ("1.5 kB", 1_500), ("1234", 1_234), ("7B", 7), ("0", 0),
        ])
    func sizes(_ text: String, _ bytes: Int) { #expect(ByteSize.bytes(text) == bytes) }

    @Test("what is no size", arguments: ["", "GB", "-1", "1e3", "8 apples", "1..5MB", "99999999TB", "8GB8", "٣MB"])
    func refused(_ text: String) { #expect(ByteSize.bytes(text) == nil) }
}
