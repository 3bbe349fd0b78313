"""P41: stopping, threads, event loops and forks. What is timed here is a promise of seconds, not a speed."""

import asyncio
import multiprocessing
import re
import signal
import socket
import subprocess
import sys
import textwrap
import threading
import time

import pytest

import kframe

TOPIC = "analytics__events"
#: The promise is half a second for the reading thread; a process that prints and a busy machine take their own.
PROMISE = 0.5
SLACK = 0.5


class TarPit:
    """Takes connections and says nothing: a read waits in the middle of its first request."""

    def __enter__(self):
        self.socket = socket.socket()
        self.socket.bind(("127.0.0.1", 0))
        self.socket.listen(16)
        return f"127.0.0.1:{self.socket.getsockname()[1]}"

    def __exit__(self, *_):
        self.socket.close()


def interrupt(code):
    """Runs the code, sends SIGINT when it says so, and gives how long it took then, and what it printed."""
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    line = process.stdout.readline()
    assert line == "reading\n", process.communicate()
    time.sleep(0.4)
    sent = time.monotonic()
    process.send_signal(signal.SIGINT)
    out = process.stdout.readline()
    taken = time.monotonic() - sent
    rest, errors = process.communicate(timeout=30)
    return taken, out + rest, errors


def test_P41_ctrl_c_while_nobody_answers():
    with TarPit() as address:
        taken, out, errors = interrupt(f"""
            import kframe
            print("reading", flush=True)
            try:
                kframe.read("t", "earliest", "latest", bootstrap_servers={address!r})
            except KeyboardInterrupt:
                print("interrupted", flush=True)
            with kframe.demo(200) as broker:
                frame = kframe.read(broker.topic, "earliest", "latest", bootstrap_servers=broker.bootstrap_servers)
                print(len(frame))
        """)
    assert out == "interrupted\n200\n", errors
    assert errors == ""
    assert taken < PROMISE + SLACK


READ_AND_PAUSE = """
    import kframe, os, signal, threading, time, sys
    broker, address, delay = {pid}, {address!r}, {delay}
    def pause():
        time.sleep(delay)
        os.kill(broker, signal.SIGSTOP)
        print("reading", flush=True)
    kframe.plan({topic!r}, "earliest", "latest", bootstrap_servers=address)
    threading.Thread(target=pause).start()
    try:
        {read}
        print("over", flush=True)
    except KeyboardInterrupt:
        print("interrupted", flush=True)
    os.kill(broker, signal.SIGCONT)
    frame = kframe.read({topic!r}, "earliest", "latest", limit=10, bootstrap_servers=address)
    print(len(frame))
"""
READ = f'kframe.read("{TOPIC}", "earliest", "latest", bootstrap_servers=address)'
SCAN = f'sum(b.num_rows for b in kframe.scan("{TOPIC}", "earliest", "latest", bootstrap_servers=address))'


@pytest.mark.parametrize("read", [READ, SCAN])
def test_P41_ctrl_c_in_the_middle_of_a_fetch(pausable_broker, read):
    # The read is quick: the broker is stopped under it a little earlier each time, until that is in the middle.
    for delay in (0.12, 0.06, 0.03, 0.015):
        code = READ_AND_PAUSE.format(
            pid=pausable_broker.pid, address=pausable_broker.address, delay=delay, topic=TOPIC, read=read
        )
        taken, out, errors = interrupt(code)
        pausable_broker.resume()
        if "over" not in out and "reading" not in out and out.startswith("interrupted"):
            break
    assert out == "interrupted\n10\n", errors
    assert errors == ""
    assert taken < PROMISE + SLACK


def test_P41_a_real_kernel_is_interrupted_and_lives_on(pausable_broker):
    from jupyter_client.manager import start_new_kernel

    manager, client = start_new_kernel(kernel_name="python3", startup_timeout=60)
    try:

        def run(code, timeout=60):
            texts = []

            def output(message):
                content = message["content"]
                if content.get("name") != "stderr":
                    texts.append(content.get("text", "") or str(content.get("ename", "")))

            reply = client.execute_interactive(code, timeout=timeout, output_hook=output)
            return reply["content"]["status"], "".join(texts)

        address = pausable_broker.address
        status, text = run(f"import kframe\nprint(len(kframe.read('{TOPIC}', 'earliest', 'latest', limit=5, "
                           f"bootstrap_servers='{address}')))")  # fmt: skip
        assert (status, text) == ("ok", "5\n")
        pausable_broker.pause()
        stopped = {}

        def stop():
            time.sleep(1.5)
            stopped["at"] = time.monotonic()
            manager.interrupt_kernel()

        threading.Thread(target=stop).start()
        status, text = run(f"kframe.read('{TOPIC}', 'earliest', 'latest', bootstrap_servers='{address}')")
        taken = time.monotonic() - stopped["at"]
        assert status == "error" and "KeyboardInterrupt" in text
        assert taken < PROMISE + SLACK
        assert run("print(6 * 7)") == ("ok", "42\n")
        pausable_broker.resume()
        status, text = run(f"frame = kframe.read('{TOPIC}', '2022-09-22T12:00Z', '+1h', "
                           f"bootstrap_servers='{address}')\nprint(len(frame) > 0)")  # fmt: skip
        assert (status, text) == ("ok", "True\n")
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def test_P41_inside_a_running_event_loop(demo):
    async def main():
        ticks = 0

        async def tick():
            nonlocal ticks
            while True:
                await asyncio.sleep(0.001)
                ticks += 1

        ticking = asyncio.create_task(tick())
        await asyncio.sleep(0)
        # As a notebook's cell does: the loop waits for it.
        direct = kframe.read(demo.topic, "earliest", "latest", bootstrap_servers=demo.bootstrap_servers)
        before = ticks
        aside = await asyncio.to_thread(
            kframe.read, demo.topic, "earliest", "latest", bootstrap_servers=demo.bootstrap_servers
        )
        ticking.cancel()
        return direct, aside, ticks - before

    direct, aside, ticks = asyncio.run(main())
    assert direct.to_arrow().equals(aside.to_arrow())
    assert ticks > 3, "the loop goes on while a thread reads"


def test_P41_other_threads_run_while_one_reads():
    with TarPit() as address:
        counted = 0
        over = threading.Event()

        def read():
            with pytest.raises(kframe.Error):
                kframe.topics(bootstrap_servers=address)
            over.set()

        thread = threading.Thread(target=read)
        thread.start()
        until = time.monotonic() + 0.5
        while time.monotonic() < until:
            counted += 1
        assert not over.is_set()
        assert counted > 10_000, "a waiting read holds no lock of Python's"
    # The listener is gone, so is the read.
    thread.join(timeout=60)
    assert over.is_set()


def test_several_reads_in_threads_give_the_same(demo, day):
    found = []

    def read():
        frame = kframe.read(demo.topic, "earliest", "latest", bootstrap_servers=demo.bootstrap_servers)
        found.append(frame["_offset"].to_pylist())

    threads = [threading.Thread(target=read) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 6
    assert all(offsets == day["_offset"].to_pylist() for offsets in found)


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_forked_child_is_told_and_does_not_wait_for_ever(demo):
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)

    def child():
        try:
            kframe.topics(bootstrap_servers=demo.bootstrap_servers)
            sender.send("read")
        except kframe.Error as error:
            sender.send(str(error))

    process = context.Process(target=child)
    process.start()
    assert receiver.poll(20), "the child waits"
    assert re.search("spawn", receiver.recv())
    process.join(timeout=20)
    assert process.exitcode == 0
    assert kframe.topics(bootstrap_servers=demo.bootstrap_servers).names == [TOPIC], "the parent's broker lives on"


def test_nothing_is_printed_whatever_goes_wrong(tmp_path):
    code = """
import kframe, pathlib
broker = kframe.demo(300)
for attempt in range(3):
    try:
        kframe.read("nope", "earliest", "latest", bootstrap_servers=broker.bootstrap_servers)
    except kframe.Error:
        pass
address = broker.bootstrap_servers
broker.stop()
broker.stop()
try:
    kframe.topics(bootstrap_servers=address)
except kframe.Error:
    pass
kept = kframe.demo(100)
scan = kframe.scan(kept.topic, "earliest", "latest", bootstrap_servers=kept.bootstrap_servers)
next(iter(scan))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
