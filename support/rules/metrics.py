"""What every figure is: one table of measures over sums of facts, and nothing else computes one. Pure.

A measure is a count, or terms added up over terms added up; a term with a minus in front is taken off.
Without anything below the line there is no figure: None, which is not 0. Shares are 0 to 1, lengths seconds.
Where definitions of the field disagree (`PRESETS`), each is a measure of its own over the same sums.

What the sums count, by fact (`support.rules.call_facts`), each booked to when its fact is:

* calls that are over. `contained` to `failed`: by outcome. `reached`: an agent talked, and customer and
  matter are known; `repeated`: of those, with `repeated_at`. `transfers`: how often they were passed on.
* stays that were answered or left, but for callbacks' own. `answered_in`, `abandoned_in`, `flowed_in`:
  waited at most `target_s`. `short`: abandoned after less than `short_s`. `to_callback`: flowed, because of
  a promise. `estimated`: answered ones that had been told a wait; `estimate_error_ms` is |told - waited|,
  `estimate_bias_ms` told - waited.
* legs, callbacks' too. `taken`: accepted. `missed`: missed or not reached. `handled`: done, having talked;
  `talk_ms` and `hold_ms` are theirs. `wrapped`: handled, and the work after it is over; `wrap_ms` is theirs.
* presence of agents, in the same period: it has no queue, so a figure of one queue has none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from math import ceil
from types import MappingProxyType
from typing import Literal

Unit = Literal["count", "share", "seconds", "score"]
Better = Literal["up", "down", ""]


@dataclass(frozen=True, slots=True)
class Sums:
    """What was counted in a period. Adding two gives the longer `longest_ms`, and the sum of all others."""

    calls: int = 0
    contained: int = 0
    calls_answered: int = 0
    abandoned_menu: int = 0
    abandoned_queue: int = 0
    abandoned_ringing: int = 0
    abandoned_hold: int = 0
    callback: int = 0
    voicemail: int = 0
    overflow: int = 0
    after_hours: int = 0
    transferred_out: int = 0
    failed: int = 0
    reached: int = 0
    repeated: int = 0
    transfers: int = 0
    menu_ms: int = 0
    offered: int = 0
    answered: int = 0
    answered_in: int = 0
    abandoned: int = 0
    abandoned_in: int = 0
    short: int = 0
    flowed: int = 0
    flowed_in: int = 0
    to_callback: int = 0
    to_callback_in: int = 0
    wait_answered_ms: int = 0
    wait_abandoned_ms: int = 0
    longest_ms: int = 0
    estimated: int = 0
    estimate_error_ms: int = 0
    estimate_bias_ms: int = 0
    rings: int = 0
    taken: int = 0
    declined: int = 0
    missed: int = 0
    handled: int = 0
    wrapped: int = 0
    handled_transferred: int = 0
    handled_held: int = 0
    ring_ms: int = 0
    talk_ms: int = 0
    hold_ms: int = 0
    wrap_ms: int = 0
    available_ms: int = 0
    on_call_ms: int = 0
    reserved_ms: int = 0
    wrap_up_ms: int = 0
    away_ms: int = 0

    def __add__(self, other: Sums) -> Sums:
        longest = max(self.longest_ms, other.longest_ms)
        both = {name: getattr(self, name) + getattr(other, name) for name in COLUMNS}
        return Sums(**(both | {"longest_ms": longest}))


COLUMNS = tuple(each.name for each in fields(Sums))
PRESENCES = ("available_ms", "on_call_ms", "reserved_ms", "wrap_up_ms", "away_ms")
OUTCOMES_OF_CALLS = COLUMNS[1:13]


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure. `above` over `below`, or only `above` without anything below.

    `behind`: the facts that it is about, as `support.services.metrics.behind` takes them; "" has none.
    `better`: the direction that is an improvement.
    """

    name: str
    unit: Unit
    above: tuple[str, ...]
    below: tuple[str, ...]
    behind: str
    better: Better

    @property
    def inputs(self) -> tuple[str, ...]:
        """The columns that it is computed of, each once."""
        return tuple(dict.fromkeys(term.lstrip("-") for term in (*self.above, *self.below)))

    def compute(self, sums: Sums) -> float | None:
        top = _added(sums, self.above)
        scale = 1000 if self.unit == "seconds" else 1
        if not self.below:
            return top / scale if scale > 1 else top
        under = _added(sums, self.below)
        return top / under / scale if under > 0 else None


def _added(sums: Sums, terms: tuple[str, ...]) -> int:
    return sum(-getattr(sums, term[1:]) if term[0] == "-" else getattr(sums, term) for term in terms)


def _measure(
    name: str, unit: Unit, above: str, below: str = "", behind: str = "", better: Better = ""
) -> Measure:
    return Measure(name, unit, tuple(above.split()), tuple(below.split()), behind, better)


def _counts() -> list[Measure]:
    behind = {
        "offered": ("stays offered", ""), "answered": ("stays answered", "up"),
        "answered_in": ("stays in_time", "up"), "abandoned": ("stays abandoned", "down"),
        "short": ("stays short", ""), "flowed": ("stays flowed", ""), "to_callback": ("stays callback", ""),
        "rings": ("legs rings", ""), "taken": ("legs taken", "up"), "declined": ("legs declined", "down"),
        "missed": ("legs missed", "down"), "handled": ("legs handled", ""),
        "handled_transferred": ("legs transferred", ""), "handled_held": ("legs held", ""),
        "calls": ("calls all", ""), "contained": ("calls contained", "up"),
        "calls_answered": ("calls answered", "up"), "failed": ("calls failed", "down"),
        "reached": ("calls reached", ""), "repeated": ("calls repeated", "down"),
        "transfers": ("calls transferred", ""),
    }  # fmt: skip
    lost = {name: (f"calls {name}", "down") for name in OUTCOMES_OF_CALLS if name.startswith("abandoned")}
    others = {name: (f"calls {name}", "") for name in OUTCOMES_OF_CALLS if name not in (*behind, *lost)}
    return [
        Measure(name, "count", (name,), (), of, better)  # type: ignore[arg-type]
        for name, (of, better) in (behind | lost | others).items()
    ]


_SL, _TALKED = "stays late", "talk_ms hold_ms wrap_ms"
_READY = "on_call_ms wrap_up_ms reserved_ms available_ms"
_RATIOS = (
    _measure("service_level_ours", "share", "answered_in", "answered abandoned -short", _SL, "up"),
    _measure(
        "service_level_amazon", "share", "answered_in abandoned_in to_callback_in", "offered", _SL, "up"
    ),
    _measure("service_level_genesys", "share", "answered_in", "answered abandoned", _SL, "up"),
    _measure("service_level_asterisk_sl", "share", "answered_in", "answered", _SL, "up"),
    _measure(
        "service_level_asterisk_sl2", "share", "answered_in abandoned_in", "answered abandoned", _SL, "up"
    ),
    _measure("service_level_copc", "share", "answered_in", "offered", _SL, "up"),
    _measure("answer_rate", "share", "answered", "offered", "stays answered", "up"),
    _measure("abandon_rate", "share", "abandoned", "offered", "stays abandoned", "down"),
    _measure(
        "abandon_rate_google", "share", "abandoned -short", "answered abandoned -short",
        "stays abandoned", "down",
    ),
    _measure("flow_rate", "share", "flowed", "offered", "stays flowed"),
    _measure("asa", "seconds", "wait_answered_ms", "answered", "stays answered", "down"),
    _measure("abandon_time", "seconds", "wait_abandoned_ms", "abandoned", "stays abandoned"),
    _measure("estimate_error", "seconds", "estimate_error_ms", "estimated", "stays estimated", "down"),
    _measure("estimate_bias", "seconds", "estimate_bias_ms", "estimated", "stays estimated"),
    _measure("aht", "seconds", _TALKED, "handled", "legs handled", "down"),
    _measure("talk", "seconds", "talk_ms", "handled", "legs handled"),
    _measure("hold", "seconds", "hold_ms", "handled", "legs handled", "down"),
    _measure("wrap", "seconds", "wrap_ms", "handled", "legs handled", "down"),
    _measure("ring", "seconds", "ring_ms", "taken", "legs taken", "down"),
    _measure("missed_rate", "share", "missed", "rings", "legs missed", "down"),
    _measure("declined_rate", "share", "declined", "rings", "legs declined", "down"),
    _measure("transfer_rate", "share", "handled_transferred", "handled", "legs transferred", "down"),
    _measure("hold_rate", "share", "handled_held", "handled", "legs held", "down"),
    _measure("fcr", "share", "reached -repeated", "reached", "calls repeated", "up"),
    _measure("containment", "share", "contained", "calls", "calls contained", "up"),
    _measure("containment_technical", "share", "contained abandoned_menu", "calls", "calls contained"),
    _measure("menu_dropout", "share", "abandoned_menu", "calls", "calls abandoned_menu", "down"),
    _measure("menu_time", "seconds", "menu_ms", "calls", "calls all", "down"),
    _measure("occupancy", "share", "on_call_ms wrap_up_ms", _READY),
    _measure("utilisation", "share", "on_call_ms wrap_up_ms", f"{_READY} away_ms"),
    _measure("adherence", "share", _READY, f"{_READY} away_ms", "", "up"),
    _measure("signed_in", "seconds", f"{_READY} away_ms"),
    _measure("available_time", "seconds", "available_ms"),
    _measure("on_call_time", "seconds", "on_call_ms"),
    _measure("reserved_time", "seconds", "reserved_ms"),
    _measure("wrap_up_time", "seconds", "wrap_up_ms"),
    _measure("away_time", "seconds", "away_ms"),
    _measure("talk_time", "seconds", "talk_ms", "", "legs handled"),
    _measure("handle_time", "seconds", _TALKED, "", "legs handled"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Longest(Measure):
    """A period in which nobody waited has no longest wait."""

    def compute(self, sums: Sums) -> float | None:
        return sums.longest_ms / 1000 if sums.offered else None


_ALL = (
    *_counts(),
    *_RATIOS,
    _Longest("longest_wait", "seconds", ("longest_ms",), (), "stays longest", "down"),
)
MEASURES: Mapping[str, Measure] = MappingProxyType({each.name: each for each in _ALL})

PRESETS = ("ours", "amazon", "genesys", "asterisk_sl", "asterisk_sl2", "copc")
# Figures that the field defines in more than one way: ours first.
DEFINITIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "service_level": tuple(f"service_level_{each}" for each in PRESETS),
        "abandon_rate": ("abandon_rate", "abandon_rate_google"),
        "containment": ("containment", "containment_technical"),
    }
)


def measure(name: str, preset: str = "ours") -> Measure | None:
    """`service_level` is the one of `preset`. None: there is no such figure."""
    return MEASURES.get(f"service_level_{preset}" if name == "service_level" else name)


def rivals(name: str) -> tuple[str, ...]:
    """The same figure under every definition; none when there is only one."""
    found = (each for first, each in DEFINITIONS.items() if name == first or name in each)
    return next(found, ())


# Lengths of which the spread is kept (`DurationRollup.measure`), and the facts behind each.
DURATIONS: Mapping[str, str] = MappingProxyType(
    {
        "wait": "stays answered", "abandon": "stays abandoned", "talk": "legs handled",
        "hold": "legs handled", "wrap": "legs handled", "handle": "legs handled", "ring": "legs taken",
    }
)  # fmt: skip
QUANTILES: Mapping[str, float] = MappingProxyType({"p50": 0.5, "p90": 0.9})


def spread(name: str) -> tuple[str, float] | None:
    """`wait_p90` as ("wait", 0.9): a quantile of lengths. None: no such figure."""
    length, _, quantile_ = name.rpartition("_")
    return (length, QUANTILES[quantile_]) if length in DURATIONS and quantile_ in QUANTILES else None


# Below each limit (seconds), buckets are so many seconds wide.
WIDTHS: tuple[tuple[int, int], ...] = ((60, 1), (600, 5), (3600, 30))
WIDEST = 300


def width(seconds: int) -> int:
    """Of the bucket in which so many seconds fall."""
    return next((each for limit, each in WIDTHS if seconds < limit), WIDEST)


def bucket(ms: int) -> int:
    """The whole seconds at which the bucket of such a length begins; what has no length is 0.

    Every second below a minute, steps of 5 s to 10 minutes, of 30 s to an hour, of 5 minutes above.
    """
    seconds = max(0, ms) // 1000
    return seconds // width(seconds) * width(seconds)


def quantile(histogram: Mapping[int, int], q: float) -> float | None:
    """Seconds that the share `q` does not exceed: where the bucket of the nearest rank begins."""
    total = sum(count for count in histogram.values() if count > 0)
    if not total:
        return None
    rank, seen, found = max(1, ceil(round(q * total, 6))), 0, 0
    for found in sorted(histogram):
        seen += max(0, histogram[found])
        if seen >= rank:
            break
    return float(found)
