"""P14, P15: times as people have them."""

import datetime as dt
import zoneinfo

import numpy
import pandas
import pytest

import kframe
from kframe._times import duration_text, time_text

UTC = dt.timezone.utc
NOON = "2022-09-22T12:00:00Z"
BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    "value,tz,expected",
    [
        (dt.datetime(2022, 9, 22, 12, tzinfo=UTC), None, NOON),
        (dt.datetime(2022, 9, 22, 14, tzinfo=BERLIN), None, NOON),
        (dt.datetime(2022, 9, 22, 12, 0, 0, 500_000, tzinfo=UTC), None, "2022-09-22T12:00:00.5Z"),
        (dt.datetime(1, 1, 1, tzinfo=UTC), None, "0001-01-01T00:00:00Z"),
        (pandas.Timestamp("2022-09-22T12:00Z"), None, NOON),
        (pandas.Timestamp("2022-09-22T14:00", tz="Europe/Berlin"), None, NOON),
        (pandas.Timestamp("2022-09-22T12:00:00.123456789Z"), None, "2022-09-22T12:00:00.123456789Z"),
        (dt.datetime(2022, 9, 22, 14), "Europe/Berlin", NOON),
        (dt.datetime(2022, 9, 22, 14), BERLIN, NOON),
        (pandas.Timestamp("2022-09-22T14:00"), "Europe/Berlin", NOON),
        (dt.date(2022, 9, 22), "UTC", "2022-09-22T00:00:00Z"),
        (numpy.datetime64("2022-09-22T14:00"), "Europe/Berlin", NOON),
        (numpy.datetime64("2022-09-22"), "UTC", "2022-09-22T00:00:00Z"),
        (numpy.datetime64("2022-09"), "UTC", "2022-09-01T00:00:00Z"),
        (numpy.datetime64("2022-09-22T12"), "UTC", NOON),
        (numpy.datetime64("2022-09-22T12:00:00.123", "ms"), "UTC", "2022-09-22T12:00:00.123Z"),
        (numpy.datetime64("2022-09-22T12:00:00.123456789", "ns"), "UTC", "2022-09-22T12:00:00.123456789Z"),
        ("2022-09-22T14:00", "Europe/Berlin", NOON),
        ("2022-09-22", "UTC", "2022-09-22T00:00:00Z"),
        ("2022-09-22T12:00Z", "Europe/Berlin", "2022-09-22T12:00Z"),
        ("-2h", None, "-2h"),
        ("now", None, "now"),
        (dt.timedelta(hours=-2), None, "-7200000ms"),
        (dt.timedelta(hours=2), None, "+7200000ms"),
        (pandas.Timedelta("-90s"), None, "-90000ms"),
        (numpy.timedelta64(2, "h"), None, "+7200000ms"),
        (1663848000000, None, "1663848000000"),
    ],
)
def test_P14_what_is_taken(value, tz, expected):
    assert time_text(value, "start", tz) == expected


@pytest.mark.parametrize(
    "value,mend",
    [
        (dt.datetime(2022, 9, 22, 12), "timezone.utc"),
        (pandas.Timestamp("2022-09-22T12:00"), 'tz="UTC"'),
        (numpy.datetime64("2022-09-22T12:00"), 'tz="UTC"'),
        (dt.date(2022, 9, 22), "2022-09-22T00:00Z"),
        (pandas.NaT, "earliest"),
        (None, "earliest"),
        (numpy.datetime64("NaT"), "missing"),
        (True, "2022-09-22T12:00Z"),
        (object(), "2022-09-22T12:00Z"),
    ],
)
def test_P14_what_is_refused_says_the_mend(value, mend):
    with pytest.raises(ValueError, match="cannot take") as caught:
        time_text(value, "start")
    assert mend in str(caught.value)
    assert isinstance(caught.value, kframe.Error)
    assert caught.value.code == "invalid_time"


@pytest.mark.parametrize("zone", ["UTC", "America/New_York"])
@pytest.mark.parametrize(
    "value,mend",
    [
        ("2022-09-22T12:00", "2022-09-22T12:00Z"),
        ("2022-09-22", "2022-09-22T00:00Z"),
        ("1663848000", "1663848000000"),
        ("1663848000000000", "1663848000000"),
        ("yesterday", "-2h"),
        ("2022-09-22T12:00:00.0001Z", "none is rounded"),
    ],
)
def test_P13_P14_texts_are_judged_by_the_library_whatever_the_zone_here(monkeypatch, demo, zone, value, mend):
    monkeypatch.setenv("TZ", zone)
    with pytest.raises(ValueError) as caught:
        kframe.read(demo.topic, value, "latest", bootstrap_servers=demo.bootstrap_servers)
    assert mend in str(caught.value)
    assert "--" not in str(caught.value), "the command line's options have other names here"


def test_P14_a_zone_that_is_passed_is_named_as_python_writes_it(demo):
    with pytest.raises(ValueError, match='tz="Europe/Berlin"'):
        kframe.plan(demo.topic, "2022-09-22T12:00", "latest", bootstrap_servers=demo.bootstrap_servers)


def test_P14_a_time_that_there_is_not_is_explained_by_the_library_with_a_zone_too(demo):
    with pytest.raises(ValueError, match="there is no hour 25; hours are 00 to 23"):
        kframe.read(
            demo.topic, "2022-09-22T25:00", "latest", tz="Europe/Berlin", bootstrap_servers=demo.bootstrap_servers
        )


def test_P14_a_clock_that_was_put_forward_or_back():
    with pytest.raises(ValueError, match="never was"):
        time_text(dt.datetime(2022, 3, 27, 2, 30), "start", "Europe/Berlin")
    with pytest.raises(ValueError, match="2022-10-30T00:30:00Z or 2022-10-30T01:30:00Z"):
        time_text("2022-10-30T02:30", "start", "Europe/Berlin")
    with pytest.raises(ValueError, match="no zone"):
        time_text("2022-10-30T02:30", "start", "Europe/Atlantis")
    # An aware one says which it is.
    folded = dt.datetime(2022, 10, 30, 2, 30, tzinfo=BERLIN, fold=1)
    assert time_text(folded, "start") == "2022-10-30T01:30:00Z"


def test_P14_finer_than_kafkas_times_is_refused(demo):
    for value in (pandas.Timestamp("2022-09-22T12:00:00.0000001Z"), dt.datetime(2022, 9, 22, 12, 0, 0, 1, tzinfo=UTC)):
        with pytest.raises(ValueError, match="none is rounded"):
            kframe.plan(demo.topic, value, "latest", bootstrap_servers=demo.bootstrap_servers)
    with pytest.raises(ValueError, match="none is rounded"):
        time_text(dt.timedelta(microseconds=1), "start")


def test_P14_all_ways_to_write_one_range_give_the_same_rows(demo):
    def rows(start, end, **options):
        frame = kframe.read(demo.topic, start, end, bootstrap_servers=demo.bootstrap_servers, **options)
        return frame["_offset"].to_pylist()

    expected = rows("2022-09-22T12:00Z", "2022-09-22T14:00Z")
    assert len(expected) > 1000
    noon = dt.datetime(2022, 9, 22, 12, tzinfo=UTC)
    two = dt.timedelta(hours=2)
    assert rows(noon, noon + two) == expected
    assert rows(noon, two) == expected
    assert rows(pandas.Timestamp(noon), pandas.Timedelta(two)) == expected
    assert rows("2022-09-22T14:00+02:00", "+2h") == expected
    assert rows(numpy.datetime64("2022-09-22T14:00"), "2022-09-22T16:00", tz="Europe/Berlin") == expected
    assert rows(1663848000000, "1663855200000") == expected


def test_P15_relative_times_are_relative_to_now(demo):
    before = dt.datetime.now(UTC)
    plan = kframe.plan(demo.topic, dt.timedelta(hours=-2), "now", bootstrap_servers=demo.bootstrap_servers)
    after = dt.datetime.now(UTC)
    slack = dt.timedelta(milliseconds=5)
    assert before - slack <= plan.end <= after + slack
    assert plan.end - plan.start - dt.timedelta(hours=2) <= slack
    backwards = kframe.plan(demo.topic, "-2h", dt.timedelta(hours=-1), bootstrap_servers=demo.bootstrap_servers)
    assert abs(backwards.end - backwards.start - dt.timedelta(hours=1)) <= slack


def test_durations():
    assert duration_text("10m", "late") == "10m"
    assert duration_text(dt.timedelta(minutes=5), "every") == "300000ms"
    with pytest.raises(ValueError, match="negative"):
        duration_text(dt.timedelta(minutes=-5), "late")
    with pytest.raises(ValueError, match="10m"):
        duration_text(5, "late")
