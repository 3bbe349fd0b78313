"""What measured, and with what: the machine and the versions of everything."""

import importlib.metadata
import os
import platform
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

PACKAGES = ["confluent-kafka", "kafka-python", "orjson", "pandas", "polars", "duckdb", "pyarrow"]
LIBRARIES = ["liblz4", "libzstd", "simdjson"]


def describe(kframe):
    return {
        "date": date.today().isoformat(),
        "processor": processor(),
        "cores": os.cpu_count(),
        "memory": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        "system": f"{distribution()}, {platform.system()} {platform.release()}",
        "load": round(os.getloadavg()[0], 2),
        "versions": versions(kframe),
    }


def available_memory():
    """Bytes that programs may still ask for; half of what there is where the system does not say."""
    try:
        text = Path("/proc/meminfo").read_text()
    except OSError:
        text = ""
    found = re.search(r"^MemAvailable:\s*(\d+) kB", text, re.MULTILINE)
    return int(found[1]) * 1024 if found else os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2


def processor():
    text = first(["lscpu"]) or first(["sysctl", "-n", "machdep.cpu.brand_string"])
    found = re.search(r"Model name:\s*(.+)", text)
    return (found[1] if found else text or platform.machine()).strip()


def distribution():
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, KeyError):
        return platform.platform(terse=True)


def versions(kframe):
    swift = re.search(r"Swift version (\S+)", first(["swift", "--version"]))
    kcat = re.search(r"Version (\S+) .*librdkafka (\S+?)[ ,)]", first(["kcat", "-V"]))
    found = {"kframe": first([kframe, "--version"]).split()[-1], "Swift": swift[1] if swift else "?"}
    found |= {"kcat": kcat[1], "librdkafka": kcat[2]} if kcat else {}
    for library in LIBRARIES:
        if version := first(["pkg-config", "--modversion", library]).strip():
            found[library.removeprefix("lib")] = version
    for package in PACKAGES:
        try:
            found[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            found[package] = "missing"
    return found | {"CPython": ".".join(map(str, sys.version_info[:3]))}


def first(command):
    """What a program says of itself; nothing where it is not there."""
    try:
        return subprocess.run(list(map(str, command)), capture_output=True, text=True).stdout
    except OSError:
        return ""
