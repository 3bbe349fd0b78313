"""The README's commands print what the README says they print, and its Swift is compiled by the tests."""

import fcntl
import os
import pty
import re
import struct
import subprocess
import termios

import pytest

import kframe
from records import REPOSITORY

README = REPOSITORY / "README.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(language):
    if not README.exists():
        return []
    return [text for name, text in BLOCK.findall(README.read_text()) if name == language]


def commands():
    """(command, lines it prints) of every `$ kframe …` in a console block."""
    for block in blocks("console"):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            rest = part.split("\n")
            command = rest.pop(0)
            while command.endswith("\\"):
                command = command[:-1] + rest.pop(0).strip()
            lines = [line.rstrip() for line in rest if line.strip()]
            if command.startswith(("kframe", "make demo")):
                yield command.replace("make demo", "kframe demo"), lines


def on_a_terminal(command, broker, columns=100):
    """What the command shows on a terminal of that width, without the progress bar."""
    env = kframe.environment(KFRAME_BOOTSTRAP_SERVERS=broker, NO_COLOR="1", TERM="xterm")
    primary, secondary = pty.openpty()
    fcntl.ioctl(secondary, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    process = subprocess.Popen(
        ["bash", "-c", f'kframe() {{ "$0" "$@"; }}; {command}', kframe.BINARY],
        stdin=subprocess.DEVNULL,
        stdout=secondary,
        stderr=secondary,
        env=env,
    )
    os.close(secondary)
    output = b""
    while True:
        try:
            chunk = os.read(primary, 65536)
        except OSError:  # The terminal is closed once its last program has ended.
            break
        if not chunk:
            break
        output += chunk
    os.close(primary)
    assert process.wait(timeout=60) == 0, output.decode()
    text = output.decode().replace("\r\n", "\n")
    text = re.sub(r"[^\n]*\r\x1b\[2K", "", text)
    return [line.rstrip() for line in text.split("\n")]


# What differs from run to run: times taken, speeds, sizes on the wire, ports, cluster ids.
VOLATILE = re.compile(r"\d[\d.,]* ?(?:µs|ms|s|min|rows/s|rec/s|[kMG]?B(?:/s)?)\b|127\.0\.0\.1:\d+|localhost:\d+")


def comparable(line):
    return re.sub(r"[─ ]+", " ", VOLATILE.sub("#", line)).strip()


@pytest.mark.parametrize("command,lines", list(commands()), ids=lambda value: value if isinstance(value, str) else "")
def test_commands_print_what_the_readme_shows(command, lines, demo_for_readme):
    shown = [comparable(line) for line in on_a_terminal(command, demo_for_readme)]
    for line in lines:
        # A line of dots alone stands for lines left out.
        if line.strip() not in ("…", "..."):
            assert comparable(line) in shown, "\n".join([f"missing: {line}", "printed:", *shown])


@pytest.fixture(scope="module")
def demo_for_readme(tmp_path_factory):
    """The broker that the README has one start: `kframe serve --demo`, in its default size."""
    directory = tmp_path_factory.mktemp("readme")
    with kframe.serve(directory, "--demo", log=directory.parent / "readme-serve.log") as address:
        yield address


def test_the_swift_of_the_readme_is_compiled_and_run():
    """Each Swift block stands word for word in a test, which the Swift tests compile and run."""

    def squeezed(text):
        return re.sub(r"\s+", " ", text).strip()

    sources = [squeezed(path.read_text()) for path in (REPOSITORY / "Tests").rglob("*.swift")]
    for block in blocks("swift"):
        code = [line for line in block.splitlines() if not line.startswith("import ")]
        assert any(squeezed("\n".join(code)) in source for source in sources), f"in no test:\n{block}"


def test_the_readme_shows_its_two_commands():
    text = README.read_text()
    assert "make demo" in text and "make test" in text
    assert blocks("console") and blocks("swift")
