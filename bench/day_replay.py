"""The busiest day of a real call centre (the bank of `shared/data/calls`) made into a day to simulate.

* Arrivals, queues (the type of a call) and service times are those of that day. Phantom rows are left out,
  and so are callers who hung up before they came to a line.
* The high priority is a head start of 90 s in the line.
* Patience: whoever hung up had just that much. Of those who were served it is only known that they had more
  than they waited: theirs is drawn from the day's Kaplan-Meier curve beyond that.
* The service time of those who hung up is drawn from those of the same type.
* An agent serves the types that they were seen to serve, and is present from the first to the last call,
  except in pauses of more than two minutes while somebody waited whom they serve. The mean of the shorter
  pauses is added to every service time: it is the work after a call.
"""

from __future__ import annotations

import csv
import gzip
import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.day_play import Call, Stretch

AHEAD_S = 90.0
BREAK_S = 120.0
_DAY_S = 86_400


class Unusable(Exception):
    """The file is missing or is not a table of calls; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class Row:
    """One caller who came to the line. `at_s` after the day's midnight; `server` is "" without an agent."""

    date: str
    queue: str
    is_high: bool
    at_s: float
    wait_s: float
    answered: bool
    served_at_s: float
    service_s: float
    server: str


@dataclass(frozen=True, slots=True)
class Staff:
    """`serves`: agent to {queue: rank}; `after_s`: mean work after a call."""

    stretches: tuple[Stretch, ...]
    serves: dict[int, dict[str, int]]
    after_s: float


def read(path: Path) -> list[Row]:
    """Callers who came to a line, of all days, in the order of the file. Raises Unusable."""
    try:
        with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
            found = [_row(each) for each in csv.DictReader(lines) if each["outcome"] != "PHANTOM"]
    except FileNotFoundError:
        raise Unusable(f"{path}: no such file") from None
    except (OSError, KeyError, ValueError, AttributeError) as error:
        raise Unusable(f"{path} is not a table of calls: {error!r}") from None
    return [row for row in found if row]


def _row(row: dict[str, str]) -> Row | None:
    answered, waited = row["outcome"] == "AGENT", int(row["q_time"])
    if not answered and not waited:
        return None
    entry = _seconds(row["vru_entry"])
    at = _after(_seconds(row["q_start"] if waited else row["vru_exit"]), entry)
    served_at = _after(_seconds(row["ser_start"]), at) if answered else 0.0
    queue, is_high = row["type"], row["priority"] == "2"
    service, server = (float(row["ser_time"]), row["server"]) if answered else (0.0, "")
    return Row(row["date"], queue, is_high, at, float(waited), answered, served_at, service, server)


def _seconds(clock: str) -> float:
    hours, minutes, seconds = clock.split(":")
    return int(hours) * 3600.0 + int(minutes) * 60.0 + int(seconds)


def _after(time_s: float, before_s: float) -> float:
    """Clocks begin anew at midnight; a second too early is no new day."""
    return time_s + _DAY_S if time_s < before_s - _DAY_S / 2 else time_s


def busiest(rows: Sequence[Row]) -> list[Row]:
    """The day on which most callers waited."""
    counts = Counter(row.date for row in rows if row.wait_s > 0)
    if not counts:
        raise Unusable("nobody waited on any day")
    date = max(counts, key=lambda date: (counts[date], date))
    return sorted((row for row in rows if row.date == date), key=lambda row: row.at_s)


def staff(rows: Sequence[Row]) -> Staff:
    numbers = {name: number for number, name in enumerate(sorted({row.server for row in rows} - {""}))}
    serves: dict[int, dict[str, int]] = {number: {} for number in numbers.values()}
    services: dict[int, list[tuple[float, float]]] = {number: [] for number in numbers.values()}
    for row in rows:
        if row.server:
            serves[numbers[row.server]][row.queue] = 1
            services[numbers[row.server]].append((row.served_at_s, row.served_at_s + row.service_s))
    stretches: list[Stretch] = []
    pauses: list[float] = []
    for number, spans in services.items():
        waited = [(row.at_s, row.at_s + row.wait_s) for row in rows if row.queue in serves[number]]
        found, short = _stretches(number, sorted(spans), waited)
        stretches += found
        pauses += short
    return Staff(tuple(stretches), serves, sum(pauses) / len(pauses) if pauses else 0.0)


def _stretches(
    agent: int, services: Sequence[tuple[float, float]], waits: Sequence[tuple[float, float]]
) -> tuple[list[Stretch], list[float]]:
    """When the agent was there, and their short pauses while somebody waited."""
    begin, end = services[0]
    found, pauses = [], []
    for start, stop in services[1:]:
        middle = (start + end) / 2
        if start > end and any(since <= middle < until for since, until in waits):
            if start - end > BREAK_S:
                found.append(Stretch(agent, begin, end))
                begin = start
            else:
                pauses.append(start - end)
        end = max(end, stop)
    return [*found, Stretch(agent, begin, end)], pauses


def survival(waits: Iterable[tuple[float, bool]]) -> list[tuple[float, float]]:
    """Kaplan-Meier: (seconds, share still there after them) at every hang-up, from (wait, hung up)."""
    left: Counter[float] = Counter()
    gone: Counter[float] = Counter()
    for wait, hung_up in waits:
        left[wait] += 1
        gone[wait] += hung_up
    there, share, curve = sum(left.values()), 1.0, []
    for wait in sorted(left):
        if gone[wait]:
            share *= 1 - gone[wait] / there
            curve.append((wait, share))
        there -= left[wait]
    return curve


def beyond(curve: Sequence[tuple[float, float]], wait_s: float, chance: random.Random) -> float:
    """A patience drawn from the curve, for a caller known to have had at least `wait_s`.

    The curve may end above nought: whoever would have outlasted it gives up where it ends.
    """
    still = next((share for at, share in reversed(curve) if at <= wait_s), 1.0)
    drawn = chance.random() * still
    last = max(wait_s, curve[-1][0]) if curve else wait_s
    return next((at for at, share in curve if share <= drawn and at > wait_s), last)


def calls(rows: Sequence[Row], after_s: float, seed: int) -> list[Call]:
    """The day's callers, to be played again."""
    chance = random.Random(seed)
    curve = survival((row.wait_s, not row.answered) for row in rows)
    times: dict[str, list[float]] = {}
    for row in rows:
        if row.answered:
            times.setdefault(row.queue, []).append(row.service_s)
    everybody = [each for known in times.values() for each in known]
    return [
        Call(
            row.at_s,
            after_s + (row.service_s if row.answered else chance.choice(times.get(row.queue) or everybody)),
            beyond(curve, row.wait_s, chance) if row.answered else row.wait_s,
            row.queue,
            AHEAD_S if row.is_high else 0.0,
        )
        for row in rows
    ]
