"""What a figure is made of: inputs, what was left out and why, rivals, and since when which rule held."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from support.errors import NotFound
from support.rules import local_days
from support.rules import metrics as rules
from support.rules.metrics_more import OTHERS
from support.services import explaining_more, metrics, policies
from support.services.ledger import CallLine as CallLine
from support.services.ledger import LedgerLine as LedgerLine
from support.services.ledger import calls_ledger as calls_ledger
from support.services.ledger import ledger as ledger
from support.services.ledger import ledger_alarm as ledger_alarm
from support.store import explaining as store
from support.store.base import Session
from support.store.facts import CallFact, LegFact, StayFact

if TYPE_CHECKING:
    from support.services.metrics import Asked


@dataclass(frozen=True, slots=True)
class LeftOut:
    """`what` was not counted, and how many; `why`, both as keys of the console's words."""

    what: str
    count: int
    why: str


@dataclass(frozen=True, slots=True)
class Threshold:
    """Since which of the centre's days in the period a queue's stays were measured by it, and how many."""

    queue: str
    since: date
    target_s: int
    short_s: int
    stays: int


@dataclass(frozen=True, slots=True)
class Held:
    """What held in the period. `policies`: versions published in it, with when. `brought`: how many facts
    came from other systems' logs, by their name."""

    thresholds: tuple[Threshold, ...] = ()
    policies: tuple[tuple[int, datetime], ...] = ()
    brought: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Explanation:
    """`inputs`: column and what it amounts to (milliseconds for lengths). `rivals`: the same figure under
    each definition, this one too. `histogram`: for a quantile, how many of each length.
    """

    name: str
    value: float | None
    inputs: tuple[tuple[str, int], ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    rivals: tuple[tuple[str, float | None], ...] = ()
    held: Held = Held()
    histogram: dict[int, int] = field(default_factory=dict)
    behind: str = ""


def figure(session: Session, asked: Asked, name: str) -> float | None:
    """None is no data. Raises NotFound for a figure that does not exist."""
    spread = rules.spread(name)
    if spread:
        return rules.quantile(metrics.durations(session, asked, spread[0]), spread[1])
    if name in OTHERS:
        return explaining_more.figure(session, asked, name)
    measure = _measure(session, name)
    return measure.compute(_sums(session, asked, measure))


def explain(session: Session, asked: Asked, name: str) -> Explanation:
    """Raises NotFound for a figure that does not exist."""
    spread = rules.spread(name)
    if spread:
        return _explain_spread(session, asked, name, *spread)
    if name in OTHERS:
        return _explain_other(session, asked, name)
    measure = _measure(session, name)
    sums = _sums(session, asked, measure)
    rivals = rules.rivals(measure.name)
    return Explanation(
        measure.name,
        measure.compute(sums),
        tuple((column, getattr(sums, column)) for column in measure.inputs),
        tuple(each for each in _left_out(session, asked, measure, sums) if each.count),
        tuple((each, rules.MEASURES[each].compute(sums)) for each in rivals),
        held=_held(session, asked, measure.behind),
        behind=measure.behind,
    )


def _explain_other(session: Session, asked: Asked, name: str) -> Explanation:
    found = explaining_more.explain(session, asked, name)
    left_out = [LeftOut(*each) for each in found.left_out]
    if found.ignored:
        left_out.append(LeftOut("filter", 0, "not_narrowed"))
    return Explanation(
        name, found.value, found.inputs, tuple(left_out), held=_held(session, asked, ""),
        histogram=found.histogram, behind=OTHERS[name].behind,
    )  # fmt: skip


def _explain_spread(session: Session, asked: Asked, name: str, length: str, q: float) -> Explanation:
    histogram = metrics.durations(session, asked, length)
    return Explanation(
        name,
        rules.quantile(histogram, q),
        histogram=histogram,
        held=_held(session, asked, rules.DURATIONS[length]),
        behind=rules.DURATIONS[length],
    )


def _sums(session: Session, asked: Asked, measure: rules.Measure) -> rules.Sums:
    return metrics.total(session, asked, presence=any(each in rules.PRESENCES for each in measure.inputs))


def _measure(session: Session, name: str) -> rules.Measure:
    found = rules.measure(name, policies.current(session).metrics.service_level)
    if found is None:
        raise NotFound("there is no figure %(name)s", name=name)
    return found


_KINDS: dict[str, store.Fact] = {"stays": StayFact, "legs": LegFact, "calls": CallFact}


def _held(session: Session, asked: Asked, behind: str) -> Held:
    """Stays are measured by thresholds; calls and agents' parts are not."""
    kind, wanted = behind.partition(" ")[0], _wanted(asked)
    published = policies.versions(session)
    return Held(
        tuple(_thresholds(session, asked)) if kind == "stays" else (),
        tuple(
            (each.id, each.published_at)
            for each in reversed(published)
            if asked.start <= each.published_at < asked.end
        ),
        store.brought(session, _KINDS[kind], wanted) if kind else {},
    )


def _thresholds(session: Session, asked: Asked) -> Iterator[Threshold]:
    zone = metrics.zone(session)
    first, last = metrics.whole_days(session, asked.start, asked.end)
    for each in store.thresholds(session, first, last, asked.queues):
        since = local_days.date_of(each.since, zone)
        yield Threshold(each.queue, since, each.target_s, each.short_s, each.stays)


def _left_out(session: Session, asked: Asked, measure: rules.Measure, sums: rules.Sums) -> Iterator[LeftOut]:
    kind, wanted = measure.behind.partition(" ")[0], _wanted(asked)
    if kind == "stays":
        yield from _stays_left_out(session, wanted, measure, sums)
    elif kind == "legs":
        if "handled" in measure.inputs or "talk_ms" in measure.inputs:
            yield LeftOut("talking", store.open_legs(session, wanted), "not_over")
        if "wrap_ms" in measure.inputs:
            yield LeftOut("unwrapped", sums.handled - sums.wrapped, "wrap_later")
    elif kind == "calls":
        yield LeftOut("open_calls", store.open_calls(session, wanted), "not_over")
        if measure.name == "fcr":
            talked = sums.calls_answered + sums.abandoned_hold
            yield LeftOut("unknown_matter", talked - sums.reached, "cannot_tell")
    elif not measure.behind and (asked.queues or asked.dim not in ("", "agent", "team")):
        yield LeftOut("presence", 1, "has_no_queue")


def _stays_left_out(
    session: Session, wanted: store.Wanted, measure: rules.Measure, sums: rules.Sums
) -> Iterator[LeftOut]:
    yield LeftOut("callbacks", store.callback_stays(session, wanted), "shown_apart")
    if not wanted.dim:
        yield LeftOut("waiting", store.going_on(session, wanted), "not_over")
    if "-short" in measure.below:
        yield LeftOut("short", sums.short, "short")
    if measure.below and "offered" not in measure.below and "abandoned" in measure.below:
        yield LeftOut("flowed", sums.flowed, "went_elsewhere")
    if measure.below == ("answered",):
        yield LeftOut("abandoned", sums.abandoned, "not_answered")
        yield LeftOut("flowed", sums.flowed, "not_answered")
    if measure.below == ("estimated",):
        yield LeftOut("untold", sums.answered - sums.estimated, "no_estimate")


def _wanted(asked: Asked) -> store.Wanted:
    return store.Wanted(asked.start, asked.end, asked.queues, asked.dim, asked.value)
