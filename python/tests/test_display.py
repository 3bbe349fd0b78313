"""How frames look: everything an event holds is escaped."""

import html.parser
import json

import pytest

import kframe

NASTY = {
    "<script>alert(1)</script>": "<img src=x onerror=alert(2)>",
    "quote": "\"><b onmouseover='x'>",
    "ampersand": "&lt;b&gt;",
    "escape": "\u001b[31mred\u0007",
    "bidi": "abc\u202edef",
    "long": "x" * 5000,
    "null": None,
    "ä 漢字 🎉": "ü\n\tz",
}


@pytest.fixture(scope="module")
def nasty(tmp_path_factory):
    from kafka import KafkaProducer

    directory = tmp_path_factory.mktemp("nasty")
    with kframe.serve(directory) as broker:
        producer = KafkaProducer(bootstrap_servers=broker.bootstrap_servers)
        for _ in range(30):
            producer.send("nasty", json.dumps(NASTY).encode(), key=b"<key>")
        producer.close()
        yield kframe.read("nasty", "earliest", "latest", bootstrap_servers=broker.bootstrap_servers)


class Reader(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags = []
        self.attributes = []
        self.open = []
        self.text = ""

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, "tags are closed in order"

    def handle_data(self, data):
        self.text += data


def parsed(text):
    reader = Reader()
    reader.feed(text)
    reader.close()
    assert reader.open == []
    return reader


def test_html_escapes_everything(nasty):
    page = parsed(nasty._repr_html_())
    assert set(page.tags) <= {
        "style", "div", "table", "thead", "tbody", "tr", "th", "td", "span", "p", "details", "summary", "b", "br", "ul",
        "li",
    }  # fmt: skip
    assert {name for name, _ in page.attributes} <= {"class", "title", "colspan"}
    assert "<img src=x onerror=alert(2)>" in page.text
    assert "\u001b" not in nasty._repr_html_() and "\u202e" not in nasty._repr_html_()
    assert "x" * 1000 not in nasty._repr_html_(), "what is long is cut"
    assert "30 rows" in page.text and "Receipt" in page.text and "utf8" in page.text


def test_html_shows_head_and_tail_and_no_more_than_fits(day):
    page = parsed(day._repr_html_())
    assert page.tags.count("tr") < 40
    assert page.tags.count("details") == 1
    assert "20,000 rows" in page.text
    assert f"{len(day.columns)} columns" in page.text
    rows = page.tags.count("tr")
    cells = page.tags.count("td") + page.tags.count("th")
    assert cells / rows < 30
    assert len(day._repr_html_()) < 100_000


def test_html_has_no_colours_that_a_dark_notebook_hides(day):
    style = day._repr_html_().split("</style>")[0]
    assert "background:transparent" in style and "color:inherit" in style
    assert "#" not in style.replace("#kframe", ""), "no colour of its own"


def test_plain_text_fits_a_terminal(day, monkeypatch):
    monkeypatch.setenv("COLUMNS", "90")
    lines = repr(day).splitlines()
    table = [line for line in lines if not line.startswith("note:") and "more columns" not in line]
    assert max(map(len, table)) <= 90
    assert "20000 rows" in repr(day).replace(",", "")
    assert "\u001b" not in repr(day)


def test_plain_text_escapes(nasty):
    assert "\u001b" not in repr(nasty) and "\u0007" not in repr(nasty)


def test_receipt_and_schema_show_themselves(day):
    receipt = parsed(day.receipt._repr_html_())
    assert "20,000 offsets in 6 partitions = 20,000 delivered" in receipt.text
    assert "_offset" in repr(day.schema) and "int64" in repr(day.schema)
    assert len(day.schema) == len(day.columns)
