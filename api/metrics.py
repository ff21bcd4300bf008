"""Figures: any of them over any period, what each is made of, whether the books balance, and now."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from api import lists
from api.metric_shapes import (
    AgentsNow,
    AlarmNow,
    CallsLine,
    Explained,
    Figures,
    FiguresOf,
    FiguresWanted,
    Group,
    Input,
    Ledger,
    LedgerLine,
    LeftOut,
    MeasureShape,
    Now,
    PeriodWanted,
    QueueNow,
    Rival,
    Threshold,
)
from api.route import Answer, Request, Route
from support.errors import NotFound, Refused
from support.rules import metrics as rules
from support.rules import periods
from support.rules.metrics import Measure, Sums
from support.rules.metrics_more import OTHERS
from support.rules.watching import Line
from support.services import explaining, metrics, policies, wallboard
from support.services.metrics import Asked

USUAL = (
    "offered", "answered", "abandoned", "short", "flowed", "service_level", "abandon_rate", "asa", "aht",
    "longest_wait",
)  # fmt: skip
LONGEST = timedelta(days=1100)
NAME = {"name": ({"type": "string", "pattern": "^[a-z0-9_]{1,64}$"}, "A figure's name, like service_level")}
_DIMENSIONS = ("agent", "team", "flow", "language", "number", "intent")
_AS_NUMBER = ("hour_of_day", "weekday")
_EARLIEST, _LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2199, 1, 1, tzinfo=UTC)


def figures(asked: Request) -> Answer:
    wanted: FiguresWanted = asked.query
    session, of = asked.session, _asked(asked, wanted)
    preset = policies.current(session).metrics.service_level
    names = _names(wanted.measures) or USUAL
    kinds = [_measure(name, preset) for name in names]
    known = {
        name: kind
        for name, kind in zip(names, kinds, strict=True)
        if isinstance(kind, Measure) and name not in OTHERS
    }
    if wanted.by and len(known) < len(kinds):
        raise Refused("quantiles, callbacks, tickets and scores are of the whole: ask for them without `by`")
    total = _values(known, metrics.total(session, of))
    total |= {name: explaining.figure(session, of, name) for name in names if name not in known}
    groups = metrics.split(session, of, wanted.by) if wanted.by else {}
    return Answer(
        Figures(
            timezone=str(metrics.zone(session)), begins=of.start, ends=of.end,
            measures=[_shape(name, preset) for name in names], total=total, by=wanted.by,
            groups=[
                Group(key=_key(wanted.by, key), values=_values(known, sums))
                for key, sums in sorted(groups.items())
            ],
        )
    )  # fmt: skip


def explain(asked: Request) -> Answer:
    found = explaining.explain(asked.session, _asked(asked, asked.query), asked.ids["name"])
    held = [Threshold.model_validate(each) for each in found.held.thresholds]
    return Answer(
        Explained(
            measure=_shape(found.name, "ours"), value=found.value,
            inputs=[Input(name=name, count=count) for name, count in found.inputs],
            left_out=[LeftOut.model_validate(each) for each in found.left_out],
            rivals=[Rival(name=name, value=value) for name, value in found.rivals],
            thresholds=held, behind=found.behind,
        )
    )  # fmt: skip


def ledger(asked: Request) -> Answer:
    start, end = _period(asked, asked.query)
    lines = [
        LedgerLine.model_validate(each) for each in explaining.ledger(asked.session, start, end, asked.now)
    ]
    calls = [
        CallsLine.model_validate(each)
        for each in explaining.calls_ledger(asked.session, start, end, asked.now)
    ]
    wrong = [each.difference for each in lines] + [each.difference for each in calls]
    return Answer(Ledger(is_balanced=not any(wrong), lines=lines, calls=calls))


def now(asked: Request) -> Answer:
    board = wallboard.now(asked.session, asked.now)
    alarms = [AlarmNow.model_validate(each) for each in board.alarms]
    return Answer(Now(at=board.at, queues=[_line(each) for each in board.lines], alarms=alarms))


def _line(line: Line) -> QueueNow:
    return QueueNow(
        queue=line.queue, waiting=line.waiting, first_at=line.first_at, estimate_s=line.estimate_s,
        agents=AgentsNow.model_validate(line.staff), offered=line.today.offered,
        answered=line.today.answered, abandoned=line.today.abandoned, service_level=line.service_level,
        goal=line.goal, callbacks_due=line.callbacks_due, tickets_late=line.late,
        tickets_soon_late=line.near,
    )  # fmt: skip


# --- what is asked -----------------------------------------------------------------------------------


def _asked(asked: Request, wanted: FiguresOf) -> Asked:
    narrowed = [(dim, getattr(wanted, dim)) for dim in _DIMENSIONS if getattr(wanted, dim)]
    if len(narrowed) > 1:
        raise Refused("only one of agent, team, flow, language, number and intent at a time")
    dim, value = narrowed[0] if narrowed else ("", "")
    return Asked(*_period(asked, wanted), _names(wanted.queue), dim, value)


def _period(asked: Request, wanted: PeriodWanted) -> tuple[datetime, datetime]:
    """One that ends before it begins is empty."""
    start, end = _moment(asked, wanted.from_, last=False), _moment(asked, wanted.to, last=True)
    if end - start > LONGEST:
        raise Refused("a period has at most %(days)s days", days=LONGEST.days)
    return start, max(start, end)


def _moment(asked: Request, given: date | datetime, *, last: bool) -> datetime:
    if isinstance(given, datetime):
        return min(max(lists.in_range(given), _EARLIEST), _LATEST)
    day = min(max(given, _EARLIEST.date()), _LATEST.date())
    return metrics.days(asked.session, day, day)[last]


def _names(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in text.split(",") if name))


# --- what is answered --------------------------------------------------------------------------------


def _measure(name: str, preset: str) -> Measure | tuple[str, float]:
    """A measure, or a quantile of lengths. Raises NotFound."""
    found = rules.measure(name, preset) or rules.spread(name) or OTHERS.get(name)
    if found is None:
        raise NotFound("there is no figure %(name)s", name=name)
    return found


def _shape(name: str, preset: str) -> MeasureShape:
    found = _measure(name, preset)
    if not isinstance(found, Measure):
        return MeasureShape(name=name, unit="seconds", formula="", better="")
    formula = _sum(found.above) + (f" / ({_sum(found.below)})" if found.below else "")
    return MeasureShape(name=name, unit=found.unit, formula=formula, better=found.better)


def _sum(terms: Iterable[str]) -> str:
    return " + ".join(terms).replace("+ -", "- ")


def _values(kinds: dict[str, Measure], sums: Sums) -> dict[str, float | None]:
    return {name: kind.compute(sums) for name, kind in kinds.items()}


def _key(by: str, key: Any) -> str:
    if by in periods.BY_TIME and by not in _AS_NUMBER:
        return datetime.fromtimestamp(key, UTC).isoformat().replace("+00:00", "Z")
    return str(key)


_ODD = (404, 409)
ROUTES = (
    Route(
        "GET", "/metrics/figures", "getFigures", "metrics:read", "Figures of a period, whole or split",
        figures, Figures, FiguresWanted, errors=_ODD,
    ),
    Route(
        "GET", "/metrics/explain/<name>", "explainFigure", "metrics:read",
        "What a figure is made of, and what its rivals would say", explain, Explained, FiguresOf, errors=_ODD,
        ids=NAME,
    ),
    Route(
        "GET", "/metrics/ledger", "getLedger", "metrics:read",
        "The books: per queue and day, all that was offered went somewhere", ledger, Ledger, PeriodWanted,
        errors=_ODD,
    ),
    Route("GET", "/metrics/now", "getNow", "metrics:read", "What the wallboard shows", now, Now),
)  # fmt: skip
