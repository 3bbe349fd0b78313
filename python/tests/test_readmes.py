"""The Python of both READMEs runs, in the order in which it is read."""

import os
import re

import matplotlib
import pytest

import kframe
from conftest import REPOSITORY

BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("readme", ["README.md", "python/README.md"])
def test_snippets_run(readme, demo, monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(tmp_path)
    matplotlib.use("Agg")
    # A demo of its own would be slow, and is the same.
    monkeypatch.setattr(kframe, "demo", lambda: demo)
    names = {}
    for block in BLOCK.findall((REPOSITORY / readme).read_text()):
        code = block.replace("localhost:9092", demo.bootstrap_servers).replace("analytics__pageview", demo.topic)
        exec(compile(code, readme, "exec"), names)
    assert len(names["df"]) > 100
    if readme != "README.md":
        assert names["again"].to_arrow().equals(names["frame"].to_arrow())
        assert names["rows"] > 5_000
        assert os.path.exists("receipt.json")
        assert "2022-09-22T12:00Z" in capsys.readouterr().out
