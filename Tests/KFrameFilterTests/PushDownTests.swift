import KFrameFilter
import Testing

@Suite struct PushDownTests {
    private func bound(_ filter: String) throws -> BoundFilter { BoundFilter(try .parse(filter)) }

    @Test(
        arguments: [
            (
                "_timestamp >= '2022-09-22T12:00Z' AND _timestamp < '2022-09-22T14:00Z'", 1_663_848_000_000,
                1_663_855_199_999
            ),
            ("_timestamp BETWEEN 1663848000000 AND 1663848000001 AND a = 1", 1_663_848_000_000, 1_663_848_000_001),
            ("_timestamp > 1663848000000.5", 1_663_848_000_001, .max),
            ("_timestamp <= TIMESTAMP '2022-09-22T12:00:00.0009Z'", .min, 1_663_848_000_000),
            ("_timestamp < TIMESTAMP '2022-09-22T12:00:00.0009Z'", .min, 1_663_848_000_000),
            ("_timestamp >= TIMESTAMP '2022-09-22T12:00:00.0001Z'", 1_663_848_000_001, .max),
            ("_timestamp = TIMESTAMP '1969-12-31T23:59:59.999Z'", -1, -1),
            ("_timestamp = 5 OR _timestamp IN (9, 7)", 5, 9),
            ("_timestamp = 5 OR a = 1", .min, .max),
            ("a = 1", .min, .max),
            ("NOT (_timestamp < 5 OR _timestamp > 9)", 5, 9),
            ("NOT _timestamp = 5", .min, .max),
            ("_timestamp = 5 AND _timestamp = 6", 1, 0),
            ("_timestamp > 1e30", 1, 0),
        ] as [(String, Int64, Int64)])
    func timestamps(_ filter: String, _ lower: Int64, _ upper: Int64) throws {
        #expect(try bound(filter).timestampBounds == IntegerBounds(lower: lower, upper: upper))
    }

    @Test func offsets() throws {
        #expect(try bound("_offset >= 10 AND _offset < 20").offsetBounds == IntegerBounds(lower: 10, upper: 19))
        #expect(try bound("_offset = 10 AND _timestamp > 5").offsetBounds == IntegerBounds(lower: 10, upper: 10))
        #expect(try bound("_offset IS NOT NULL").offsetBounds.isUnbounded)
    }

    @Test(
        arguments: [
            ("_partition = 3", [3]), ("_partition IN (1, 3) AND a = 1", [1, 3]), ("_partition <> 2", [0, 1, 3, 4]),
            ("_partition = 1 OR a = 1", [0, 1, 2, 3, 4]), ("_partition = 1 OR _partition > 3 AND a = 1", [1, 4]),
            ("_partition IS NULL", []), ("_partition IS NOT NULL", [0, 1, 2, 3, 4]), ("_partition = 1.5", []),
            ("_partition NOT BETWEEN 1 AND 3", [0, 4]),
        ] as [(String, [Int32])])
    func partitions(_ filter: String, _ allowed: [Int32]) throws {
        let filter = try bound(filter)
        #expect((0..<5).filter { filter.allows(partition: $0) } == allowed)
    }

    @Test(
        arguments: [
            ("_partition = 3 AND _key = 'x'", true), ("_timestamp > 5 OR _headers IS NULL", true),
            ("_tombstone IS NULL", false), ("_partition = 3 OR a = 1", false), ("_error IS NULL", false),
            ("_schema_id = 1", false), ("_value = 'x'", false), ("value._key = 'x'", false),
        ])
    func ownColumnsOnly(_ filter: String, _ expected: Bool) throws {
        #expect(try FilterExpression.parse(filter).dependsOnlyOnOwnColumns == expected)
    }
}
