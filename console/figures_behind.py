"""Rows behind figures of callbacks, tickets, questions and scores, as a table: what each kind shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from flask import url_for
from flask_babel import gettext as _

from console import callbacks, words
from console.report_parts import Cell, Column, Row, Table, Value
from console.report_words import Names
from support.services.behind_more import BehindMore

Cells = Callable[[BehindMore], tuple[Value, ...]]
_WITH_TICKET = ("callbacks", "tickets", "clocks", "scores")
_WITH_SOMEBODY = (*_WITH_TICKET, "questions")


def table(of: str, rows: Sequence[BehindMore], names: Names) -> Table:
    """`of`: one of `support.rules.metrics_more.BEHIND`, of which these are rows."""
    kind = of.partition(" ")[0]
    columns, cells = _KINDS[kind]
    heads = [Column(_("When")), Column(_("Call"))]
    heads += [Column(_("Ticket"))] if kind in _WITH_TICKET else []
    heads += [Column(_("Queue"))]
    if kind in _WITH_SOMEBODY:
        heads.append(Column(_("Assignee") if kind in ("tickets", "clocks") else _("Agent")))
    found = [Row((*_where(kind, row, names), *cells(row))) for row in rows]
    return Table("behind", title(of), [*heads, *columns()], found)


def title(of: str) -> str:
    kinds: dict[str, str] = {
        "offers": _("The offers behind it"),
        "callbacks": _("The callbacks behind it"),
        "tickets": _("The tickets behind it"),
        "clocks": _("The promises behind it"),
        "scores": _("The answers behind it"),
    }
    return kinds.get(of.partition(" ")[0], str(_("The calls behind it")))


def choice(of: str) -> str:
    """What these rows are called, to choose between them and others of the same figure."""
    return _choices().get(of, str(_("All of them")))


def _choices() -> dict[str, str]:
    return {
        "offers accepted": _("Taken"),
        "offers declined": _("Not taken"),
        "callbacks connected": _("Reached"),
        "callbacks expired": _("Expired"),
        "scores satisfied": _("Satisfied (4 and 5)"),
        "scores unsatisfied": _("Not satisfied (1 to 3)"),
        "scores promoters": _("Promoters (9 and 10)"),
        "scores passives": _("In between (7 and 8)"),
        "scores detractors": _("Detractors (0 to 6)"),
        "clocks first_response_late": _("Late ones"),
        "clocks resolution_late": _("Late ones"),
        **dict.fromkeys(("clocks met", "clocks first_response_met", "clocks resolution_met"), _("In time")),
        "clocks breached": _("Late ones"),
        "clocks first_response_breached": _("Late ones"),
        "clocks resolution_breached": _("Late ones"),
        "questions misunderstood": _("Not understood at once"),
    }


def _where(kind: str, row: BehindMore, names: Names) -> tuple[Value, ...]:
    call: Value = row.source or None
    if not row.source and row.call_id is not None:
        call = Cell(str(row.call_id), link=url_for("console.call", call_id=row.call_id))
    ticket: list[Value] = [None]
    if row.ticket is not None:
        ticket = [Cell(str(row.ticket), link=url_for("console.ticket", number=row.ticket))]
    queue = names.of("queue", row.queue) if row.queue else None
    who = row.who or (names.of("agent", str(row.agent_id)) if row.agent_id is not None else None)
    somebody = [who] if kind in _WITH_SOMEBODY else []
    return words.exact(row.at), call, *(ticket if kind in _WITH_TICKET else []), queue, *somebody


# --- what each kind shows ---------------------------------------------------------------------------------


def _offer_columns() -> list[Column]:
    return [Column(_("What became of it"))]


def _offer(row: BehindMore) -> tuple[Value, ...]:
    return (choice(f"offers {row.state}"),)


def _callback_columns() -> list[Column]:
    took = Column(_("Request to connection"), "seconds")
    counts = [Column(_("Attempts"), "count"), Column(_("Asked again"), "count")]
    return [Column(_("What became of it")), *counts, took]


def _callback(row: BehindMore) -> tuple[Value, ...]:
    said = callbacks.words().get(row.state, words.state(row.state))
    return said, *(row.amounts[name] for name in ("attempts", "asked_again", "used_s"))


def _ticket_columns() -> list[Column]:
    times = [Column(_("To the answer"), "seconds"), Column(_("To the solution"), "seconds")]
    return [Column(_("Began as")), Column(_("Status")), *times]


def _ticket(row: BehindMore) -> tuple[Value, ...]:
    said = words.state(f"kind-{row.about}"), words.state(row.state)
    return *said, row.amounts["answered_s"], row.amounts["used_s"]


def _clock_columns() -> list[Column]:
    times = [Column(_("Time that counted"), "seconds"), Column(_("Promised within"), "seconds")]
    return [Column(_("Of what")), Column(_("What became of it")), *times]


def _clock(row: BehindMore) -> tuple[Value, ...]:
    said = words.state(f"clock-{row.about}"), words.state(f"clock-{row.state}")
    return *said, row.amounts["used_s"], row.amounts["target_s"]


def _score_columns() -> list[Column]:
    return [Column(_("Channel")), Column(_("Score"))]


def _score(row: BehindMore) -> tuple[Value, ...]:
    channel = _("By text message") if row.about == "sms" else _("On the call")
    best = 10 if row.state == "nps" else 5
    return channel, _("%(score)s of %(best)s", score=row.amounts["score"], best=best)


def _question_columns() -> list[Column]:
    counts = [_("Heard"), _("Not understood"), _("Corrected")]
    return [Column(_("Outcome")), *(Column(each, "count") for each in counts)]


def _question(row: BehindMore) -> tuple[Value, ...]:
    return words.state(row.state), *(row.amounts[name] for name in ("heard", "rejected", "corrected"))


_KINDS: Mapping[str, tuple[Callable[[], list[Column]], Cells]] = {
    "offers": (_offer_columns, _offer),
    "callbacks": (_callback_columns, _callback),
    "tickets": (_ticket_columns, _ticket),
    "clocks": (_clock_columns, _clock),
    "scores": (_score_columns, _score),
    "questions": (_question_columns, _question),
}
