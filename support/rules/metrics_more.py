"""Figures that are not sums of stays, parts and calls: of callbacks, tickets, questions and scores. Pure.

They are counted by `support.services.metrics_more`; here is what they are made of, as `metrics.Measure` has
it, for those who explain them. A figure with nothing above the line is a median of lengths.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from support.rules.metrics import Better, Measure, Unit

# What stands behind each, as `support.services.behind_more` takes it: first all that it counts, then parts.
BEHIND: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "callbacks_offered": ("offers offered",),
        "callbacks_accepted": ("offers offered", "offers accepted", "offers declined"),
        "callbacks_promised": ("callbacks promised",),
        "callbacks_connected": ("callbacks connected",),
        "callbacks_expired": ("callbacks expired",),
        "callbacks_cancelled": ("callbacks cancelled",),
        "callbacks_open": ("callbacks open",),
        "callbacks_asked_again": ("callbacks asked_again",),
        "callbacks_kept": ("callbacks decided", "callbacks connected", "callbacks expired"),
        "callback_attempts": ("callbacks tried", "callbacks connected"),
        "callback_time": ("callbacks timed",),
        "csat": ("scores csat", "scores satisfied", "scores unsatisfied"),
        "csat_mean": ("scores csat",),
        "nps": ("scores nps", "scores promoters", "scores passives", "scores detractors"),
        "tickets_opened": ("tickets opened",),
        "tickets_solved": ("tickets solved",),
        "tickets_backlog": ("tickets backlog",),
        "tickets_breached": ("tickets breached",),
        "first_response": ("clocks first_response", "clocks first_response_late"),
        "resolution": ("clocks resolution", "clocks resolution_late"),
        "first_response_kept": (
            "clocks first_response_decided", "clocks first_response_met", "clocks first_response_breached",
        ),
        "resolution_kept": (
            "clocks resolution_decided", "clocks resolution_met", "clocks resolution_breached",
        ),
        "voicemails": ("tickets voicemails",),
        "voicemails_unanswered": ("tickets voicemails_unanswered",),
        "voicemail_time": ("tickets voicemails_answered",),
        "sla_attainment": ("clocks decided", "clocks met", "clocks breached"),
        "intent_accuracy": ("questions heard", "questions misunderstood"),
    }
)  # fmt: skip


def _made(name: str, unit: Unit, above: str = "", below: str = "", better: Better = "") -> Measure:
    return Measure(name, unit, tuple(above.split()), tuple(below.split()), BEHIND[name][0], better)


_ALL = (
    _made("callbacks_offered", "count", "callbacks_offered"),
    _made("callbacks_accepted", "share", "offers_accepted", "callbacks_offered"),
    _made("callbacks_promised", "count", "callbacks_promised"),
    _made("callbacks_connected", "count", "callbacks_connected", better="up"),
    _made("callbacks_expired", "count", "callbacks_expired", better="down"),
    _made("callbacks_cancelled", "count", "callbacks_cancelled"),
    _made("callbacks_open", "count", "callbacks_open"),
    _made("callbacks_asked_again", "count", "asked_again"),
    _made("callbacks_kept", "share", "callbacks_connected", "callbacks_connected callbacks_expired", "up"),
    _made("callback_attempts", "score", "attempts", "callbacks_connected", "down"),
    _made("callback_time", "seconds", better="down"),
    _made("csat", "share", "csat_satisfied", "csat_answers", "up"),
    _made("csat_mean", "score", "csat_points", "csat_answers", "up"),
    _made("nps", "score", "nps_promoters -nps_detractors", "nps_answers", "up"),
    _made("tickets_opened", "count", "tickets_opened"),
    _made("tickets_solved", "count", "tickets_solved", better="up"),
    _made("tickets_backlog", "count", "tickets_backlog", better="down"),
    _made("tickets_breached", "count", "tickets_breached", better="down"),
    _made("first_response", "seconds", better="down"),
    _made("first_response_kept", "share", "clocks_met", "clocks_met clocks_breached", "up"),
    _made("resolution_kept", "share", "clocks_met", "clocks_met clocks_breached", "up"),
    _made("voicemails", "count", "voicemails"),
    _made("voicemails_unanswered", "count", "voicemails_unanswered", better="down"),
    _made("voicemail_time", "seconds", better="down"),
    _made("resolution", "seconds", better="down"),
    _made("sla_attainment", "share", "clocks_met", "clocks_met clocks_breached", "up"),
    _made("intent_accuracy", "share", "heard -rejected -corrected", "heard", "up"),
)
OTHERS: Mapping[str, Measure] = MappingProxyType({each.name: each for each in _ALL})
# Clocks whose times a figure is the median of.
CLOCKS = ("first_response", "resolution")
