"""What every client's records are turned into, so that they can be compared byte for byte."""

import base64
import gzip
import json
import re
from dataclasses import dataclass, replace
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
FIXTURES = REPOSITORY / "Tests" / "GoldenData" / "fixtures"


@dataclass(frozen=True, order=True)
class Record:
    partition: int
    offset: int
    timestamp: int | None  # milliseconds since 1970; None where the record has none
    key: bytes | None
    value: bytes | None
    headers: tuple = ()  # of (name, bytes or None)

    def without_headers(self):
        return replace(self, headers=())


def decoded(text):
    return None if text is None else base64.b64decode(text)


def golden_records(topic, isolation="uncommitted"):
    """The records of a golden topic as Apache Kafka's consumers got them, by partition and offset."""
    plain = FIXTURES / "expected" / f"{topic}.records.ndjson"
    text = plain.read_text() if plain.exists() else gzip.open(f"{plain}.gz", "rt").read()
    records = []
    for line in text.splitlines():
        one = json.loads(line)
        records.append(
            Record(
                one["partition"],
                one["offset"],
                None if one["timestamp"] == -1 else one["timestamp"],
                decoded(one["key_b64"]),
                decoded(one["value_b64"]),
                tuple((name, decoded(value)) for name, value in one["headers"]),
            )
        )
    committed = FIXTURES / "expected" / f"{topic}.committed.ndjson"
    if isolation == "committed" and committed.exists():
        places = {(p["partition"], p["offset"]) for p in map(json.loads, committed.read_text().splitlines())}
        records = [r for r in records if (r.partition, r.offset) in places]
    return sorted(records, key=lambda r: (r.partition, r.offset))


def golden_topics():
    return sorted(path.name.removesuffix(".offsets.json") for path in (FIXTURES / "expected").glob("*.offsets.json"))


def golden_offsets(topic):
    return json.loads((FIXTURES / "expected" / f"{topic}.offsets.json").read_text())


TIME = re.compile(r"([+-]?\d{4,})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?Z")


def milliseconds(text):
    """RFC 3339 in UTC to milliseconds since 1970, of any year."""
    match = TIME.fullmatch(text)
    assert match, f"not a time in UTC: {text}"
    year, month, day, hour, minute, second = (int(part) for part in match.groups()[:6])
    fraction = int((match.group(7) or "").ljust(9, "0")[:3])
    # Days of the civil calendar; datetime ends with the year 9999.
    year -= month <= 2
    era_year = year % 400
    day_of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    days = year // 400 * 146097 + era_year * 365 + era_year // 4 - era_year // 100 + day_of_year - 719468
    return (((days * 24 + hour) * 60 + minute) * 60 + second) * 1000 + fraction


def time_text(value):
    """Milliseconds since 1970 as RFC 3339."""
    from datetime import datetime, timezone

    moment = datetime.fromtimestamp(value / 1000, timezone.utc)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{value % 1000:03d}Z"
