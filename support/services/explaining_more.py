"""What figures of callbacks, tickets, questions and scores are made of, as `explaining` has it of others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from support.errors import NotFound
from support.rules.metrics_more import CLOCKS, OTHERS
from support.services import callback_offers, metrics_more, question_figures
from support.services.metrics_more import ClockFigures
from support.store.base import Session

if TYPE_CHECKING:
    from support.services.metrics import Asked


@dataclass(frozen=True, slots=True)
class More:
    """`inputs`: column and what it amounts to; `left_out`: what, how many, why, as keys of the console's
    words. `histogram`: of a median, how many of each length in seconds. `ignored`: the filter cannot narrow
    this figure, and did not."""

    name: str
    value: float | None
    inputs: tuple[tuple[str, int], ...] = ()
    left_out: tuple[tuple[str, int, str], ...] = ()
    histogram: dict[int, int] = field(default_factory=dict)
    ignored: bool = False


def explain(session: Session, asked: Asked, name: str) -> More:
    """Raises NotFound for a figure that is not one of `OTHERS`."""
    if name not in OTHERS:
        raise NotFound("there is no figure %(name)s", name=name)
    return next(made for begin, made in _MAKERS.items() if name.startswith(begin))(session, asked, name)


def figure(session: Session, asked: Asked, name: str) -> float | None:
    return explain(session, asked, name).value


def _offers(session: Session, asked: Asked, name: str) -> More:
    found = callback_offers.offers(session, asked)
    known = {"callbacks_offered": found.offered, "offers_accepted": found.accepted}
    value = found.offered if name == "callbacks_offered" else found.accepted_share
    return More(name, value, _inputs(name, known), ignored=asked.dim not in callback_offers.NARROWS)


def _callbacks(session: Session, asked: Asked, name: str) -> More:
    found = metrics_more.callbacks(session, asked)
    known = {
        "callbacks_promised": found.promised, "callbacks_connected": found.connected,
        "callbacks_expired": found.expired, "callbacks_cancelled": found.cancelled,
        "callbacks_open": found.open, "asked_again": found.asked_again,
        "callbacks_asked_again": found.asked_again, "attempts": found.attempts,
    }  # fmt: skip
    values = {
        "callbacks_kept": found.kept, "callback_attempts": found.attempts_per_connect,
        "callback_time": found.waits.median,
    }  # fmt: skip
    undecided = (
        ("callbacks_cancelled", found.cancelled, "taken_back"),
        ("callbacks_open", found.open, "not_over"),
    )
    in_vain = (*undecided, ("callbacks_expired", found.expired, "not_connected"))
    left_out = {"callbacks_kept": undecided, "callback_time": in_vain}.get(name, ())
    return More(
        name, values.get(name, known.get(name)), _inputs(name, known), _some(left_out),
        found.waits.histogram if name == "callback_time" else {},
    )  # fmt: skip


def _tickets(session: Session, asked: Asked, name: str) -> More:
    found = metrics_more.tickets(session, asked.start, asked.end, asked.queues)
    kind = name.removesuffix("_kept")
    clocks = [found.clock(kind)] if kind in CLOCKS else list(found.clocks.values())
    known = {
        "tickets_opened": found.opened, "tickets_solved": found.solved, "tickets_backlog": found.backlog,
        "tickets_breached": found.breached,
        "clocks_met": sum(each.met for each in clocks),
        "clocks_breached": sum(each.breached for each in clocks),
    }  # fmt: skip
    values = {each: found.clock(each).times.median for each in CLOCKS} | {"sla_attainment": found.attainment}
    values |= {f"{each}_kept": found.clock(each).attainment for each in CLOCKS}
    undecided = (
        ("clocks_late", _late(clocks[0]) if name in CLOCKS else 0, "not_over"),
        ("clocks_open", sum(each.open for each in clocks), "not_over"),
        ("clocks_cancelled", sum(each.cancelled for each in clocks), "taken_back"),
    )
    return More(
        name, values.get(name, known.get(name)), _inputs(name, known),
        _some(undecided if name in values else ()),
        clocks[0].times.histogram if name in CLOCKS else {}, bool(asked.dim),
    )  # fmt: skip


def _late(clock: ClockFigures) -> int:
    """Broken, and not kept yet."""
    return clock.breached + clock.met - clock.times.count


def _voicemails(session: Session, asked: Asked, name: str) -> More:
    found = metrics_more.voicemails(session, asked.start, asked.end, asked.queues)
    known = {"voicemails": found.left, "voicemails_unanswered": found.unanswered}
    is_time = name == "voicemail_time"
    left_out = (("voicemails_unanswered", found.unanswered, "not_over"),) if is_time else ()
    return More(
        name, found.times.median if is_time else known[name], _inputs(name, known), _some(left_out),
        found.times.histogram if is_time else {}, bool(asked.dim),
    )  # fmt: skip


def _scores(session: Session, asked: Asked, name: str) -> More:
    found = metrics_more.satisfaction(session, asked.start, asked.end, asked.queues)
    known = {
        "csat_satisfied": sum(count for score, count in found.csat.items() if score >= 4),
        "csat_points": sum(score * count for score, count in found.csat.items()),
        "csat_answers": sum(found.csat.values()),
        "nps_promoters": found.promoters, "nps_detractors": found.detractors,
        "nps_answers": sum(found.nps.values()),
    }  # fmt: skip
    value = {"csat": found.satisfied, "csat_mean": found.mean, "nps": found.net}[name]
    silent = (("invited_silent", found.invited - found.invited_answered, "said_nothing"),)
    return More(name, value, _inputs(name, known), _some(silent), ignored=bool(asked.dim))


def _questions(session: Session, asked: Asked, name: str) -> More:
    one = {asked.dim: asked.value} if asked.dim in ("flow", "language") else {}
    rows = question_figures.rows(
        session, asked.start, asked.end, one.get("flow", ""), one.get("language", "")
    )
    found = question_figures.whole(rows)
    known = {
        "heard": found.voice_heard, "rejected": found.voice_rejected, "corrected": found.voice_corrected
    }  # fmt: skip
    by_key = (("by_key", found.by_key, "nothing_heard"),)
    ignored = bool(asked.queues) or asked.dim not in ("", "flow", "language")
    return More(name, found.accuracy, _inputs(name, known), _some(by_key), ignored=ignored)


_MAKERS: dict[str, Callable[[Session, Asked, str], More]] = {
    "callbacks_offered": _offers,
    "callbacks_accepted": _offers,
    "callback": _callbacks,
    "voicemail": _voicemails,
    "csat": _scores,
    "nps": _scores,
    "intent_accuracy": _questions,
    "": _tickets,
}


def _inputs(name: str, known: dict[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple((column, known[column]) for column in OTHERS[name].inputs)


def _some(left_out: tuple[tuple[str, int, str], ...]) -> tuple[tuple[str, int, str], ...]:
    return tuple(each for each in left_out if each[1])
