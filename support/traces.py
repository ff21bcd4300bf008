"""Spans for OpenTelemetry, where somebody wants them: the turns and orders of one call are one trace.

The only place that knows `opentelemetry`, which is imported when it is switched on and not before; its
packages are in deploy/requirements-traces.txt. A trace is named after its call: nothing has to be kept.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from time import monotonic, time_ns
from typing import Any

import structlog

from support.settings import SettingsError

TOLD_EVERY_S = 60.0  # that a collector does not answer
PATIENCE_S = 5  # with a collector
log = structlog.get_logger()
MISSING = (
    "RAMAL_TRACES is set, but OpenTelemetry is not installed: pip install -r deploy/requirements-traces.txt"
)


class Traces:
    """`exporter` is OpenTelemetry's; in `at_once` mode each span is given to it as it ends (tests)."""

    def __init__(self, exporter: Any, version: str = "", *, at_once: bool = False) -> None:
        trace, sdk, export, resources = _packages()
        about = resources.Resource.create({"service.name": "ramal", "service.version": version})
        # Not made the process's own: other libraries' spans are none of ours.
        self._provider = sdk.TracerProvider(resource=about, shutdown_on_exit=False)
        ways = export.SimpleSpanProcessor if at_once else export.BatchSpanProcessor
        self._provider.add_span_processor(ways(exporter))
        self._trace, self._tracer = trace, self._provider.get_tracer("ramal", version)

    @contextmanager
    def span(self, name: str, call: str = "") -> Iterator[None]:
        """Of the call of this SID, or of whatever goes on already. Of an error only its kind is told."""
        with self._tracer.start_as_current_span(
            name, self._within(call), attributes=_about(call),
            record_exception=False, set_status_on_exception=False,
        ) as span:  # fmt: skip
            try:
                yield
            except Exception as error:
                status = self._trace.Status(self._trace.StatusCode.ERROR, type(error).__name__)
                span.set_status(status)
                raise

    def over(self, name: str, seconds: float, call: str = "") -> None:
        """The span of something that took so long until now."""
        began = time_ns() - int(seconds * 1e9)
        self._tracer.start_span(name, self._within(call), attributes=_about(call), start_time=began).end()

    def _within(self, call: str) -> Any:
        """None: what is going on now. Otherwise as if the call were a span somewhere else."""
        trace = self._trace
        if not call or trace.get_current_span().get_span_context().is_valid:
            return None
        name = sha256(call.encode()).digest()
        parent = trace.SpanContext(
            int.from_bytes(name[:16], "big"),
            int.from_bytes(name[16:24], "big"),
            is_remote=True,
            trace_flags=trace.TraceFlags(trace.TraceFlags.SAMPLED),
        )
        return trace.set_span_in_context(trace.NonRecordingSpan(parent))

    def stop(self) -> None:
        """What is still here is sent, or given up."""
        self._provider.shutdown()


def open_traces(url: str, version: str = "") -> Traces:
    """Sent by OTLP over HTTP to the collector at `url`, without its /v1/traces. Raises SettingsError."""
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    except ImportError:
        raise SettingsError(MISSING) from None
    _tell_in_our_words()
    return Traces(OTLPSpanExporter(endpoint=url.rstrip("/") + "/v1/traces", timeout=PATIENCE_S), version)


class _Words(logging.Handler):
    """What OpenTelemetry has to say, as a line of our log, now and then."""

    _told_at = float("-inf")

    def emit(self, record: logging.LogRecord) -> None:
        if monotonic() - self._told_at >= TOLD_EVERY_S:
            self._told_at = monotonic()
            log.warning("traces_not_sent", by=record.name)


def _tell_in_our_words() -> None:
    theirs = logging.getLogger("opentelemetry")
    if not any(isinstance(each, _Words) for each in theirs.handlers):
        theirs.addHandler(_Words(logging.WARNING))
        theirs.propagate = False


def _about(call: str) -> dict[str, str]:
    return {"ramal.call": call} if call else {}


def _packages() -> tuple[Any, Any, Any, Any]:
    try:
        from opentelemetry import trace
        from opentelemetry.sdk import resources
        from opentelemetry.sdk import trace as sdk
        from opentelemetry.sdk.trace import export
    except ImportError:
        raise SettingsError(MISSING) from None
    return trace, sdk, export, resources
