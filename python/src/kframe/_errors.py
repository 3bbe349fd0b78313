"""The one family of exceptions."""

from __future__ import annotations

import re
from typing import Any


class Error(Exception):
    """Why a read failed: what, where, and what to do about it.

    Attributes
    ----------
    code : str
        Which kind of failure; programs branch on this: ``"unknown_topic"``, ``"no_broker"``, ``"undecodable_value"``…
    message : str
        One to three lines for people; also ``str(error)``.
    topic : str or None
    partition : int or None
    offset : int or None
        Where it happened, as far as that is known.
    """

    code: str
    message: str
    topic: str | None
    partition: int | None
    offset: int | None

    def __init__(
        self,
        message: str,
        code: str = "unsupported",
        topic: str | None = None,
        partition: int | None = None,
        offset: int | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.topic = topic
        self.partition = partition
        self.offset = offset

    def __str__(self) -> str:
        return self.message

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.message, self.code, self.topic, self.partition, self.offset)


class UsageError(Error, ValueError):
    """A time, an option or a filter that cannot be taken. Nothing was read."""


#: The command line's options as they are called here. The sentences are the command line's.
_SPELLINGS = [
    (re.compile(r"\bor pass --timezone\b"), 'or pass tz="Europe/Berlin"'),
    (re.compile(r"--timezone\b"), "tz="),
    (re.compile(r"--late exact\b"), 'late="exact"'),
    (re.compile(r"--values (json|text|bytes)\b"), r'values="\1"'),
    (re.compile(r"--types (\S+):(\S+)"), r'types={"\1": "\2"}'),
    (re.compile(r"--select\b"), "columns="),
    (re.compile(r"--on-error (\w+)"), r'on_error="\1"'),
    (re.compile(r"--isolation (\w+)"), r'isolation="\1"'),
    (re.compile(r"--timeout\b"), "timeout="),
    (re.compile(r"--memory\b"), "memory="),
    (re.compile(r"\(--format ndjson\)"), "(kframe.scan())"),
    (re.compile(r"--from\b"), "start"),
    (re.compile(r"--to\b"), "end"),
    (re.compile(r"save it anew with --receipt"), "save it anew with receipt.save(…)"),
    (re.compile(r"\bkframe topics\b"), "kframe.topics()"),
]

_USAGE = {"invalid_time", "invalid_argument", "invalid_filter"}


def spelled(message: str) -> str:
    """A sentence of the command line with its options named as the arguments of Python's functions."""
    for pattern, replacement in _SPELLINGS:
        message = pattern.sub(replacement, message)
    return message


def error_of(answer: dict[str, Any]) -> Error:
    """The exception for an error as the library tells it."""
    code = re.sub(r"([A-Z])", lambda match: "_" + match[1].lower(), answer["code"])
    kind = UsageError if code in _USAGE else Error
    return kind(spelled(answer["message"]), code, answer.get("topic"), answer.get("partition"), answer.get("offset"))


def usage(message: str, code: str = "invalid_argument") -> UsageError:
    return UsageError(message, code)
