"""Counts the memory that each way across the boundary leaves behind. Run by `make sanitize`; not a pytest file.

Each case is run in windows of many rounds, and what the C library's allocator holds before a window is compared with
what it holds after it. A leak leaves memory in every window, so the quietest one counts, and the first that is quiet
enough ends the case.

Not everything that stays is a leak. libdispatch keeps the blocks of 64 bytes that its work was queued in, in a list for
each thread, for the next work. A read makes about eight of them on one thread that another lets go of, so half a
kilobyte a read stays until each list has 1,024 of them; a thread that ends gives its 64 KiB back. In a process whose
lists are full, reads leave nothing: 400 of them over the local broker came to 16 bytes in all, and the next 400 to 0.

Run with the address sanitizer's library preloaded (LD_PRELOAD), that library's allocator is used, and nothing is
counted here; the leak sanitizer looks at the end for memory that nothing points to any more.
"""

import ctypes
import gc
import os
import sys
import threading
import time
from pathlib import Path

import kframe

#: What a round may leave behind in the quietest window, in bytes: what libdispatch keeps, and as much again for more
#: threads on a busy machine. A frame of the topic has megabytes; what is smaller and lost, the leak sanitizer finds.
ALLOWED = 2048
ROUNDS = 75
#: More are not needed: on a busy machine threads come and go with what is kept for each, but not in every window.
WINDOWS = 10
FIXTURES = Path(__file__).resolve().parents[2] / "Tests" / "GoldenData" / "fixtures"


class Allocations(ctypes.Structure):
    """glibc's mallinfo2."""

    _fields_ = [(name, ctypes.c_size_t) for name in "arena ordblks smblks hblks hblkhd usmblks".split()]
    _fields_ += [(name, ctypes.c_size_t) for name in "fsmblks uordblks fordblks keepcost".split()]


def held():
    """Bytes that are allocated and not given back, once work that was let go of has ended, too."""
    gc.collect()
    libc = ctypes.CDLL(None)
    libc.mallinfo2.restype = Allocations
    before = None
    for _ in range(100):
        info = libc.mallinfo2()
        if (now := info.uordblks + info.hblkhd) == before:
            break
        before = now
        time.sleep(0.1)
    return now


def cases(broker):
    # A log directory: the buffers of connections grow and shrink by their own rule, and would be noise in large reads.
    source = {"log_dir": os.fspath(FIXTURES / "log")}
    topic = "clickstream"

    def read():
        kframe.read(topic, "earliest", "latest", **source)

    def convert():
        kframe.read(topic, "earliest", "latest", **source).to_arrow()

    def capsule_of_a_frame():
        kframe.read(topic, "earliest", "latest", limit=10, **source).__arrow_c_stream__()

    def capsule_of_a_scan():
        kframe.scan(topic, "earliest", "latest", **source).__arrow_c_stream__()

    def scan_dropped():
        for _ in kframe.scan(topic, "earliest", "latest", **source):
            break

    def scan_closed():
        with kframe.scan(topic, "earliest", "latest", **source) as stream:
            next(iter(stream))

    def cancelled():
        stream = kframe.scan(topic, "earliest", "latest", **source)

        def take():
            try:
                for _ in stream:
                    pass
            except kframe.Error:
                pass

        thread = threading.Thread(target=take)
        thread.start()
        stream.close()
        thread.join()

    def failed():
        for wrong in ({"where": "a ="}, {"columns": ["nothing"], "where": "nothing = 1"}):
            try:
                kframe.read(topic, "earliest", "latest", **wrong, **source)
            except kframe.Error:
                pass
        try:
            kframe.read("no-such-topic", "earliest", "latest", **source)
        except kframe.Error:
            pass

    def counted():
        kframe.count(topic, "earliest", "latest", by=["type"], **source)

    def connected():
        kframe.read(broker.topic, "earliest", "latest", limit=10, bootstrap_servers=broker.bootstrap_servers)

    capsules = [capsule_of_a_frame, capsule_of_a_scan]
    return [read, convert, *capsules, scan_dropped, scan_closed, cancelled, failed, counted, connected]


def left_by(case):
    """Bytes a round in the quietest window. One that gives memory back is not quiet: it could hide what was left."""
    for _ in range(ROUNDS // 3):
        case()
    windows = []
    while len(windows) < WINDOWS and min(windows, default=ALLOWED + 1) > ALLOWED:
        before = held()
        for _ in range(ROUNDS):
            case()
        windows.append(abs(held() - before) / ROUNDS)
    print(f"{case.__name__:20}", *(f"{left:8.1f}" for left in windows), "bytes a round", flush=True)
    return min(windows)


def main():
    chosen = sys.argv[1:]
    with kframe.demo(300) as broker:
        wanted = [case for case in cases(broker) if not chosen or case.__name__ in chosen]
        leaking = [case.__name__ for case in wanted if left_by(case) > ALLOWED]
    if leaking:
        sys.exit(f"memory is left behind by: {', '.join(leaking)}")


if __name__ == "__main__":
    main()
