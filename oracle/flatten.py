"""What an event's row must look like, written a second time from the rules alone."""

import json


def path(prefix, key):
    """A column's name: keys joined by dots, a dot inside a key escaped."""
    key = key.replace(".", "\\.")
    return f"{prefix}.{key}" if prefix else key


OWN_COLUMNS = {
    "_partition", "_offset", "_timestamp", "_key", "_headers", "_schema_id", "_tombstone", "_value", "_error", "_raw",
    "_rest",
}  # fmt: skip


def flattened(event):
    """The fields of a JSON object under their paths; `{}` and arrays stay as they are."""
    fields = {}

    def add(prefix, value):
        if isinstance(value, dict) and value:
            for key, inner in value.items():
                add(path(prefix, key), inner)
        else:
            fields[f"value.{prefix}" if prefix in OWN_COLUMNS else prefix] = value

    for key, value in event.items():
        add(path("", key), value)
    return fields


def plain(row):
    """A row with `{}` as kframe's tables have it, so that the text and the object count as the same."""
    return {name: "{}" if value == {} else value for name, value in row.items()}


def event_of(record):
    return json.loads(record.value)
