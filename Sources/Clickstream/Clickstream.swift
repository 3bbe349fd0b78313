/// The generated clickstream: what `kframe serve --demo` fills its topic with.
///
/// One day of Segment-spec events (2022-09-22 UTC) of web and mobile visitors, made by ``ClickstreamGenerator``
/// from a seed alone: integer arithmetic only, so the same seed gives the same bytes on every platform.
package enum Clickstream {
    /// The topic the events belong to.
    package static let topic = "analytics__events"

    /// How many partitions the topic has; all of them get events, in unequal shares.
    package static let partitionCount: Int32 = 6

    /// 2022-09-22T00:00:00Z, in milliseconds since 1970.
    package static let dayStart: Int64 = 1_663_804_800_000

    /// 2022-09-23T00:00:00Z, in milliseconds since 1970: no event has this time or a later one.
    package static let dayEnd: Int64 = dayStart + 86_400_000

    /// The writeKey of the new app whose test events somebody wants to see; 5 to 8 % of all events.
    package static let newAppWriteKey = "newapp_2022_test_key"

    /// The seed that the demo and the benchmarks use.
    package static let defaultSeed: UInt64 = 20_220_922
}
