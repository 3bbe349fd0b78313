"""Events of other shapes than the generated day's, so that kframe is good at more than one set of data.

Each shape is one topic: its own fields, codec and number of partitions. Events are repeated, but far beyond what a
codec looks back.
"""

import json
import random
from dataclasses import dataclass

DAY_START = 1_663_804_800_000  # 2022-09-22T00:00Z, milliseconds
DAY = 86_400_000
DISTINCT = 10_000  # events are repeated after so many


@dataclass(frozen=True)
class Shape:
    title: str  # as tables show it
    events: int
    codec: str
    partitions: int
    event: object  # makes an event from a random generator and its number


def optional(dice, _):
    """60 of 400 fields, each of one kind, a third of them in objects; some null, in an order of their own."""
    event = {"event": "Checkout", "ts": moment(dice)}
    for number in sorted(dice.sample(range(400), 60)):
        value = None if dice.random() < 0.03 else OPTIONAL[number % len(OPTIONAL)](dice)
        if number % 3:
            event[f"field_{number}"] = value
        else:
            event.setdefault(f"group_{number % 20}", {})[f"name_{number}"] = value
    return event


def moment(dice):
    hour, minute, second = dice.randrange(24), dice.randrange(60), dice.randrange(60)
    return f"2022-09-22T{hour:02}:{minute:02}:{second:02}.{dice.randrange(1000):03}Z"


OPTIONAL = [
    lambda dice: round(dice.random() * 1e6, 3),
    lambda dice: dice.randrange(10**9),
    lambda dice: f"v{dice.randrange(1000)}",
    lambda dice: dice.random() < 0.5,
    moment,
    lambda dice: f"a text of some words {dice.randrange(10**6)}",
    lambda dice: f"{dice.getrandbits(128):032x}",
    lambda dice: dice.randrange(100),
    lambda dice: [f"tag{dice.randrange(9)}" for _ in range(dice.randrange(4))],
    lambda dice: f"https://shop.example/p/{dice.randrange(9999)}?q={dice.randrange(99)}",
]


def mixed(dice, number):
    """60 of 400 fields, in any order, each of which is a number here and a text or nothing there."""
    event = {"event": "Legacy", "ts": moment(dice)}
    for field in dice.sample(range(400), 60):
        event[f"field_{field}"] = dice.choice(
            [dice.random() * 1e6, dice.randrange(10**9), f"v{dice.randrange(1000)}", True, None, f"a text {number}"]
        )
    return event


def deep(dice, number):
    """Objects in objects, eight deep, each with a list of objects."""
    event = {"id": number, "ts": moment(dice)}
    level = event
    for depth in range(8):
        things = [{"k": one, "v": f"t{one}", "w": [1, 2, 3]} for one in range(dice.randrange(5))]
        level[f"l{depth}"] = {"a": dice.randrange(1000), "b": "x" * dice.randrange(30), "list": things}
        level = level[f"l{depth}"]
    return event


def long(dice, number):
    """Pages of text in several scripts, half of the time with everything but ASCII escaped."""
    parts = ["é", "日本", 'abc "q" ', "\n", "line of text "]
    text = "".join(dice.choice(parts) for _ in range(600))
    return {"id": number, "ts": moment(dice), "text": text, "html": f"<p>{'word ' * 400}</p>"}


def short(dice, number):
    return {"u": number % 1000, "t": "page", "v": dice.random()}


SHAPES = {
    "optional": Shape("400 optional fields, lz4, 6 partitions", 200_000, "lz4", 6, optional),
    "mixed": Shape("400 fields that mix kinds, zstd, 1 partition", 100_000, "zstd", 1, mixed),
    "deep": Shape("Objects eight deep and lists of objects, snappy, 24 partitions", 200_000, "snappy", 24, deep),
    "long": Shape("Long texts, gzip, 3 partitions", 40_000, "gzip", 3, long),
    "short": Shape("Three short fields, not compressed, 1 partition", 2_000_000, "none", 1, short),
}


@dataclass(frozen=True)
class Message:
    """An event as confluent-kafka would hand it out."""

    number: int
    count: int
    text: bytes

    def key(self):
        return f"k{self.number % 100}".encode()

    def value(self):
        return self.text

    def timestamp(self):
        return None, DAY_START + self.number * DAY // self.count


def messages(name, count):
    dice = random.Random(name)
    shape = SHAPES[name]
    texts = [
        json.dumps(shape.event(dice, number), ensure_ascii=number % 2 == 0).encode()
        for number in range(min(count, DISTINCT))
    ]
    return (Message(number, count, texts[number % len(texts)]) for number in range(count))
