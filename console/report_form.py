"""What a report's form offers: queues, agents, and the values of other dimensions that there are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from console import measure_words, report_words
from console.report_filters import EVERY, UNKNOWN, Filters
from console.report_parts import Report
from console.report_words import Names
from console.words import reader
from support.rules.metrics import PRESETS
from support.services import agents, flows, forecast, metrics, queues
from support.services.metrics import Asked
from support.store.base import Session

LATELY = timedelta(35)
_OF_SERVICE = ("daily", "interval", "queues")  # reports with a service level in them


@dataclass(frozen=True, slots=True)
class Choices:
    """`dims`: of each dimension that the report heeds its title and values, by what is in the address."""

    queues: Mapping[str, str]
    dims: Mapping[str, tuple[str, Mapping[str, str]]]
    periods: Mapping[str, str]
    comparisons: Mapping[str, str]
    presets: Mapping[str, str]
    every: tuple[int, ...]


def names(session: Session) -> Names:
    titles = {line.flow: line.title for line in flows.published(session)}
    return Names(queue_titles(session), agents.names(session), titles)


def queue_titles(session: Session) -> dict[str, str]:
    """Queue to title: those that there are; then those that have figures only, of old or from elsewhere."""
    own = queues.titles(session, reader())
    return own | {name: name for name in forecast.queues(session) if name not in own}


def choices(session: Session, report: Report, filters: Filters) -> Choices:
    known = names(session)
    dims = {
        dim: (report_words.dimension(dim), _values(session, dim, filters, known))
        for dim in report.takes
        if dim != "queue"
    }
    listed = {**known.queues, **{name: name for name in filters.queues if name not in known.queues}}
    return Choices(
        listed if "queue" in report.takes else {}, dims, report_words.periods(), report_words.comparisons(),
        {name: measure_words.preset(name) for name in PRESETS} if report.name in _OF_SERVICE else {},
        EVERY if report.name == "interval" else (),
    )  # fmt: skip


def _values(session: Session, dim: str, filters: Filters, known: Names) -> Mapping[str, str]:
    """Those of which something happened at the end of the period, and the one that is asked for."""
    period = filters.period
    asked = Asked(max(period.start, period.end - LATELY), period.end)
    found = {str(each) for each in metrics.split(session, asked, dim, presence=False)}
    if dim == "agent":
        found |= {str(each) for each in known.agents}
    if filters.dim == dim:
        found.add(filters.value)
    return {
        each or UNKNOWN: known.of(dim, each) for each in sorted(found, key=lambda each: known.of(dim, each))
    }
