"""Counts over time, and how they are drawn."""

import matplotlib
import pandas
import pytest

import kframe


def test_a_timeline_counts_what_the_frame_holds(day):
    counts = day.timeline(by="type", every="1h")
    assert counts.columns == ["start", "type", "count"]
    assert counts.schema["start"] == "timestamp(ms)"
    frame = counts.to_pandas()
    assert frame["count"].sum() == len(day)
    events = day.to_pandas()
    expected = events.groupby([events["_timestamp"].dt.floor("h"), "type"]).size()
    found = frame.set_index(["start", "type"])["count"]
    for key, number in expected.items():
        assert found[key] == number
    assert len(counts) == 24 * 7, "24 hours, six types and none: what is empty is there"
    assert (frame["count"] == 0).any()


def test_empty_intervals_are_counted_to_the_ends_of_the_range(demo):
    frame = kframe.read(demo.topic, "2022-09-21T22:00Z", "2022-09-22T02:00Z", bootstrap_servers=demo.bootstrap_servers)
    counts = frame.timeline(every="30min").to_pandas()
    assert counts["start"].tolist() == list(pandas.date_range("2022-09-21T22:00Z", periods=8, freq="30min"))
    assert counts["count"].tolist()[:4] == [0, 0, 0, 0]
    assert counts["count"].sum() == len(frame)


def test_count_and_timeline_agree(demo):
    source = {"bootstrap_servers": demo.bootstrap_servers}
    there = kframe.count(demo.topic, "2022-09-22T12:00Z", "+2h", by=["type", "version"], every="5m", **source)
    here = kframe.read(demo.topic, "2022-09-22T12:00Z", "+2h", **source).timeline(["type", "version"], "5m")
    order = ["start", "type", "version"]
    left = there.to_pandas().sort_values(order).reset_index(drop=True)
    right = here.to_pandas().sort_values(order).reset_index(drop=True)
    pandas.testing.assert_frame_equal(left, right)


def test_pivot_has_a_column_a_group_the_largest_first(day):
    wide = day.timeline("type", "1h").pivot()
    assert len(wide) == 24
    assert wide.columns.name == "type"
    assert list(wide.columns)[:3] == ["track", "page", "screen"]
    assert wide.sum().is_monotonic_decreasing
    assert wide.to_numpy().sum() == len(day)
    assert list(day.timeline(every="6h").pivot().columns) == ["count"]
    assert str(wide.index.dtype).endswith("UTC]")


def test_wrong_questions(day):
    with pytest.raises(KeyError, match="type"):
        day.timeline(by="typ")
    with pytest.raises(ValueError, match="interval"):
        day.timeline(every="often")
    with pytest.raises(ValueError, match="longer"):
        day.timeline(by="type", every="1ms")
    with pytest.raises(KeyError, match="_timestamp"):
        day[["type"]].timeline()


@pytest.fixture
def axes():
    matplotlib.use("Agg")
    from matplotlib import pyplot

    yield pyplot
    pyplot.close("all")


def test_a_plot_is_stacked_in_utc_with_the_legend_outside(day, axes, tmp_path):
    ax = day.timeline("type", "30min").plot()
    wide = day.timeline("type", "30min").pivot()
    bars = ax.containers
    assert len(bars) == len(wide.columns)
    tops = [sum(group[i].get_height() for group in bars) for i in range(48)]
    assert tops == wide.sum(axis=1).tolist()
    assert bars[1][5].get_y() == bars[0][5].get_height()
    assert ax.get_xlabel() == "2022-09-22, UTC"
    assert [text.get_text() for text in ax.get_legend().get_texts()] == list(wide.columns)[::-1]
    figure = ax.figure
    figure.savefig(tmp_path / "plot.png", dpi=100)
    legend = ax.get_legend().get_window_extent()
    assert legend.x0 >= ax.get_window_extent().x1, "outside"
    assert legend.x1 <= figure.bbox.x1, "and on the figure"
    from matplotlib import dates

    assert dates.num2date(ax.get_xlim()[0]).isoformat() == "2022-09-22T00:00:00+00:00"
    assert dates.num2date(ax.get_xlim()[1]).isoformat() == "2022-09-23T00:00:00+00:00"


def test_many_groups_are_drawn_together(day, axes):
    ax = day.timeline("writeKey", "1h").plot(largest=4, title="by app")
    labels = [text.get_text() for text in ax.get_legend().get_texts()]
    assert len(labels) == 5 and labels[0].startswith("other (")
    assert ax.get_title(loc="left") == "by app"
    assert sum(bar.get_height() for group in ax.containers for bar in group) == len(day)


def test_nothing_to_draw(demo, axes):
    frame = kframe.read(demo.topic, "2001-01-01T00:00Z", "+1h", bootstrap_servers=demo.bootstrap_servers)
    assert frame.timeline(every="10m")["count"].to_pylist() == [0] * 6
    frame.timeline(every="10m").plot()
    frame.timeline("type", every="10m").plot()
    counted = kframe.count(demo.topic, "earliest", "latest", by="type", bootstrap_servers=demo.bootstrap_servers)
    with pytest.raises(ValueError, match="every="):
        counted.plot()
