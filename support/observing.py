"""What is timed and traced at once: `with observing.timing("webhook", "/twilio/voice", call=sid): …`.

Without instruments and traces it costs next to nothing. Both take no part in what they watch: they change
nothing, and none of their troubles is anybody else's.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from time import perf_counter
from types import TracebackType
from typing import Any, Protocol

from support.traces import Traces


class Timers(Protocol):
    """What `support.instruments.Instruments` does for us."""

    def took(self, what: str, part: str, seconds: float) -> None: ...


class Observing:
    """`timers` and `traces` may both be missing."""

    def __init__(self, timers: Timers | None = None, traces: Traces | None = None) -> None:
        self._timers, self._traces = timers, traces

    def timing(self, what: str, part: str = "", *, call: str = "") -> Timing:
        """`what` is one of `instruments.TIMED`, `part` its route or kind, `call` the SID of a call."""
        span = self._traces.span(f"{what} {part}".rstrip(), call) if self._traces else None
        return Timing(self, what, part, span)

    def took(self, what: str, part: str, seconds: float, *, call: str = "", traced: bool = False) -> None:
        """Something that began so long ago, and is over now."""
        if self._timers:
            self._timers.took(what, part, seconds)
        if self._traces and traced:
            self._traces.over(what, seconds, call)

    def stop(self) -> None:
        if self._traces:
            self._traces.stop()


class Timing:
    """From `with` to its end."""

    __slots__ = ("_began", "_observing", "_part", "_span", "_what")

    def __init__(
        self, observing: Observing, what: str, part: str, span: AbstractContextManager[Any] | None
    ) -> None:
        self._observing, self._what, self._part, self._span = observing, what, part, span
        self._began = 0.0

    def __enter__(self) -> None:
        self._began = perf_counter()
        if self._span:
            self._span.__enter__()

    def __exit__(
        self,
        kind: type[BaseException] | None = None,
        error: BaseException | None = None,
        trace: TracebackType | None = None,
    ) -> None:
        if self._span:
            self._span.__exit__(kind, error, trace)
        self._observing.took(self._what, self._part, perf_counter() - self._began)
