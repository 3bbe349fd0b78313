"""Counts the memory that each way across the boundary leaves behind. Run by `make sanitize`; not a pytest file.

Each case is run many times; what the C library's allocator holds after the first half is compared with what it holds
after the second. Run with the address sanitizer's library preloaded (LD_PRELOAD), the leak sanitizer looks at the end
for memory that nothing points to any more, too.
"""

import ctypes
import gc
import sys
import threading

import kframe

#: What a round may leave behind on average, in bytes: the noise of caches and thread pools.
ALLOWED = 256
ROUNDS = 150


class Allocations(ctypes.Structure):
    """glibc's mallinfo2."""

    _fields_ = [(name, ctypes.c_size_t) for name in "arena ordblks smblks hblks hblkhd usmblks".split()]
    _fields_ += [(name, ctypes.c_size_t) for name in "fsmblks uordblks fordblks keepcost".split()]


def held():
    """Bytes that are allocated and not given back."""
    gc.collect()
    libc = ctypes.CDLL(None)
    libc.mallinfo2.restype = Allocations
    info = libc.mallinfo2()
    return info.uordblks + info.hblkhd


def cases(broker):
    topic = broker.topic
    source = {"bootstrap_servers": broker.bootstrap_servers}

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

    return [read, convert, capsule_of_a_frame, capsule_of_a_scan, scan_dropped, scan_closed, cancelled, failed, counted]


def main():
    leaking = []
    with kframe.demo(300) as broker:
        chosen = sys.argv[1:]
        for case in cases(broker):
            if chosen and case.__name__ not in chosen:
                continue
            for _ in range(ROUNDS // 3):
                case()
            before = held()
            for _ in range(ROUNDS):
                case()
            left = (held() - before) / ROUNDS
            print(f"{case.__name__:20} {left:10.1f} bytes a round", flush=True)
            if left > ALLOWED:
                leaking.append(case.__name__)
    if leaking:
        sys.exit(f"memory is left behind by: {', '.join(leaking)}")


if __name__ == "__main__":
    main()
