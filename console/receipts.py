"""A question's receipt in one line: how it was answered, what came of it, how long and how often asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import format_decimal
from flask_babel import gettext as _

Data = Mapping[str, Any]


def line(data: Data) -> str:
    """`main: said, matched billing after 3.2 s, asked twice`"""
    return f"{_readable(data.get('step', '?'))}: {', '.join(_pieces(data))}"


def _pieces(data: Data) -> Iterator[str]:
    inputs = {"speech": _("said"), "keypad": _("keyed"), "none": _("no answer")}
    yield inputs.get(str(data.get("input")), _("no answer"))
    seconds = format_decimal(float(data.get("answer_ms") or 0) / 1000, format="0.0")
    yield _("%(result)s after %(seconds)s s", result=_result(data), seconds=seconds)
    counts = {name: int(data.get(name) or 0) for name in ("asked", "rejected", "silent", "corrected")}
    if counts["asked"] > 1:
        yield _("asked %(times)s", times=_times(counts["asked"]))
    if counts["rejected"]:
        yield _("not understood %(times)s", times=_times(counts["rejected"]))
    if counts["silent"]:
        yield _("silent %(times)s", times=_times(counts["silent"]))
    if counts["corrected"]:
        yield _("corrected %(times)s", times=_times(counts["corrected"]))
    if data.get("confirmed"):
        yield _("confirmed")


def _result(data: Data) -> str:
    option = _readable(data.get("option") or data.get("intent") or "")
    words = {
        "matched": _("matched %(option)s", option=option) if option else _("matched"),
        "anywhere": _("left by “%(option)s”", option=option),
        "else": _("nothing matched"),
        "abandoned": _("hung up"),
    }
    return str(words.get(str(data.get("result"))) or _readable(data.get("result", "?")))


def _times(count: int) -> str:
    return str({1: _("once"), 2: _("twice")}.get(count) or _("%(n)s times", n=count))


def _readable(value: Any) -> str:
    return str(value).replace("_", " ")
