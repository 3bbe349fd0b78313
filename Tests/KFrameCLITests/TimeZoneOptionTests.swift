import Foundation
import KFrame
import KFrameScan
import Testing

@testable import KFrameCLI

/// P14: times without a zone, in zones with gaps and folds.
@Suite struct TimeZoneOptionTests {
    private func zone(_ name: String) throws -> TimeZone { try #require(TimeZone(identifier: name)) }

    @Test("P14 an ordinary time is one instant")
    func ordinary() throws {
        let time = CivilTime(year: 2022, month: 9, day: 22, hour: 12)
        #expect(TimeZoneOption.instants(time, in: try zone("UTC")) == [1_663_848_000_000])
        #expect(TimeZoneOption.instants(time, in: try zone("America/New_York")) == [1_663_862_400_000])
        #expect(TimeZoneOption.instants(time, in: try zone("Asia/Kolkata")) == [1_663_828_200_000])
    }

    @Test("P14 clocks put forward: there is no such time")
    func gap() throws {
        let time = CivilTime(year: 2022, month: 3, day: 13, hour: 2, minute: 30)
        #expect(TimeZoneOption.instants(time, in: try zone("America/New_York")).isEmpty)
    }

    @Test("P14 clocks put back: there are two")
    func fold() throws {
        let time = CivilTime(year: 2022, month: 11, day: 6, hour: 1, minute: 30)
        #expect(
            TimeZoneOption.instants(time, in: try zone("America/New_York")) == [1_667_712_600_000, 1_667_716_200_000])
    }

    @Test("P14 the errors say what to write")
    func sentences() throws {
        let context = try TimeZoneOption.context("America/New_York")
        #expect(throws: KFrameError.self) { try Reader.range(from: "2022-03-13T02:30", to: "now", zone: context) }
        do {
            _ = try Reader.range(from: "2022-11-06T01:30", to: "now", zone: context)
            Issue.record("a time that was twice must be refused")
        } catch {
            #expect(error.message.contains("2022-11-06T05:30:00Z or 2022-11-06T06:30:00Z"))
        }
        let range = try Reader.range(from: "2022-09-22", to: "2022-09-22T12:00", zone: context)
        #expect(range == TimeRange(from: 1_663_819_200_000, to: 1_663_862_400_000))
    }

    @Test func anUnknownZoneIsRefused() {
        #expect(throws: (any Error).self) { try TimeZoneOption.context("Mars/Olympus") }
    }
}
