"""Words of the page that explains a figure: what was left out and why, and amounts of sums."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import format_decimal
from flask_babel import gettext as _

from console import measure_words, measure_words_more
from console.words import duration

PLUS, MINUS = "+", "−"


def left_out(what: str) -> str:
    words: dict[str, str] = {
        "callbacks": _("Stays of promised callbacks"),
        "waiting": _("Callers who still wait"),
        "short": _("Short abandons"),
        "flowed": _("Left the line in another way"),
        "abandoned": _("Abandoned"),
        "untold": _("Answered callers who had been told no wait"),
        "talking": _("Conversations that go on"),
        "unwrapped": _("Without wrap-up, or not over yet"),
        "open_calls": _("Calls that go on"),
        "unknown_matter": _("Callers or matters that are not known"),
        "presence": _("Agents' time"),
        **measure_words_more.left_out(),
    }
    return words.get(what, what)


def why(reason: str) -> str:
    words: dict[str, str] = {
        "shown_apart": _(
            "They keep a place in the line while the customer is not on the phone: shown apart."
        ),
        "not_over": _("Counted once it is known how they end."),
        "short": _("Hung up sooner than this definition counts as lost."),
        "went_elsewhere": _("This definition counts only callers who were answered or hung up."),
        "not_answered": _("Only those who were answered count here."),
        "no_estimate": _("Nothing was told that could be compared."),
        "wrap_later": _("Their conversations count; where there is wrap-up, it follows when it is over."),
        "cannot_tell": _(
            "A withheld number, or a call without intent and queue: nobody can tell a second call."
        ),
        "has_no_queue": _(
            "Agents are ready for all their queues at once: it cannot be split by what was asked."
        ),
        **measure_words_more.whys(),
    }
    return words.get(reason, reason)


def lengths(kind: str) -> dict[str, str]:
    """Which lengths are shown of the facts behind a figure."""
    wait = {"wait_ms": str(_("Waited"))}
    ring, talk = {"ring_ms": str(_("Rang"))}, {"talk_ms": str(_("Talk"))}
    rest = {"hold_ms": str(_("Hold")), "wrap_ms": str(_("Wrap-up"))}
    return {"stays": wait, "legs": ring | talk | rest, "calls": wait | talk | rest}.get(kind, {})


def amount(column: str, value: int) -> str:
    """One of the sums: a length as a length."""
    if column.endswith("_ms"):
        return f"{MINUS}{duration(-value / 1000)}" if value < 0 else duration(value / 1000)
    return str(format_decimal(value))


def counted(name: str, inputs: Mapping[str, int]) -> str:
    """The formula with its numbers in it; "" for what is simply counted."""
    found = measure_words.made_of(name)
    if found is None or not found.below:
        return ""
    return measure_words.formula(name, lambda column: amount(column, inputs.get(column, 0)))


def place(name: str, column: str) -> str:
    """How a sum is used in a formula."""
    found = measure_words.made_of(name)
    if found is None:
        return ""
    above, below = _sign(found.above, column), _sign(found.below, column)
    if above and below:
        return str(_("above and below the line"))
    if above == MINUS:
        return str(_("above the line, taken off"))
    if above:
        return str(_("above the line")) if found.below else str(_("added up"))
    return str(_("below the line, taken off")) if below == MINUS else str(_("below the line"))


def _sign(terms: tuple[str, ...], column: str) -> str:
    return next((MINUS if t.startswith("-") else PLUS for t in terms if t.lstrip("-") == column), "")
