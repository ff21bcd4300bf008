"""What every check is given: the flow, where its parts were written, what is known, a list to report to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from flows.findings import Finding, Weight, short
from flows.flow import Flow
from flows.nearest import nearest
from flows.places import Path, Places


@dataclass
class Context:
    """`main` is the flow that is published; for a sub-flow it is the flow that uses it. A sub-flow read
    by itself knows neither the queues nor the variables that it will find: `alone` says so."""

    flow: Flow
    places: Places
    main: Flow
    known_queues: frozenset[str] = frozenset()
    missing: frozenset[str] = frozenset()  # sub-flows already reported
    findings: list[Finding] = field(default_factory=list)

    @property
    def is_main(self) -> bool:
        return self.flow is self.main and bool(self.flow.numbers)

    @property
    def alone(self) -> bool:
        return self.flow is self.main and not self.flow.numbers

    @property
    def languages(self) -> list[str]:
        return list(dict.fromkeys(self.main.languages))

    def found(self, *rules: str) -> bool:
        return any(finding.rule in rules for finding in self.findings)

    def report(
        self, weight: Weight, path: Path, message: str, rule: str, suggestion: str = "", *, key: bool = False
    ) -> None:
        line, column = self.places.key(path) if key else self.places.value(path)
        self.findings.append(Finding(weight, message, self.places.file, line, column, suggestion, rule))

    def error(self, path: Path, message: str, rule: str, suggestion: str = "", *, key: bool = False) -> None:
        self.report("error", path, message, rule, suggestion, key=key)

    def warn(self, path: Path, message: str, rule: str, *, key: bool = False) -> None:
        self.report("warning", path, message, rule, key=key)

    def unknown(self, what: str, name: str, known: Iterable[str], path: Path, *, key: bool = False) -> None:
        """Reports a name that nothing answers to."""
        guess = nearest(name, known)
        verb = "are" if what.endswith("hours") else "is"
        self.error(path, f"no {what} {verb} called '{short(name)}'", f"unknown {what}", guess, key=key)
