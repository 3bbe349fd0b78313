"""The programs that people write today, beside kframe: the same rows on ordered topics, and what they lose."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import kframe
from records import golden_records, milliseconds

RECIPES = ["kafka_python_recipe.py", "confluent_recipe.py"]
NOON, TWO = "2022-09-22T12:00:00Z", "2022-09-22T14:00:00Z"


def recipe_rows(name, bootstrap, topic, start, end, directory):
    """(partition, offset) -> row of the frame that a recipe builds."""
    output = Path(directory) / "rows.ndjson"
    script = Path(__file__).parent / "recipes" / name
    arguments = [bootstrap, topic, str(milliseconds(start)), str(milliseconds(end)), str(output)]
    subprocess.run([sys.executable, script, *arguments], check=True, timeout=120, capture_output=True)
    rows = [json.loads(line) for line in output.read_text().splitlines() if line]
    return {(row["_partition"], row["_offset"]): row for row in rows}


def kframe_places(place, topic, start, end, *arguments):
    rows = kframe.rows(place, topic, "--select", "_partition,_offset", *arguments, start=start, end=end)
    places = [(row["_partition"], row["_offset"]) for row in rows]
    assert len(set(places)) == len(places)
    return set(places)


def true_places(topic, start, end):
    """A brute-force filter of everything that is in the topic."""
    low, high = milliseconds(start), milliseconds(end)
    committed = golden_records(topic, "committed")
    return {(r.partition, r.offset) for r in committed if r.timestamp is not None and low <= r.timestamp < high}


@pytest.mark.parametrize("recipe", RECIPES)
def test_the_same_rows_where_times_ascend(golden_broker, recipe, tmp_path):
    """`clickstream`, two hours: the same places, and the same values in every column."""
    theirs = recipe_rows(recipe, golden_broker, "clickstream", NOON, TWO, tmp_path)
    ours = {
        (row["_partition"], row["_offset"]): row
        for row in kframe.rows(golden_broker, "clickstream", start=NOON, end=TWO)
    }
    assert set(ours) == set(theirs) == true_places("clickstream", NOON, TWO)
    for place, row in ours.items():
        for column, value in row.items():
            if column in ("_timestamp", "_key", "_headers") or value in ("{}", {}):
                continue
            assert theirs[place][column] == value, (place, column)
        assert milliseconds(row["_timestamp"]) == theirs[place]["_timestamp"]


# topic, range, rows in truth, of which the recipes lose, and rows of other times that they add
LOSSES = [
    ("late-events", NOON, TWO, 608, 15, 16),
    ("transactions", "2022-09-22T10:06:00Z", "2022-09-22T10:30:00Z", 35, 35, 0),
    ("compacted", "2022-09-22T00:00:00Z", "2022-09-23T00:00:00Z", 42, 42, 0),
]


@pytest.mark.parametrize("recipe", RECIPES)
@pytest.mark.parametrize("topic,start,end,count,lost,added", LOSSES, ids=[case[0] for case in LOSSES])
def test_what_the_recipes_lose_and_kframe_has(golden_broker, recipe, topic, start, end, count, lost, added, tmp_path):
    truth = true_places(topic, start, end)
    assert len(truth) == count
    theirs = set(recipe_rows(recipe, golden_broker, topic, start, end, tmp_path))
    assert (len(truth - theirs), len(theirs - truth)) == (lost, added)
    assert kframe_places(golden_broker, topic, start, end, "--late", "exact") == truth


@pytest.mark.parametrize("topic,start,end", [case[:3] for case in LOSSES], ids=[case[0] for case in LOSSES])
def test_the_default_allowance_adds_nothing_and_says_what_it_may_miss(golden_broker, topic, start, end, tmp_path):
    """Ten minutes of lateness: everything but what came later than that."""
    truth = true_places(topic, start, end)
    found = kframe_places(golden_broker, topic, start, end, "--receipt", tmp_path / "receipt.json")
    assert found <= truth
    beyond = milliseconds(end) + 600_000
    times = {(r.partition, r.offset): r.timestamp for r in golden_records(topic, "committed")}
    for partition, offset in truth - found:
        # Only behind a record that is ten minutes past the end may one be left.
        assert any(p == partition and o < offset and time >= beyond for (p, o), time in times.items())
    partitions = json.loads((tmp_path / "receipt.json").read_text())["partitions"]
    assert sum(one["counts"]["delivered"] for one in partitions) == len(found)
