"""What rows there are, by programs that are not kframe; and whether kframe's are the same. Nothing of this is timed.

    python truth.py KFRAME BOOTSTRAP PART LINES_TOPIC LINES LOG_DIRECTORY TOPIC=COUNT… [SHAPED_TOPIC…]

KFRAME is the command; what is found goes to the standard output, as JSON.
"""

import json
import subprocess
import sys
from pathlib import Path

from broker import TOPIC, directory_of
from shapes import SHAPES
from suite import COMMON_KEY, RARE_KEY


def truth(bench):
    """Of each answer that is looked at: how many rows, and a digest of which. In a process of its own, for its size."""
    command = [
        sys.executable, Path(__file__).resolve(), bench.kframe, bench.bootstrap, bench.sizes.topic("python"),
        bench.sizes.topic("lines"), bench.sizes.file_of_lines(), directory_of(bench.sizes.events),
        *(f"{bench.sizes.topic(kind)}={bench.sizes.count(kind)}" for kind in ("small", "wide")),
        *map(bench.sizes.topic, SHAPES),
    ]  # fmt: skip
    print("checking which rows there are, by confluent-kafka and kcat, and that kframe has them", file=sys.stderr)
    found = subprocess.run(list(map(str, command)), stdout=subprocess.PIPE)
    if found.returncode != 0:
        sys.exit("the rows could not be checked")
    return json.loads(found.stdout)


def main():
    from rows import kcat_count, kcat_places, kframe_places, kframe_texts

    kframe, bootstrap, part, lines_topic, lines, directory, *others = sys.argv[1:]
    found = by_parsing(bootstrap, TOPIC)
    found["python"] = kcat_places(bootstrap, part)
    found["lines"] = identities(lines)
    compare("kcat, everything", kcat_places(bootstrap, TOPIC), found["everything"])
    compare("kframe, everything", kframe_places(kframe, bootstrap, TOPIC), found["everything"])
    for key, text in (("common", COMMON_KEY), ("rare", RARE_KEY)):
        rows = kframe_places(kframe, bootstrap, TOPIC, "--where", f"writeKey = '{text}'")
        compare(f"kframe, writeKey = '{text}'", rows, found[key])
    compare("kframe, the lines", kframe_texts(kframe, directory, lines_topic, "messageId"), found["lines"])
    for other in others:
        topic, _, count = other.partition("=")
        if count:
            compare(f"kcat, {topic}", {"rows": kcat_count(bootstrap, topic)}, {"rows": int(count)})
        else:
            compare(f"kframe, {topic}", kframe_places(kframe, bootstrap, topic), kcat_places(bootstrap, topic))
    print(json.dumps(found))


def by_parsing(bootstrap, topic):
    """Every message parsed, then filtered."""
    import orjson

    from peers import confluent_messages, consume
    from rows import places

    found = {"everything": ([], []), "common": ([], []), "rare": ([], [])}
    keys = {COMMON_KEY: "common", RARE_KEY: "rare"}
    for messages in confluent_messages(bootstrap, topic, consume):
        for message in messages:
            place = message.partition(), message.offset()
            names = ["everything"]
            try:
                event = orjson.loads(bare(message.value()))
            except (TypeError, ValueError):
                event = None
            key = event.get("writeKey") if isinstance(event, dict) else None
            if isinstance(key, str) and key in keys:
                names.append(keys[key])
            for name in names:
                found[name][0].append(place[0])
                found[name][1].append(place[1])
    return {name: places(*columns) for name, columns in found.items()}


def bare(value):
    """The JSON of a value, without a byte-order mark or a schema registry's five bytes."""
    if value and value[:1] == b"\0":
        value = value[5:]
    return value.removeprefix(b"\xef\xbb\xbf") if value else value


def identities(path):
    import orjson

    from rows import texts

    with open(path, "rb") as file:
        return texts([orjson.loads(line).get("messageId") for line in file])


def compare(who, has, wanted):
    if has != wanted:
        sys.exit(f"{who}: {has['rows']:,} rows, and not the {wanted['rows']:,} that there are")
    print(f"  {who}: {has['rows']:,} rows, the same ones", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
