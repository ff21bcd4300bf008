"""Reads a policies file. Whatever is wrong with it is a finding with a place, never an exception."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from flows import policy_checks
from flows.document import parse
from flows.findings import Finding, by_place, publishable
from flows.places import Places
from flows.policies import Policies
from flows.policy_shape import translated
from flows.queues import RecordingMode

SHIPPED = Path(__file__).parent / "default_policies.yaml"
MAX_BYTES = 200_000


@dataclass(frozen=True)
class Read:
    """`policies` is there when the file has the right shape, even when `findings` has errors."""

    policies: Policies | None
    findings: tuple[Finding, ...]
    source: str

    @property
    def publishable(self) -> bool:
        return self.policies is not None and publishable(self.findings)


def load(
    path: Path,
    queues: frozenset[str] | None = None,
    under_sac: Mapping[str, RecordingMode] | None = None,
) -> Read:
    """Read, shape and check a policies file; the queues are those of `policy_checks.check`."""
    try:
        if not path.is_file():
            return _unreadable(path.name, "there is no such file" if not path.exists() else "this is no file")
        if path.stat().st_size > MAX_BYTES:
            return _unreadable(path.name, _too_large())
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        return _unreadable(path.name, "the file is not UTF-8 text; save it as UTF-8")
    except (OSError, ValueError) as error:
        return _unreadable(path.name, f"the file cannot be read ({getattr(error, 'strerror', '') or error})")
    return read(text, path.name, queues, under_sac)


def read(
    text: str,
    name: str,
    queues: frozenset[str] | None = None,
    under_sac: Mapping[str, RecordingMode] | None = None,
) -> Read:
    """The same for text in memory."""
    if len(text) > MAX_BYTES:
        return _unreadable(name, _too_large())
    if "\0" in text:
        return _unreadable(name, "the file has a NUL byte; it is not a text")
    if not text.strip("\ufeff \t\r\n"):
        return _unreadable(name, "the file is empty; policies begin with `ramal policies: 1`")
    document = parse(text.removeprefix("\ufeff"), name)
    findings = list(document.findings)
    if document.data is None:
        return Read(None, by_place(findings), text)
    policies, wrong = _shaped(document.data, document.places)
    # What YAML already complained of would only be repeated in other words by the models.
    told = {(each.line, each.column) for each in findings}
    findings += [each for each in wrong if (each.line, each.column) not in told]
    if policies is not None:
        findings += policy_checks.check(policies, document.places, queues, under_sac)
    return Read(policies if publishable(document.findings) else None, by_place(findings), text)


def _shaped(data: Any, places: Places) -> tuple[Policies | None, list[Finding]]:
    if not isinstance(data, dict):
        message = "policies are made of keys like `hours:` and `promises:`"
        return None, [Finding("error", message, places.file, rule="shape")]
    try:
        return Policies.model_validate(data), []
    except ValidationError as error:
        return None, translated(error.errors(include_url=False), data, places)
    except RecursionError:
        return None, [Finding("error", "this is nested too deeply", places.file, rule="shape")]


def _too_large() -> str:
    return f"the file is larger than {MAX_BYTES // 1000} kB; no policies are"


def _unreadable(name: str, message: str) -> Read:
    return Read(None, (Finding("error", message, name, rule="file"),), "")
