"""From YAML text to plain data with places. Every scalar stays text, exactly as it was typed.

Built from the parser's events and not from constructed objects: so digits keep their zeros, `no` stays
a word, and limits on size, depth and aliases hold before anything large is made.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
    StreamStartEvent,
)

from flows.findings import Finding, short
from flows.nearest import nearest
from flows.places import Path, Place, Places
from flows.yaml_faults import explain

MAX_DEPTH = 24
MAX_VALUES = 100_000  # counting every copy that an alias makes


@dataclass
class Document:
    """`data` is None when the text could not be read as far as its end."""

    data: Any
    places: Places
    findings: list[Finding] = field(default_factory=list)


class _Stop(Exception):
    """The rest of the text is not worth reading: carries the reason and where."""

    def __init__(self, message: str, place: Place, suggestion: str = "") -> None:
        super().__init__(message)
        self.place = place
        self.suggestion = suggestion


def parse(text: str, file: str) -> Document:
    """Read one YAML document. Never raises: what cannot be read is a finding."""
    document = Document(None, Places(file))
    try:
        document.data = _Builder(text, document).build()
    except _Stop as stop:
        place, message, suggestion = stop.place, str(stop), stop.suggestion
    except MarkedYAMLError as error:
        # What was opened and never closed is told where it was opened.
        never_closed = "unexpected end of stream" in str(error.problem) and error.context_mark is not None
        mark = error.context_mark if never_closed else error.problem_mark or error.context_mark
        at = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        (place, message), suggestion = explain(text, at, str(error.problem or error.context or "")), ""
    except YAMLError as error:
        (place, message), suggestion = explain(text, (1, 1), str(error).splitlines()[0]), ""
    except Exception as error:  # the parser's own slips on strange text are the author's typing errors too
        (place, message), suggestion = explain(text, (1, 1), type(error).__name__), ""
    else:
        return document
    document.findings.append(Finding("error", message, file, *place, suggestion=suggestion, rule="yaml"))
    return document


def _place(event: Any) -> Place:
    return event.start_mark.line + 1, event.start_mark.column + 1


class _Builder:
    def __init__(self, text: str, document: Document) -> None:
        self.events: Iterator[Any] = YAML(typ="safe", pure=True).parse(text)
        self.document = document
        self.places = document.places
        self.anchors: dict[str, tuple[Any, int]] = {}
        self.open_anchors: set[str] = set()
        self.count = 0

    def build(self) -> Any:
        data: Any = None
        documents = 0
        for event in self.events:
            if isinstance(event, StreamStartEvent | StreamEndEvent):
                continue
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise _Stop("a second document begins here; a file holds one flow", _place(event))
            elif isinstance(event, NodeEvent):
                data = self.node(event, (), 0)
        if documents == 0 or data is None:
            raise _Stop("the file is empty; a flow begins with `ramal: 1`", (1, 1))
        return data

    def node(self, event: Any, path: Path, depth: int) -> Any:
        place = _place(event)
        self.places.values[path] = place
        self.take(1, place)
        if isinstance(event, AliasEvent):
            return self.alias(event, place)
        # Tags could name types of the program's own language; the lone "!" only marks text as text.
        if event.tag is not None and event.ctag is not None and str(event.tag) != "!":
            raise _Stop(f"tags like {short(event.tag)} have no meaning in a flow", place)
        if isinstance(event, ScalarEvent):
            value: Any = event.value
            # Quoted, an empty text is meant; plain, its author forgot it.
            if not value and event.style is None:
                value = None
            size = 1
        else:
            if depth >= MAX_DEPTH:
                raise _Stop(f"this is nested more than {MAX_DEPTH} levels deep", place)
            value, size = self.collection(event, path, depth)
        if event.anchor is not None:
            self.anchors[str(event.anchor)] = (value, size)
        return value

    def collection(self, event: Any, path: Path, depth: int) -> tuple[Any, int]:
        anchor = str(event.anchor) if event.anchor is not None else ""
        self.open_anchors.add(anchor)
        before = self.count
        build = self.mapping if isinstance(event, MappingStartEvent) else self.sequence
        value = build(path, depth + 1)
        self.open_anchors.discard(anchor)
        return value, self.count - before + 1

    def mapping(self, path: Path, depth: int) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for event in self.events:
            if isinstance(event, MappingEndEvent):
                break
            place = _place(event)
            key = self.key(event, place)
            value_event = next(self.events)
            here = (*path, key)
            if key in data:
                line = self.places.keys[here][0]
                message = f"'{short(key)}' is written twice; the first is in line {line}"
                self.report(message, place, "duplicate key")
                # Read on, so that later faults are told too, but under a path that nothing looks up.
                self.node(value_event, (*path, key, "again"), depth)
                continue
            self.places.keys[here] = place
            data[key] = self.node(value_event, here, depth)
            if data[key] is None:
                self.places.values[here] = place
                self.report(f"nothing is written after `{short(key)}:`", place, "empty value")
        return data

    def key(self, event: Any, place: Place) -> str:
        if not isinstance(event, ScalarEvent):
            raise _Stop("a key must be a plain word; texts that begin with { or [ stand in quotes", place)
        return str(event.value)

    def sequence(self, path: Path, depth: int) -> list[Any]:
        data: list[Any] = []
        for event in self.events:
            if isinstance(event, SequenceEndEvent):
                break
            data.append(self.node(event, (*path, len(data)), depth))
            if data[-1] is None:
                self.report("nothing is written after this dash", _place(event), "empty value")
        return data

    def alias(self, event: Any, place: Place) -> Any:
        name = str(event.anchor)
        if name in self.open_anchors:
            raise _Stop(f"*{short(name)} stands inside of what it repeats, which would never end", place)
        if name not in self.anchors:
            message = f"*{short(name)} repeats something that was never named with &"
            raise _Stop(f"{message}; keys like * stand in quotes", place, nearest(name, self.anchors))
        # The value is shared and not copied, but whoever reads it later walks through it every time.
        value, size = self.anchors[name]
        self.take(size, place)
        return value

    def take(self, size: int, place: Place) -> None:
        self.count += size
        if self.count > MAX_VALUES:
            raise _Stop(f"this makes more than {MAX_VALUES} values", place)

    def report(self, message: str, place: Place, rule: str) -> None:
        self.document.findings.append(Finding("error", message, self.places.file, *place, rule=rule))
