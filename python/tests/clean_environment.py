"""What must work where there is nothing but Python and the wheel: run by scripts/test-python.sh, without Swift."""

import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

assert shutil.which("swift") is None, "there is Swift on the PATH: this proves nothing"
assert "LD_LIBRARY_PATH" not in os.environ
for name in ("pyarrow", "pandas", "polars"):
    assert importlib.util.find_spec(name) is None, f"{name} is not needed, and would hide that it is"

import kframe  # noqa: E402

native = Path(kframe.__file__).parent / "_native"
for file in (native / "libkframe.so", native / "kframe"):
    for line in subprocess.run(["ldd", file], capture_output=True, text=True, check=True).stdout.splitlines():
        assert "not found" not in line and "swift" not in line, line
        path = line.partition(" => ")[2].rpartition(" (")[0]
        assert not path or path.startswith(("/lib", "/usr/lib", str(native))), line

with kframe.demo(2_000) as broker:
    frame = kframe.read(broker.topic, "earliest", "latest", bootstrap_servers=broker.bootstrap_servers)
    assert len(frame) == 2_000
    assert "2000 rows" in repr(frame).replace(",", "")
    assert "Receipt" in frame._repr_html_()
    frame.__arrow_c_stream__()
    try:
        frame.to_pandas()
        raise AssertionError("there is no pandas here")
    except ImportError as error:
        assert "pip install" in str(error)
    done = subprocess.run(
        ["kframe", "count", broker.topic, "--from", "earliest", "--to", "latest", "-b", broker.bootstrap_servers],
        capture_output=True, text=True,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "2000\n"), done
assert subprocess.run(["kframe", "--version"], capture_output=True, text=True).stdout.startswith("kframe ")
print("works without Swift:", len(frame), "rows")
