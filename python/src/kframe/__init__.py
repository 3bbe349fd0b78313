"""kframe reads a time range of a Kafka topic into a typed data frame.

>>> import kframe
>>> frame = kframe.read("analytics__pageview", "2022-09-22T12:00Z", "2022-09-22T14:00Z",
...                     bootstrap_servers="localhost:9092",
...                     where="writeKey = 'newapp_2022_test_key'")     # doctest: +SKIP
>>> df = frame.to_pandas()                                             # doctest: +SKIP

Exactly the right rows, and a receipt that proves it: ``frame.receipt``. Reading leaves no trace in Kafka: no consumer
group, no commits. Without Kafka at hand, ``kframe.demo()`` starts a local broker with a day of clickstream.
"""

from ._demo import Broker, demo, serve
from ._errors import Error, UsageError
from ._frame import Frame
from ._library import __version__
from ._plan import Plan
from ._read import count, plan, read, replay, scan, topics
from ._receipt import Receipt
from ._scan import Scan
from ._timeline import Timeline
from ._topics import Topics

__all__ = [
    "Broker",
    "Error",
    "Frame",
    "Plan",
    "Receipt",
    "Scan",
    "Timeline",
    "Topics",
    "UsageError",
    "__version__",
    "count",
    "demo",
    "plan",
    "read",
    "replay",
    "scan",
    "serve",
    "topics",
]
