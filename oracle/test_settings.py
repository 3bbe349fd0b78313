"""Every name that librdkafka takes is one that kframe has an answer to: honoured, ignored or refused."""

import re
import subprocess
import sys
from pathlib import Path

import confluent_kafka

from records import REPOSITORY

# librdkafka prints the list itself; not every copy of it is one that Python has the name of.
SHOW = """
import ctypes, sys
library, c = ctypes.CDLL(sys.argv[1]), ctypes.CDLL(None)
c.fdopen.restype = ctypes.c_void_p
file = ctypes.c_void_p(c.fdopen(1, b"w"))
library.rd_kafka_conf_properties_show(file)
c.fflush(file)
"""


def test_every_setting_of_librdkafka_is_known():
    package = Path(confluent_kafka.__file__).parent
    library = next(iter(sorted((package.parent / "confluent_kafka.libs").glob("librdkafka*"))), "librdkafka.so.1")
    done = subprocess.run([sys.executable, "-c", SHOW, str(library)], check=True, capture_output=True, text=True)
    names = set(re.findall(r"^([a-z][a-z0-9_.]+) +\|", done.stdout, re.MULTILINE))
    assert len(names) > 150
    page = (REPOSITORY / "docs" / "configuration.md").read_text()
    known = set(re.findall(r"^\| `([^`]+)` \| (?:honoured|ignored|refused) \|", page, re.MULTILINE))
    families = tuple(re.findall(r"`([a-z.]+\.)\*`", page))
    assert sorted(name for name in names - known if not name.startswith(families)) == []
