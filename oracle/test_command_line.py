"""Exit statuses, messages, pipes and files: what a shell script may rely on."""

import json
import os
import shutil
import signal
import socket
import subprocess
import time

import pytest

import kframe
from records import FIXTURES

RANGE = ["--from", "2022-09-22T12:00Z", "--to", "2022-09-22T14:00Z"]


def failed(*arguments, status, **options):
    done = kframe.run(*arguments, check=False, **options)
    assert done.returncode == status, done.stderr
    assert done.stdout == ""
    assert 1 <= len(done.stderr.strip().splitlines()) <= 12
    assert "Fatal error" not in done.stderr
    return done.stderr


@pytest.mark.parametrize("arguments", [["--help"], ["read", "--help"], ["count", "--help"], ["plan", "--help"]])
def test_help(arguments):
    done = kframe.run(*arguments)
    assert "kframe" in done.stdout
    assert done.stderr == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ["read"],
        ["reed", "topic"],
        ["read", "clickstream", *RANGE, "--no-such-option"],
        ["read", "clickstream", "--from", "2022-09-22T12:00", "--to", "2022-09-22T14:00Z"],
        ["read", "clickstream", "--from", "1663848000", "--to", "2022-09-22T14:00Z"],
        ["read", "clickstream", "--from", "yesterday", "--to", "now"],
        ["read", "clickstream", *RANGE, "--format", "parchment"],
        ["read", "clickstream", *RANGE, "--limit", "-1"],
        ["read", "clickstream", *RANGE, "--isolation", "some"],
        ["read", "clickstream", *RANGE, "--partitions", "0,x"],
        ["read", "clickstream", *RANGE, "--late", "soon"],
        ["read", "clickstream", *RANGE, "--where", "type = "],
        ["read", "clickstream", *RANGE, "--where", "type == 'page'"],
    ],
    ids=lambda arguments: " ".join(arguments),
)
def test_wrong_usage_is_2(golden_broker, arguments):
    failed(*arguments, status=2, env=kframe.environment(KFRAME_BOOTSTRAP_SERVERS=golden_broker))


@pytest.mark.parametrize(
    ("option", "word"), [("--memory=none", "8GB"), ("--partitions=x", "0,3"), ("--timeout=soon", "30s")]
)
def test_a_wrong_value_is_told_with_the_command_whose_it_is(golden_broker, option, word):
    message = failed("read", "clickstream", "-b", golden_broker, *RANGE, option, status=2)
    assert word in message and "kframe read --help" in message and "Usage" not in message


def test_a_time_without_a_zone_says_the_mend(golden_broker):
    message = failed("read", "clickstream", "-b", golden_broker, "--from", "2022-09-22T12:00", "--to", "now", status=2)
    assert "2022-09-22T12:00Z" in message and "--timezone" in message


def test_an_unknown_topic_names_the_nearest(golden_broker):
    assert "late-events" in failed("read", "late-event", "-b", golden_broker, *RANGE, status=1)


def test_a_partition_that_does_not_exist(golden_broker):
    assert "17" in failed("read", "clickstream", "-b", golden_broker, *RANGE, "--partitions", "17", status=1)


def test_nobody_answers():
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    message = failed("read", "clickstream", "-b", f"127.0.0.1:{port}", *RANGE, status=1)
    assert f"127.0.0.1:{port}" in message


def test_the_environment_names_the_broker(golden_broker):
    env = kframe.environment(KFRAME_BOOTSTRAP_SERVERS=golden_broker)
    assert "clickstream" in kframe.run("topics", env=env).stdout


def test_plan_speaks_of_every_partition(golden_broker):
    text = kframe.run("plan", "clickstream", "-b", golden_broker, *RANGE, "--late", "0s").stdout
    plans = {plan["partition"]: (plan["start"], plan["end"]) for plan in kframe.ndjson(text)}
    assert sorted(plans) == [0, 1, 2, 3, 4, 5]
    assert plans[0] == (792, 1819)  # The events of exactly 12:00 and 14:00.


# Pipes


def test_head_ends_quietly(demo_broker):
    command = f'"{kframe.BINARY}" read analytics__events -b {demo_broker} --from earliest --to latest | head -n 3'
    started = time.monotonic()
    done = subprocess.run(
        ["bash", "-c", command + '; echo "${PIPESTATUS[0]}" >&2'],
        capture_output=True,
        text=True,
        timeout=60,
        env=kframe.environment(),
    )
    *noise, status = done.stderr.split()
    assert len(done.stdout.splitlines()) == 3
    assert all(json.loads(line)["_partition"] == 0 for line in done.stdout.splitlines())
    assert noise == []
    assert int(status) in (0, 128 + signal.SIGPIPE)
    assert time.monotonic() - started < 60


def test_piped_output_is_ndjson_and_nothing_else(golden_broker):
    done = kframe.run("read", "late-events", "-b", golden_broker, *RANGE)
    assert all("_offset" in row for row in kframe.ndjson(done.stdout))
    assert "\x1b" not in done.stdout + done.stderr


def test_table_format_has_no_escapes_when_piped(golden_broker):
    done = kframe.run("read", "late-events", "-b", golden_broker, *RANGE, "--format", "table")
    assert "_partition" in done.stdout
    assert "\x1b" not in done.stdout + done.stderr


def test_none_prints_no_row_and_the_receipt(golden_broker):
    done = kframe.run("read", "clickstream", "-b", golden_broker, *RANGE, "--format", "none")
    assert done.stdout == ""
    assert done.stderr.strip() != ""


def test_limit(golden_broker):
    rows = kframe.rows(golden_broker, "clickstream", "--limit", "7")
    assert [(row["_partition"], row["_offset"]) for row in rows] == [(0, offset) for offset in range(7)]


def test_order_by_time(golden_broker):
    rows = kframe.rows(golden_broker, "late-events", "--order", "time")
    order = [(row["_timestamp"], row["_partition"], row["_offset"]) for row in rows]
    assert len(order) == 917
    assert order == sorted(order)


# Files


def read_into(path, broker, *arguments, topic="late-events", check=True):
    command = ["read", topic, "-b", broker, "--from", "earliest", "--to", "latest", "-o", path]
    return kframe.run(*command, *arguments, check=check)


def test_the_format_goes_by_the_ending(golden_broker, tmp_path):
    assert read_into(tmp_path / "a.ndjson", golden_broker).stdout == ""
    read_into(tmp_path / "a.csv", golden_broker)
    assert len(kframe.ndjson((tmp_path / "a.ndjson").read_text())) == 917
    lines = (tmp_path / "a.csv").read_bytes().split(b"\r\n")
    assert lines[0].startswith(b"_partition,_offset,_timestamp,_key")
    assert len(lines) == 917 + 2
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.csv", "a.ndjson"]


def test_an_existing_file_is_kept(golden_broker, tmp_path):
    path = tmp_path / "kept.ndjson"
    path.write_text("mine\n")
    done = read_into(path, golden_broker, check=False)
    assert done.returncode in (1, 2)
    assert "--force" in done.stderr
    assert path.read_text() == "mine\n"
    read_into(path, golden_broker, "--force")
    assert len(kframe.ndjson(path.read_text())) == 917


def corrupt_log(directory, name):
    """A log directory with one of the damaged segment files as a topic of one partition."""
    partition = directory / "damaged-0"
    partition.mkdir(parents=True)
    shutil.copy(FIXTURES / "corrupt" / name, partition / "00000000000000000000.log")
    # A newer segment, so that the damage is in the middle of the log and no torn tail.
    (partition / "00000000000000000009.log").write_bytes(b"")
    return directory


def test_a_failed_read_leaves_no_file(tmp_path):
    logs = corrupt_log(tmp_path / "logs", "02-payload-bit-flipped.log")
    out = tmp_path / "out"
    out.mkdir()
    command = ["read", "damaged", "--log-dir", logs, "--from", "earliest", "--to", "latest"]
    done = kframe.run(*command, "-o", out / "rows.ndjson", check=False)
    assert done.returncode == 1
    assert "partition 0" in done.stderr and "3" in done.stderr
    assert list(out.iterdir()) == []


# Interruptions


@pytest.fixture
def silent_server():
    """A port where somebody takes the connection and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"127.0.0.1:{server.getsockname()[1]}"


def interrupted(process):
    started = time.monotonic()
    process.send_signal(signal.SIGINT)
    process.wait(timeout=10)
    return process.returncode, time.monotonic() - started


def test_interrupting_a_read_that_waits(silent_server, tmp_path):
    process = subprocess.Popen(
        [kframe.BINARY, "read", "t", "-b", silent_server, *RANGE, "-o", tmp_path / "rows.ndjson"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=kframe.environment(),
    )
    time.sleep(1)
    assert process.poll() is None
    status, seconds = interrupted(process)
    assert status in (130, -signal.SIGINT)
    assert seconds < 5
    assert list(tmp_path.iterdir()) == []


def test_interrupting_a_read_that_writes(demo_broker):
    """Nobody takes the rows, so it is in the middle of them."""
    process = subprocess.Popen(
        [kframe.BINARY, "read", "analytics__events", "-b", demo_broker, "--from", "earliest", "--to", "latest"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=kframe.environment(),
    )
    assert os.read(process.stdout.fileno(), 1) == b"{"
    status, seconds = interrupted(process)
    assert status in (130, -signal.SIGINT)
    assert seconds < 5


# Deadlines


@pytest.mark.parametrize("command", ["read", "count", "plan"])
def test_a_timeout_covers_the_connecting_too(silent_server, command):
    started = time.monotonic()
    message = failed(command, "t", "-b", silent_server, *RANGE, "--timeout", "700ms", status=1)
    assert time.monotonic() - started < 20
    assert f"Connecting was given 700ms and is not done. No broker at {silent_server} has answered so far." in message
    assert "--timeout" in message


def test_a_timeout_that_is_no_duration(silent_server):
    message = failed("read", "t", "-b", silent_server, *RANGE, "--timeout", "soon", status=2)
    assert "--timeout takes a duration such as 30s; not “soon”" in message


def test_time_enough(golden_broker):
    done = kframe.run("count", "late-events", *RANGE, "-b", golden_broker, "--late", "exact", "--timeout", "5m")
    assert json.loads(done.stdout) == 608


def test_times_before_now_need_no_equals_sign(golden_broker):
    for command in (["count"], ["plan"], ["read", "--format", "ndjson"]):
        name, *rest = command
        done = kframe.run(name, "late-events", *rest, "--from", "-2h", "--to", "-1h", "-b", golden_broker)
        assert "608" not in done.stdout and done.returncode == 0
