"""What figures are called and how their values read, in the reader's language. No figure is computed here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from flask import Flask, g, url_for
from flask_babel import format_decimal, format_percent
from flask_babel import gettext as _

from console import measure_words_more
from console.words import duration
from support.rules import metrics
from support.rules.metrics_more import OTHERS

NOTHING = "–"


def install(app: Flask) -> None:
    app.jinja_env.globals["measure"] = Words()


class Words:
    """For templates: `measure.title("asa")`, `measure.text("asa", 12.5)`, `measure.better("asa")`."""

    def title(self, name: str) -> str:
        return title(name)

    def text(self, name: str, value: float | None) -> str:
        return text(name, value)

    def better(self, name: str) -> str:
        return better(name)

    def address(self, name: str, query: str | Mapping[str, Any] = "") -> str:
        return address(name, query)


def is_known(name: str) -> bool:
    return bool(metrics.measure(name) or metrics.spread(name) or name in OTHERS)


def made_of(name: str) -> metrics.Measure | None:
    """What stands above and below the line of a figure."""
    return metrics.MEASURES.get(name) or OTHERS.get(name)


def title(name: str) -> str:
    """A name that nobody gave a title is shown with blanks."""
    return _kept("titles", _titles).get(name, name.replace("_", " ").capitalize())


def column(name: str) -> str:
    """One of the sums that figures are made of, as it stands within a formula."""
    return _kept("columns", _columns).get(name, title(name).lower())


def meaning(name: str) -> str:
    """A sentence that says what the figure is, or "" where its formula says it all."""
    return _kept("meanings", _meanings).get(name, "")


def formula(name: str, write: Callable[[str], str] = column) -> str:
    """`a ÷ (b + c − d)` in words; "" for what is simply counted, or has no formula of sums.

    `write`: how a column is written, for numbers in place of words.
    """
    found = made_of(name)
    if found is None or (not found.below and len(found.above) < 2):
        return ""
    above, below = _sum(found.above, write, bool(found.below)), _sum(found.below, write)
    return f"{measure_words_more.PERCENT.get(name, '')}{above} ÷ {below}" if below else above


def unit(name: str) -> metrics.Unit:
    found = metrics.measure(name)
    if found is not None:
        return found.unit
    return "seconds" if metrics.spread(name) else OTHERS[name].unit if name in OTHERS else "count"


def better(name: str) -> metrics.Better:
    found = metrics.measure(name)
    if found is not None:
        return found.better
    if metrics.spread(name):
        return "down" if not name.startswith("abandon") else ""
    return OTHERS[name].better if name in OTHERS else ""


def text(name: str, value: float | None) -> str:
    """As people read it; a dash is no data."""
    return NOTHING if value is None else _WRITTEN[unit(name)](value)


def address(name: str, query: str | Mapping[str, Any] = "") -> str:
    """Of the page that explains it; `query` as an address has it, or names to values or lists of them."""
    written = query if isinstance(query, str) else urlencode(query, doseq=True)
    page = url_for("console.figure", name=name)
    return f"{page}?{written}" if written else page


def preset(name: str) -> str:
    """What a definition of service level is called; names of products are as they are."""
    return str(_("ours")) if name == "ours" else _PRODUCTS.get(name, name)


_PRODUCTS = {
    "amazon": "Amazon Connect",
    "genesys": "Genesys",
    "asterisk_sl": "Asterisk SL",
    "asterisk_sl2": "Asterisk SL2",
    "copc": "COPC",
}


def _count(value: float) -> str:
    return str(format_decimal(round(value)))


def _share(value: float) -> str:
    return str(format_percent(value, "0.0 %" if abs(value) < 9.9995 else "#,##0 %"))


def _seconds(value: float) -> str:
    return f"−{duration(-value)}" if round(value) < 0 else duration(value)


def _score(value: float) -> str:
    return str(format_decimal(value, "0.0")).replace("-", "−")


_WRITTEN: dict[str, Callable[[float], str]] = {
    "count": _count,
    "share": _share,
    "seconds": _seconds,
    "score": _score,
}


def _sum(terms: Iterable[str], write: Callable[[str], str], bracketed: bool = True) -> str:
    words = ""
    for term in terms:
        sign = "−" if term.startswith("-") else "+"
        words += f" {sign} {write(term.lstrip('-'))}" if words else write(term)
    return f"({words})" if bracketed and (" + " in words or " − " in words) else words


def _kept(name: str, words: Callable[[], dict[str, str]]) -> dict[str, str]:
    """Once a page: a report asks hundreds of times."""
    kept: dict[str, dict[str, str]] = g.setdefault("measure_words", {})
    if name not in kept:
        kept[name] = words()
    return kept[name]


def _titles() -> dict[str, str]:
    level = str(_("Service level"))
    return {
        "service_level": level,
        **{f"service_level_{each}": f"{level} ({preset(each)})" for each in metrics.PRESETS},
        **_stay_titles(),
        **_leg_titles(),
        **_call_titles(),
        **_time_titles(),
        **_other_titles(),
        **_spread_titles(),
    }


def _stay_titles() -> dict[str, str]:
    return {
        "offered": _("Offered"),
        "answered": _("Answered"),
        "answered_in": _("Answered in time"),
        "abandoned": _("Abandoned"),
        "short": _("Short abandons"),
        "flowed": _("Flowed out"),
        "to_callback": _("Left for a callback"),
        "answer_rate": _("Answer rate"),
        "abandon_rate": _("Abandon rate"),
        "abandon_rate_google": _("Abandon rate (Google)"),
        "flow_rate": _("Flow-out rate"),
        "asa": _("Average speed of answer"),
        "abandon_time": _("Time to abandon"),
        "longest_wait": _("Longest wait"),
        "estimate_error": _("Wait estimate: error"),
        "estimate_bias": _("Wait estimate: too long by"),
    }


def _leg_titles() -> dict[str, str]:
    return {
        "aht": _("Average handling time"),
        "talk": _("Talk"),
        "hold": _("Hold"),
        "wrap": _("Wrap-up"),
        "ring": _("Ring"),
        "talk_time": _("Talking, in all"),
        "handle_time": _("Handling, in all"),
        "rings": _("Proposed"),
        "taken": _("Accepted"),
        "declined": _("Declined"),
        "missed": _("Missed"),
        "handled": _("Handled"),
        "handled_transferred": _("Passed on"),
        "handled_held": _("With hold"),
        "missed_rate": _("Missed rate"),
        "declined_rate": _("Declined rate"),
        "transfer_rate": _("Transfer rate"),
        "hold_rate": _("Hold rate"),
    }


def _call_titles() -> dict[str, str]:
    return {
        "calls": _("Calls"),
        "contained": _("Served by the flow"),
        "calls_answered": _("Answered calls"),
        "abandoned_menu": _("Hung up in the menu"),
        "abandoned_queue": _("Hung up in the queue"),
        "abandoned_ringing": _("Hung up while ringing"),
        "abandoned_hold": _("Hung up on hold"),
        "callback": _("Callback"),
        "voicemail": _("Voicemail"),
        "overflow": _("Left a full or slow queue"),
        "after_hours": _("After hours"),
        "transferred_out": _("Transferred"),
        "failed": _("Failed"),
        "reached": _("Reached an agent"),
        "repeated": _("Called again"),
        "transfers": _("Transfers"),
        "fcr": _("First-call resolution"),
        "containment": _("Containment"),
        "containment_technical": _("Containment (technical)"),
        "menu_dropout": _("Menu drop-out"),
        "menu_time": _("Time in the menu"),
    }


def _time_titles() -> dict[str, str]:
    return {
        "occupancy": _("Occupancy"),
        "utilisation": _("Utilisation"),
        "adherence": _("Adherence"),
        "signed_in": _("Signed in"),
        "available_time": _("Available"),
        "on_call_time": _("On a call"),
        "reserved_time": _("Ringing"),
        "wrap_up_time": _("Wrap-up"),
        "away_time": _("Away"),
    }


def _other_titles() -> dict[str, str]:
    return {
        "callbacks_offered": _("Callbacks offered"),
        "callbacks_accepted": _("Offers of a callback that were taken"),
        "callbacks_promised": _("Callbacks promised"),
        "callbacks_connected": _("Callbacks connected"),
        "callbacks_expired": _("Callbacks expired"),
        "callbacks_cancelled": _("Callbacks cancelled"),
        "callbacks_open": _("Callbacks open"),
        "callbacks_asked_again": _("Callbacks asked for again"),
        "callbacks_kept": _("Callbacks kept"),
        "callback_attempts": _("Attempts per connected callback"),
        "callback_time": _("From request to connected"),
        "csat": _("Satisfied customers (CSAT)"),
        "csat_mean": _("Mean score"),
        "nps": _("Net promoter score (NPS)"),
        "tickets_opened": _("Tickets opened"),
        "tickets_solved": _("Tickets solved"),
        "tickets_backlog": _("Tickets open at the end"),
        "tickets_breached": _("Tickets with a broken promise"),
        "first_response_kept": _("First response in time"),
        "resolution_kept": _("Resolution in time"),
        "voicemails": _("Voicemails"),
        "voicemails_unanswered": _("Voicemails not answered yet"),
        "voicemail_time": _("From voicemail to answer"),
        "first_response": _("First response"),
        "resolution": _("Resolution"),
        "sla_attainment": _("Promises kept (SLA)"),
        "intent_accuracy": _("Intents understood at once"),
    }


def _spread_titles() -> dict[str, str]:
    lengths = {
        "wait": _("Wait"),
        "abandon": _("Time to abandon"),
        "talk": _("Talk"),
        "hold": _("Hold"),
        "wrap": _("Wrap-up"),
        "handle": _("Handling time"),
        "ring": _("Ring"),
    }
    marks = {"p50": _("median"), "p90": _("90 % within")}
    return {f"{key}_{q}": f"{word}: {mark}" for key, word in lengths.items() for q, mark in marks.items()}


def _columns() -> dict[str, str]:
    return {
        "offered": _("offered"),
        "answered": _("answered"),
        "answered_in": _("answered in time"),
        "abandoned": _("abandoned"),
        "abandoned_in": _("abandoned in time"),
        "short": _("short abandons"),
        "flowed": _("flowed out"),
        "to_callback": _("left for a callback"),
        "to_callback_in": _("left for a callback in time"),
        "wait_answered_ms": _("waits of the answered"),
        "wait_abandoned_ms": _("waits of the abandoned"),
        "longest_ms": _("longest wait"),
        "estimated": _("answered that had been told a wait"),
        "estimate_error_ms": _("differences between told and waited"),
        "estimate_bias_ms": _("told less waited"),
        "rings": _("proposed"),
        "taken": _("accepted"),
        "declined": _("declined"),
        "missed": _("missed or not reached"),
        "handled": _("handled"),
        "handled_transferred": _("handled and passed on"),
        "handled_held": _("handled with hold"),
        "ring_ms": _("ringing until accepted"),
        "talk_ms": _("talk"),
        "hold_ms": _("hold"),
        "wrap_ms": _("wrap-up"),
        "calls": _("calls that are over"),
        "contained": _("served by the flow"),
        "abandoned_menu": _("hung up in the menu"),
        "reached": _("reached an agent about a known matter"),
        "repeated": _("of those, called again about it"),
        "menu_ms": _("time in the menu"),
        "available_ms": _("agents available"),
        "on_call_ms": _("agents on a call"),
        "reserved_ms": _("agents ringing"),
        "wrap_up_ms": _("agents in wrap-up"),
        "away_ms": _("agents away"),
        **measure_words_more.columns(),
    }


def _meanings() -> dict[str, str]:
    said = _("How many callers were answered within the target, of those that count.")
    return {
        **{f"service_level_{each}": said for each in metrics.PRESETS},
        **measure_words_more.meanings(),
        "offered": _("Stays in a line that were answered or left; each is counted where it began."),
        "answered": _("Stays in a line that ended with an agent talking."),
        "answered_in": _("Answered within the target that held when the stay began."),
        "abandoned": _("Hung up while waiting or while an agent's phone rang."),
        "short": _("Hung up sooner than is counted as lost."),
        "flowed": _("Left the line in another way: a callback, a voicemail, another line."),
        "to_callback": _("Left the line because a callback was promised."),
        "longest_wait": _("The longest anybody waited who entered in this period."),
        "asa": _("How long those who were answered had waited, from entering the line to the agent's voice."),
        "aht": _("What one conversation costs an agent: talk, hold and wrap-up; callbacks included."),
        "handled": _("Agents' conversations that are over; one caller with two agents is two."),
        "rings": _("How often a waiting call was proposed to an agent."),
        "missed": _("Proposed, and not taken in time, or the agent's phone could not be reached."),
        "calls": _("Calls that are over, counted when they arrived."),
        "fcr": _("Callers who reached an agent and did not call again about the same matter in time."),
        "repeated": _("Callers who reached an agent and called again about the same matter."),
        "containment": _("Calls that came to the end of the flow without needing a person."),
        "containment_technical": _("Calls that ended in the menu, whether they were served or hung up."),
        "menu_dropout": _("Calls that hung up in the menu."),
        "occupancy": _("Of the time agents were ready, how much was spent on calls. From presence."),
        "utilisation": _("Of the time agents were signed in, how much was spent on calls. From presence."),
        "adherence": _("Of the time agents were signed in, how much they were ready or busy, not away."),
        "estimate_error": _("How far the wait that callers were told was from the wait they had."),
        "estimate_bias": _("Above zero, callers were told more than they waited."),
        "transfers": _("How often calls were passed on to another agent, line or number."),
    }
