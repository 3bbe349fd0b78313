"""The notebooks of examples/ run, and say what they are to say."""

import re

import nbformat
import pytest
from nbclient import NotebookClient

from conftest import REPOSITORY

EXAMPLES = REPOSITORY / "examples"


@pytest.fixture(scope="module", params=["from_kafka_to_pandas", "is_my_new_app_tracking_right"])
def executed(request, tmp_path_factory):
    book = nbformat.read(EXAMPLES / f"{request.param}.ipynb", 4)
    committed = nbformat.read(EXAMPLES / f"{request.param}.ipynb", 4)
    folder = tmp_path_factory.mktemp("notebook")
    NotebookClient(book, timeout=300, kernel_name="python3", resources={"metadata": {"path": folder}}).execute()
    return request.param, book, committed


def texts(book):
    """What each cell gave, as plain text; progress and warnings are left out."""
    found = []
    for cell in book.cells:
        given = ""
        for output in cell.get("outputs", []):
            assert output["output_type"] != "error"
            if output.get("name") == "stderr":
                continue
            # What a cell prints comes in one piece or several, as it happens.
            given += output.get("text") or "\n" + output.get("data", {}).get("text/plain", "")
        found.append(given.strip())
    return found


def html(book):
    return [
        o["data"]["text/html"] for c in book.cells for o in c.get("outputs", []) if "text/html" in o.get("data", {})
    ]


# What differs from run to run: times taken, sizes on the wire, addresses.
VOLATILE = re.compile(r"\b\d+\.\d+ s\b|\b[\d.,]+ MB\b|0x[0-9a-f]+|(?<=\s)\d+\.\d+$", re.MULTILINE)


def test_the_outputs_are_those_that_are_committed(executed):
    name, book, committed = executed
    for cell, now, then in zip(book.cells, texts(book), texts(committed)):
        assert VOLATILE.sub("#", now) == VOLATILE.sub("#", then), cell.id


def test_they_say_what_they_are_to_say(executed):
    name, book, _ = executed
    said = "\n".join(texts(book))
    if name == "from_kafka_to_pandas":
        comparison = next(text for text in texts(book) if "missing" in text and "kafka-python" in text)
        rows = {line.rsplit(None, 4)[0]: line.split()[1:4] for line in comparison.splitlines()[1:]}
        assert rows == {client: ["704", "0", "0"] for client in ("kafka-python", "confluent-kafka", "kframe")}
        assert "kafka-python and kframe hold the same values in 73 of 73 columns" in said
        assert "kafka-python and confluent-kafka hold the same values in 73 of 73 columns" in said
        assert "704 delivered" in said
    else:
        assert "2 of 6336 message ids occur more than once" in said
        assert any("image/png" in o.get("data", {}) for c in book.cells for o in c.get("outputs", []))
        assert "events from devices whose clock is off" in said
        assert re.search(r"events of the app +6,338", said)
        assert re.search(r"of these from web sites, under our key +4\b", said)


def test_frames_show_themselves_as_tables(executed):
    assert any('class="kframe"' in text and "Receipt" in text for text in html(executed[1]))
