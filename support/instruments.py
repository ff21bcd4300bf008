"""Instruments of one process, for Prometheus: what it counts and times itself, and gauges of the centre.

The only place that knows `prometheus_client`. Each application has its own; nothing is global.
What a process measured bears its number (`process`), because several may answer at one address.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from os import getpid

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from support.services.gauges import Gauges

_FAST = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
_SLOW = (0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
# What is timed: (its label, words, limits in seconds).
TIMED: Mapping[str, tuple[str, str, tuple[float, ...]]] = {
    "webhook": ("route", "From a request of the phone company to our answer", _FAST),
    "routing": ("", "Deciding who takes which waiting call", _FAST),
    "speech": ("", "From the end of a caller's words to the decision what follows",
               (0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 1.0, 1.5, 2.0, 3.0, 5.0)),
    "order": ("kind", "Carrying out one order: REST, sounds, fetches", _SLOW),
}  # fmt: skip


class Instruments:
    """`look` is asked for the gauges at every reading; None says that the database does not answer.

    `streams`: how many callers' streams this process hears, and at most can.
    """

    def __init__(
        self,
        look: Callable[[], Gauges | None] = lambda: None,
        streams: Callable[[], tuple[int, int]] = lambda: (0, 0),
    ) -> None:
        self._registry = CollectorRegistry()
        self._look, self._streams = look, streams
        self._process = str(getpid())
        self._timers = {
            name: _timer(name, label, words, limits, self._registry)
            for name, (label, words, limits) in TIMED.items()
        }
        self._known: dict[tuple[str, str], Histogram] = {}  # finding one by its labels costs as much again
        self._events = Counter(
            "ramal_call_events", "Facts written about calls", ("process", "kind"), registry=self._registry
        )
        self._ended = Counter(
            "ramal_calls_ended",
            "Calls that ended, by outcome",
            ("process", "outcome"),
            registry=self._registry,
        )
        self._registry.register(_Centre(self))

    def took(self, what: str, part: str, seconds: float) -> None:
        """`what` is one of `TIMED`; `part`: which route or kind, "" where there is but one."""
        timer = self._known.get((what, part))
        if timer is None:
            labels = (self._process, part) if TIMED[what][0] else (self._process,)
            timer = self._known[what, part] = self._timers[what].labels(*labels)
        timer.observe(seconds)

    def counted(self, events: Mapping[tuple[str, str], int]) -> None:
        """Events of calls that were committed: how many by (kind, outcome of a call that ended, or "")."""
        for (kind, outcome), count in events.items():
            self._events.labels(self._process, kind).inc(count)
            if outcome:
                self._ended.labels(self._process, outcome).inc(count)

    def read(self) -> bytes:
        """Everything, as Prometheus reads it."""
        return generate_latest(self._registry)

    def gauges(self) -> Iterable[GaugeMetricFamily]:
        live, most = self._streams()
        for name, words, value in (
            ("ramal_streams", "Callers whom this process hears now", live),
            ("ramal_streams_most", "How many this process hears at most", most),
        ):
            yield _labelled(name, words, "process", {self._process: value})
        found = self._look()
        yield _plain("ramal_database_up", "Whether the database answers", found is not None)
        if found:
            yield from _of_centre(found)


class _Centre(Collector):
    """Asks for the gauges when somebody reads, not before."""

    def __init__(self, instruments: Instruments) -> None:
        self._instruments = instruments

    def collect(self) -> Iterable[GaugeMetricFamily]:
        return self._instruments.gauges()

    def describe(self) -> Iterable[GaugeMetricFamily]:
        """Nothing is asked only because somebody registers."""
        return ()


def _timer(
    name: str, label: str, words: str, limits: tuple[float, ...], registry: CollectorRegistry
) -> Histogram:
    labels = ("process", label) if label else ("process",)
    return Histogram(f"ramal_{name}_seconds", words, labels, registry=registry, buckets=limits)


def _of_centre(found: Gauges) -> Iterable[GaugeMetricFamily]:
    by_queue = (
        ("ramal_waiting", "Callers who wait in the line", found.waiting),
        ("ramal_longest_wait_seconds", "How long the first of them has waited", found.longest_wait_s),
        ("ramal_callbacks_waiting", "Promised callbacks in the line", found.callbacks),
        ("ramal_callbacks_due", "Promised callbacks whose time has come", found.callbacks_due),
    )
    for name, words, values in by_queue:
        yield _labelled(name, words, "queue", values)
    yield _labelled("ramal_agents", "Agents, by presence", "presence", found.agents)
    for name, words, value in (
        ("ramal_calls_in_progress", "Calls that go on now", found.calls),
        ("ramal_orders_due", "Orders that should be carried out now", found.orders_due),
        ("ramal_orders_late_seconds", "How long the oldest of them is due", found.orders_late_s),
        ("ramal_hook_deliveries_due", "Events that other systems should be told of now", found.hooks_due),
        ("ramal_tickets_open", "Tickets that are not solved", found.tickets_open),
        ("ramal_tickets_late", "Open tickets with a broken promise", found.tickets_late),
        ("ramal_tickets_soon_late", "Open tickets that soon break one", found.tickets_soon_late),
    ):
        yield _plain(name, words, value)


def _plain(name: str, words: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, words, value=float(value))


def _labelled(name: str, words: str, label: str, values: Mapping[str, float]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, words, labels=[label])
    for key, value in values.items():
        family.add_metric([key], float(value))
    return family
