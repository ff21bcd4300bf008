"""Every measure from raw logs, the slow and obvious way. It shares with the product only what the words mean.

Read it beside `call_facts.py` and `metrics.py` of `support/rules`: where they disagree, one is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from support.rules.call_facts import MATTERS
from tests.support.random_calls import TEAMS, Line, Log, Move, Turn


@dataclass(frozen=True)
class Part:
    """A call, a stay, or an agent's part: when it counts, of what it is, and what is known of it."""

    at: datetime
    queue: str
    agent: str
    team: str
    flow: str
    language: str
    number: str
    intent: str
    known: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.known[name]


@dataclass(frozen=True)
class Books:
    calls: list[Part]
    stays: list[Part]
    legs: list[Part]

    def among(self, is_wanted: Callable[[Part], bool]) -> Books:
        return Books(
            *([each for each in kind if is_wanted(each)] for kind in (self.calls, self.stays, self.legs))
        )


def ms(since: datetime | None, until: datetime | None) -> int:
    return 0 if since is None or until is None else max(0, (until - since) // timedelta(milliseconds=1))


def team_of(agent: int, at: datetime, moves: Sequence[Move]) -> str:
    """Of the last change until then, in the order in which they were made."""
    return [TEAMS[agent], *(move.team for move in moves if move.agent == agent and move.at <= at)][-1]


def read(logs: Iterable[Log], moves: Sequence[Move], repeat_within: timedelta) -> Books:
    books, heads = Books([], [], []), []
    for log in logs:
        lines = sorted(log.lines, key=lambda line: (line.at, line.id))
        while lines and lines[-1].kind not in MATTERS:
            lines.pop()
        if lines:
            heads.append(_one(log, lines, moves, books))
    books.calls.extend(_with_repeats(heads, repeat_within))
    return books


def _one(log: Log, lines: list[Line], moves: Sequence[Move], books: Books) -> Part:
    def all_of(*kinds: str, **same: Any) -> list[Line]:
        return [
            line for line in lines
            if line.kind in kinds and all(line.data.get(key) == value for key, value in same.items())
        ]  # fmt: skip

    def first(*kinds: str, **same: Any) -> datetime | None:
        return next((line.at for line in all_of(*kinds, **same)), None)

    begun = all_of("call_started")
    flow, arrived = begun[0].data["flow"], begun[0].at
    ended = next(iter(all_of("call_ended")), None)
    intent = next((line.data["intent"] for line in reversed(lines) if line.data.get("intent")), "")
    own = [line for line in all_of("queue_entered") if not line.data.get("callback")]
    queue = own[0].data["queue"] if own else ""
    blank = Part(arrived, queue, "", "", flow, log.language, log.called, intent, {})

    def left_at(entry: int) -> datetime | None:
        of_callback = any(line.data.get("callback") for line in all_of("queue_entered", entry=entry))
        return first("queue_left", entry=entry) or (ended.at if ended and not of_callback else None)

    answers: list[tuple[datetime, int, int]] = []  # when, and whose offer
    for line in own:
        entry = line.data["entry"]
        connected = next(iter(all_of("agent_connected", entry=entry)), None)
        left = left_at(entry)
        over = connected.at if connected else left
        if over is None:
            continue
        results = [each.data["result"] for each in all_of("queue_left", entry=entry)]
        end = "answered" if connected else "abandoned" if (results or ["hangup"])[0] == "hangup" else "flowed"
        agent = connected.data["agent"] if connected else None
        if connected:
            answers.append((connected.at, connected.data["offer"], connected.data["agent"]))
        known = {
            "end": end, "wait": ms(line.at, over), "result": (results or [""])[0],
            "told": line.data["estimate_s"], "target": line.data["target_s"], "short": line.data["short_s"],
        }  # fmt: skip
        books.stays.append(
            _of(replace(blank, at=line.at, queue=line.data["queue"], known=known), agent, line.at, moves)
        )

    for line in all_of("offered"):
        about = {"offer": line.data["offer"]}
        entry = line.data["entry"]
        accepted = first("accepted", **about)
        connected_at = first("agent_connected", "callback_connected", **about)
        gone = first("agent_left", **about) or left_at(entry)
        wrapped = first("wrapped_up", **about)
        is_done = connected_at is not None and gone is not None
        hold = sum(_holds(all_of("held", "resumed", entry=entry), connected_at, gone)) if is_done else 0
        place = all_of("queue_entered", entry=entry)[0].data["queue"]
        known = {
            "taken": accepted is not None, "ring": ms(line.at, accepted), "done": is_done,
            "declined": bool(all_of("declined", **about)),
            "missed": bool(all_of("missed", "not_reached", **about)),
            "talk": ms(connected_at, gone) - hold if is_done else 0, "hold": hold,
            "wrapped": is_done and wrapped is not None, "wrap": ms(gone, wrapped) if is_done else 0,
            "passed_on": bool(all_of("transferred_to", entry=entry)) and connected_at is not None,
        }  # fmt: skip
        books.legs.append(
            _of(replace(blank, at=line.at, queue=place, known=known), line.data["agent"], line.at, moves)
        )

    _, offer, last = max(answers) if answers else (None, None, None)
    proposed = first("offered", offer=offer) or arrived
    known = {
        "id": log.call_id, "customer": log.caller, "matter": intent or queue, "answered": bool(answers),
        "outcome": ended.data["outcome"] if ended else "",
        "menu": ms(arrived, own[0].at if own else ended.at if ended else None),
        "transfers": len(all_of("transferred_to")),
    }  # fmt: skip
    return _of(replace(blank, known=known), last, proposed, moves)


def _of(part: Part, agent: int | None, at: datetime, moves: Sequence[Move]) -> Part:
    """With the agent, and the team that they were in then."""
    return part if agent is None else replace(part, agent=str(agent), team=team_of(agent, at, moves))


def _holds(lines: list[Line], since: datetime | None, until: datetime | None) -> Iterable[int]:
    """Of a part, the spans between a hold and the resuming after it; the last may be open."""
    assert since is not None
    assert until is not None
    began: datetime | None = None
    for line in lines:
        if line.kind == "held" and began is None:
            began = line.at
        elif line.kind == "resumed" and began is not None:
            yield ms(max(began, since), min(line.at, until))
            began = None
    if began is not None:
        yield ms(max(began, since), until)


def _with_repeats(calls: list[Part], within: timedelta) -> Iterable[Part]:
    for call in calls:
        later = [
            each.at for each in calls
            if (each.at, each["id"]) > (call.at, call["id"]) and call["customer"] and call["matter"]
            and (each["customer"], each["matter"]) == (call["customer"], call["matter"])
        ]  # fmt: skip
        again = bool(later) and min(later) - call.at <= within
        reached = call["answered"] and bool(call["customer"]) and bool(call["matter"])
        yield replace(call, known={**call.known, "reached": reached, "repeated": reached and again})


def measures(books: Books) -> dict[str, float | None]:
    """By the product's names. Shares of nothing are None."""
    calls = [each for each in books.calls if each["outcome"]]
    stays, legs = books.stays, books.legs
    by = {end: [each for each in stays if each["end"] == end] for end in ("answered", "abandoned", "flowed")}
    within = {
        end: [each for each in found if each["wait"] <= each["target"] * 1000] for end, found in by.items()
    }
    back = [each for each in by["flowed"] if each["result"] == "callback"]
    back_in = [each for each in back if each in within["flowed"]]
    short = [each for each in by["abandoned"] if each["wait"] < each["short"] * 1000]
    told = [each for each in by["answered"] if each["told"] is not None]
    off = [each["told"] * 1000 - each["wait"] for each in told]
    done = [each for each in legs if each["done"]]
    o, h, a, f = len(stays), len(by["answered"]), len(by["abandoned"]), len(by["flowed"])
    hx, ax, sa = len(within["answered"]), len(within["abandoned"]), len(short)
    outcomes = {
        name: sum(1 for each in calls if each["outcome"] == name)
        for name in (
            "contained", "abandoned_menu", "abandoned_queue", "abandoned_ringing", "abandoned_hold",
            "callback", "voicemail", "overflow", "after_hours", "transferred_out", "failed",
        )
    }  # fmt: skip
    talk, hold, wrap = (sum(each[name] for each in done) for name in ("talk", "hold", "wrap"))
    reached = [each for each in calls if each["reached"]]
    repeated = [each for each in reached if each["repeated"]]
    counts: dict[str, float | None] = {
        **outcomes, "calls": len(calls),
        "calls_answered": sum(1 for each in calls if each["outcome"] == "answered"),
        "reached": len(reached), "repeated": len(repeated),
        "transfers": sum(each["transfers"] for each in calls),
        "offered": o, "answered": h, "answered_in": hx, "abandoned": a, "short": sa, "flowed": f,
        "to_callback": len(back), "rings": len(legs), "taken": _count(legs, "taken"),
        "declined": _count(legs, "declined"), "missed": _count(legs, "missed"), "handled": len(done),
        "handled_transferred": _count(done, "passed_on"), "handled_held": sum(1 for e in done if e["hold"]),
    }  # fmt: skip
    taken = [each for each in legs if each["taken"]]
    return {
        **counts,
        "service_level_ours": _share(hx, h + a - sa),
        "service_level_amazon": _share(hx + ax + len(back_in), o),
        "service_level_genesys": _share(hx, h + a),
        "service_level_asterisk_sl": _share(hx, h),
        "service_level_asterisk_sl2": _share(hx + ax, h + a),
        "service_level_copc": _share(hx, o),
        "answer_rate": _share(h, o), "abandon_rate": _share(a, o),
        "abandon_rate_google": _share(a - sa, h + a - sa), "flow_rate": _share(f, o),
        "asa": _mean(each["wait"] for each in by["answered"]),
        "abandon_time": _mean(each["wait"] for each in by["abandoned"]),
        "longest_wait": max((each["wait"] for each in stays), default=0) / 1000 if stays else None,
        "estimate_error": _mean(abs(each) for each in off), "estimate_bias": _mean(off),
        "aht": _share(talk + hold + wrap, len(done) * 1000), "talk": _share(talk, len(done) * 1000),
        "hold": _share(hold, len(done) * 1000), "wrap": _share(wrap, len(done) * 1000),
        "ring": _mean(each["ring"] for each in taken),
        "missed_rate": _share(_count(legs, "missed"), len(legs)),
        "declined_rate": _share(_count(legs, "declined"), len(legs)),
        "transfer_rate": _share(_count(done, "passed_on"), len(done)),
        "hold_rate": _share(sum(1 for each in done if each["hold"]), len(done)),
        "fcr": _share(len(reached) - len(repeated), len(reached)),
        "containment": _share(outcomes["contained"], len(calls)),
        "containment_technical": _share(outcomes["contained"] + outcomes["abandoned_menu"], len(calls)),
        "menu_dropout": _share(outcomes["abandoned_menu"], len(calls)),
        "menu_time": _mean(each["menu"] for each in calls),
        "talk_time": talk / 1000, "handle_time": (talk + hold + wrap) / 1000,
    }  # fmt: skip


QUARTER = timedelta(minutes=15)
LONGEST = timedelta(hours=12)  # nobody works longer without a pause


def presences(
    turns: list[Turn],
    start: datetime,
    end: datetime,
    counts: Callable[[int, datetime], bool] = lambda agent, quarter: True,
) -> dict[str, float | None]:
    """Of whichever agents' turns these are, in the order in which they were taken; of which quarters, too."""
    spent = dict.fromkeys(("available", "on_call", "reserved", "wrap_up", "away", "offline"), 0)
    for agent in {turn.agent for turn in turns}:
        own = [turn for turn in turns if turn.agent == agent]
        for turn, following in zip(own, [*own[1:], None], strict=True):
            until = min(following.at, turn.at + LONGEST) if following else turn.at + LONGEST
            spent[turn.presence] += sum(
                ms(max(turn.at, quarter), min(until, quarter + QUARTER))
                for quarter in _quarters(turn.at, until)
                if start <= quarter < end and counts(agent, quarter)
            )
    busy = spent["on_call"] + spent["wrap_up"]
    ready = busy + spent["reserved"] + spent["available"]
    return {
        "occupancy": _share(busy, ready),
        "utilisation": _share(busy, ready + spent["away"]),
        "adherence": _share(ready, ready + spent["away"]),
        "signed_in": (ready + spent["away"]) / 1000,
        "available_time": spent["available"] / 1000,
        "on_call_time": spent["on_call"] / 1000,
        "reserved_time": spent["reserved"] / 1000,
        "wrap_up_time": spent["wrap_up"] / 1000,
        "away_time": spent["away"] / 1000,
    }


def _quarters(since: datetime, until: datetime) -> Iterable[datetime]:
    quarter = since - (since - datetime(2000, 1, 1, tzinfo=since.tzinfo)) % QUARTER
    while quarter < until:
        yield quarter
        quarter += QUARTER


def lengths(books: Books) -> dict[str, list[int]]:
    """Milliseconds of each length of which the spread is kept."""
    done = [each for each in books.legs if each["done"]]
    return {
        "wait": [each["wait"] for each in books.stays if each["end"] == "answered"],
        "abandon": [each["wait"] for each in books.stays if each["end"] == "abandoned"],
        "talk": [each["talk"] for each in done],
        "hold": [each["hold"] for each in done],
        "wrap": [each["wrap"] for each in done if each["wrapped"]],
        "handle": [each["talk"] + each["hold"] + each["wrap"] for each in done],
        "ring": [each["ring"] for each in books.legs if each["taken"]],
    }


def _count(parts: Iterable[Part], name: str) -> int:
    return sum(1 for each in parts if each[name])


def _share(part: int, whole: int) -> float | None:
    return float(Fraction(part, whole)) if whole > 0 else None


def _mean(lengths_ms: Iterable[int]) -> float | None:
    found = list(lengths_ms)
    return _share(sum(found), len(found) * 1000)
