"""Reads flows from files. Whatever is wrong with a file is a finding with a place, never an exception."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flows.checks import check
from flows.document import parse
from flows.findings import Finding, by_place, publishable
from flows.flow import Flow
from flows.nearest import nearest
from flows.places import Places
from flows.shape import validate
from flows.steps import SubFlow

MAX_BYTES = 1_000_000
MAX_FAMILY_DEPTH = 16


@dataclass(frozen=True)
class Loaded:
    """`flow` is there when the document has the right shape, even when `findings` has errors; whether
    it may be published is `publishable`. `places` leads from a path in the document to line and column,
    `subflow_places` does so for each sub-flow."""

    flow: Flow | None
    findings: tuple[Finding, ...]
    source: str
    places: Places
    subflow_places: dict[str, Places] = field(default_factory=dict)

    @property
    def publishable(self) -> bool:
        return self.flow is not None and publishable(self.findings)


def load(path: Path, *, known_queues: frozenset[str] | None = None) -> Loaded:
    """Read, shape and check a flow's file, with the sub-flows beside it."""
    text, findings = _text_of(path)
    if findings:
        return Loaded(None, tuple(findings), text, Places(path.name))
    return read(text, path.name, folder=path.parent, known_queues=known_queues)


def read(text: str, name: str, *, folder: Path | None, known_queues: frozenset[str] | None = None) -> Loaded:
    """The same for text in memory. Without a folder there are no sub-flows to be found."""
    flow, findings, places = _read_one(text, name)
    others: dict[str, Places] = {}
    if flow is not None:
        family = _Family(folder, flow.flow)
        family.fetch(flow, places, (flow.flow,))
        findings += family.findings
        flow = flow.model_copy(update={"subflows": family.flows})
        others = family.places
        findings += check(flow, places, known_queues, subflow_places=others, missing=family.missing)
    return Loaded(flow, by_place(findings), text, places, others)


def _read_one(text: str, name: str) -> tuple[Flow | None, list[Finding], Places]:
    if len(text) > MAX_BYTES:
        return None, [_too_large(name)], Places(name)
    document = parse(text.removeprefix("\ufeff"), name)
    if document.data is None:
        return None, document.findings, document.places
    flow, findings = validate(document.data, document.places)
    # What YAML already complained of would only be repeated in other words by the models.
    told = {(f.line, f.column) for f in document.findings}
    findings = document.findings + [f for f in findings if (f.line, f.column) not in told]
    return (flow if publishable(document.findings) else None), findings, document.places


@dataclass
class _Family:
    """The sub-flows of a flow, found in its folder, each loaded once however often it is used."""

    folder: Path | None
    main: str
    flows: dict[str, Flow] = field(default_factory=dict)
    places: dict[str, Places] = field(default_factory=dict)
    missing: set[str] = field(default_factory=set)  # already reported
    findings: list[Finding] = field(default_factory=list)

    def fetch(self, flow: Flow, places: Places, trail: tuple[str, ...]) -> None:
        for name, step in flow.steps.items():
            if isinstance(step, SubFlow):
                self.fetch_one(step.flow, ("steps", name, "flow"), places, trail)

    def fetch_one(self, name: str, at: tuple[str, ...], places: Places, trail: tuple[str, ...]) -> None:
        if name in trail:
            circle = " → ".join((*trail[trail.index(name) :], name))
            self.report(f"the sub-flows go round in a circle: {circle}", at, places)
            self.missing.add(name)
            return
        if name in self.flows or name in self.missing:
            return
        if len(trail) > MAX_FAMILY_DEPTH:
            self.report(f"sub-flows stand more than {MAX_FAMILY_DEPTH} deep in each other here", at, places)
            self.missing.add(name)
            return
        text, problem, guess = self.text_of(name)
        if problem:
            self.missing.add(name)
            self.report(problem, at, places, guess)
            return
        flow, findings, own = _read_one(text, f"{name}.yaml")
        self.findings += findings
        if flow is None:
            self.missing.add(name)
            self.report(f"the sub-flow '{name}' has errors of its own", at, places)
            return
        if flow.flow != name:
            self.report(f"the file {name}.yaml says `flow: {flow.flow}`; it must say {name}", ("flow",), own)
        # Known before its own sub-flows are read: a sub-flow used twice is read once.
        self.flows[name], self.places[name] = flow, own
        self.fetch(flow, own, (*trail, name))

    def text_of(self, name: str) -> tuple[str, str, str]:
        """The sub-flow's text, or a problem and perhaps the name that was meant."""
        if self.folder is None:
            return "", f"the sub-flow '{name}' cannot be found: this text has no folder", ""
        path = self.folder / f"{name}.yaml"
        if not path.is_file():
            others = {other.stem for other in self.folder.glob("*.yaml")} - {self.main}
            problem = f"there is no sub-flow '{name}': no file {name}.yaml beside this one"
            return "", problem, nearest(name, others)
        text, findings = _text_of(path)
        if findings:
            return "", f"the sub-flow '{name}' cannot be read: {findings[0].message}", ""
        return text, "", ""

    def report(self, message: str, at: tuple[Any, ...], places: Places, suggestion: str = "") -> None:
        self.findings.append(
            Finding("error", message, places.file, *places.value(at), suggestion=suggestion, rule="sub-flow")
        )


def _text_of(path: Path) -> tuple[str, list[Finding]]:
    try:
        if path.is_dir():
            return "", [_unreadable(path.name, "this is a folder, not a flow's file")]
        if path.exists() and not path.is_file():  # a device or a pipe may never end
            return "", [_unreadable(path.name, "this is not an ordinary file")]
        if path.stat().st_size > MAX_BYTES:
            return "", [_too_large(path.name)]
        data = path.read_bytes()
    except FileNotFoundError:
        return "", [_unreadable(path.name, "there is no such file")]
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return "", [_unreadable(path.name, f"the file cannot be read ({reason})")]
    return _decoded(data, path.name)


def _decoded(data: bytes, name: str) -> tuple[str, list[Finding]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = len(before.rsplit(b"\n", 1)[-1].decode("utf-8", "replace")) + 1
        return "", [_unreadable(name, "the file is not UTF-8 text; save it as UTF-8", line, column)]
    if "\0" in text:
        before_nul = text[: text.index("\0")]
        line = before_nul.count("\n") + 1
        column = len(before_nul.rsplit("\n", 1)[-1]) + 1
        return "", [_unreadable(name, "the file has a NUL byte; it is not a text", line, column)]
    return text, []


def _unreadable(name: str, message: str, line: int = 1, column: int = 1) -> Finding:
    return Finding("error", message, name, line, column, rule="file")


def _too_large(name: str) -> Finding:
    return _unreadable(name, f"the file is larger than {MAX_BYTES // 1_000_000} MB; no flow is")


# --- a published version, stored ----------------------------------------------------------------------


def to_document(flow: Flow) -> dict[str, Any]:
    """Plain JSON data with everything a call needs, sub-flows too: a published version is kept so."""
    document = flow.model_dump(mode="json", by_alias=True, exclude_none=True)
    if flow.subflows:
        document["subflows"] = {name: to_document(sub) for name, sub in flow.subflows.items()}
    return document


def from_document(document: dict[str, Any]) -> Flow:
    """The inverse of `to_document`. Raises pydantic.ValidationError for what was not made by it."""
    return Flow.model_validate(document)
