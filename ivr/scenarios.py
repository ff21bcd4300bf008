"""Scenarios: a flow's own tests, played through the engine. Waiting takes no time here.

A script is played line by line. Facts (lines, notices, the tier) are answered from the scenario;
everything else the caller, an agent or another system does is a line. What goes wrong is a sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flows.flow import Expect, Flow, Line, Scenario
from flows.values import parse_duration
from ivr import actions, events
from ivr.playing import Classify, Playing, found_in

DEFAULT_TIME = "2026-03-02T10:00"  # a Monday morning, for scenarios that do not care


@dataclass(frozen=True, slots=True)
class ScenarioResult:
    """How a scenario went. `covered` are (step, exit label); sub-flow steps are `subflow.step`."""

    name: str
    passed: bool
    problems: tuple[str, ...]
    transcript: tuple[str, ...]
    walked: tuple[str, ...]
    covered: frozenset[tuple[str, str]]


class UnplayableError(Exception):
    """A line cannot be played. The message says what to write instead."""


def run(flow: Flow, scenario: Scenario, classify: Classify | None = None) -> ScenarioResult:
    """Play one scenario. Never raises for a script that does not fit its flow: that is a problem found.

    `classify` is what a call's words are given to as well: (language, text) to (intent, score), best first.
    """
    problems: list[str] = []
    playing = None
    try:
        playing = _begin(flow, scenario, classify)
        for number, line in enumerate(scenario.script, start=1):
            _play(playing, line, number)
        problems += _wrong_endings(playing, scenario.ends)
    except UnplayableError as trouble:
        problems.append(str(trouble))
    if playing is None:
        return ScenarioResult(scenario.name, False, tuple(problems), (), (), frozenset())
    return ScenarioResult(
        scenario.name,
        not problems,
        tuple(problems),
        tuple(playing.transcript),
        playing.state.path,
        frozenset(playing.covered),
    )


def run_all(flow: Flow, classify: Classify | None = None) -> list[ScenarioResult]:
    """Every scenario of a flow, in the order they are written."""
    return [run(flow, scenario, classify) for scenario in flow.scenarios]


def _begin(flow: Flow, scenario: Scenario, classify: Classify | None) -> Playing:
    try:
        at = datetime.fromisoformat(scenario.at or DEFAULT_TIME)
    except ValueError:
        raise UnplayableError(f"at: {scenario.at!r} is not a date and time like 2026-03-02T10:00") from None
    try:
        zone = ZoneInfo(flow.timezone)
    except (ValueError, ZoneInfoNotFoundError):
        raise UnplayableError(f"timezone: {flow.timezone!r} is not a time zone") from None
    if at.tzinfo is None:
        at = at.replace(tzinfo=zone)
    playing = Playing(flow, scenario, at.astimezone(UTC), classify)
    called = flow.numbers[0] if flow.numbers else ""
    playing.tell(events.CallStarted(0, scenario.caller, called, scenario.language or ""))
    return playing


def _play(playing: Playing, line: Line, number: int) -> None:
    where = f"line {number}"
    for name, play in _LINES.items():
        value = getattr(line, name)
        if value is None or value is False:
            continue
        # The last words are still heard when the call has ended.
        if name != "hears" and playing.state.ended:
            raise UnplayableError(f"{where}: the call is over already")
        try:
            play(playing, line, value)
        except (UnplayableError, ValueError) as trouble:
            raise UnplayableError(f"{where}: {trouble}") from None
        return
    raise UnplayableError(f"{where}: nothing is written here")


# --- lines ---------------------------------------------------------------------------------------------


def _hears(playing: Playing, _line: Line, words: str) -> None:
    if not found_in(words, playing.said):
        heard = " / ".join(playing.said) or "nothing"
        raise UnplayableError(f"should hear {words!r}, but hears {heard!r}; {playing.doing}")


def _presses(playing: Playing, _line: Line, keys: str) -> None:
    """At a menu one key at a time; at a question for digits all that are left."""
    # A question may end with a key and the next one begin: what is left is pressed there.
    while keys:
        question = playing.question
        if playing.state.ended:
            raise UnplayableError("the call is over already")
        if isinstance(question, actions.Enqueue):
            _press_in_queue(playing, question, keys[0])
            keys = keys[1:]
        elif isinstance(question, actions.Collect):
            playing.answer(
                f"caller presses {_shown(keys, question)}", events.DigitsPressed(playing.seq, keys)
            )
            keys = ""
        elif isinstance(question, actions.Listen) and question.keypad:
            playing.answer(f"caller presses {keys[0]}", events.DigitsPressed(playing.seq, keys[0]))
            keys = keys[1:]
        else:
            raise UnplayableError(f"no keys are listened to here: {playing.doing}")


def _shown(keys: str, question: actions.Collect) -> str:
    return "*" * len(keys) if question.secret else keys


def _press_in_queue(playing: Playing, question: actions.Enqueue, key: str) -> None:
    reply = playing.answer(
        f"caller presses {key}", events.QueueKeyPressed(playing.seq, key, playing.waited_s)
    )
    # Nothing happened: in a test that is a mistake, on a call it is only a wrong key.
    if reply.stale:
        offered = ", ".join(f"{key} after {after} s" for key, after, _ in question.offers) or "nothing"
        raise UnplayableError(
            f"{key} does nothing after {playing.waited_s} s in the queue; offered is {offered}"
        )
    playing.tell(events.QueueLeft(playing.seq, "leave", playing.waited_s))


def _says(playing: Playing, line: Line, words: str) -> None:
    question = playing.question
    if not isinstance(question, actions.Listen | actions.Collect) or not question.hearing:
        raise UnplayableError(f"no words are listened to here: {playing.doing}")
    intents = playing.classify(playing.state.language, words) if playing.classify else ()
    heard = events.SpeechHeard(playing.seq, words, line.confidence, intents=intents)
    playing.answer(f"caller says: {words}", heard)


def _waits(playing: Playing, _line: Line, length: Any) -> None:
    """At a question one silence, however long; in a queue the time adds up."""
    seconds = parse_duration(length)
    playing.now += timedelta(seconds=seconds)
    question = playing.question
    if isinstance(question, actions.Enqueue):
        playing.waited_s += seconds
        playing.transcript.append(f"    caller waits {seconds} s in the queue {question.queue}")
        is_closed = question.closes_at is not None and playing.now >= question.closes_at
        if playing.waited_s >= question.at_most_s or is_closed:
            playing.tell(events.QueueLeft(playing.seq, "timeout", playing.waited_s))
    elif isinstance(question, actions.Listen | actions.Collect):
        playing.answer("caller is silent", events.NothingHeard(playing.seq))
    else:
        raise UnplayableError(f"there is nothing to wait for here: {playing.doing}")


def _records(playing: Playing, _line: Line, length: Any) -> None:
    seconds = parse_duration(length)
    playing.expect(actions.Record, "no message is recorded here")
    playing.answer(f"caller records {seconds} s", events.RecordingFinished(playing.seq, seconds))


def _hangs_up(playing: Playing, _line: Line, _value: Any) -> None:
    playing.answer("caller hangs up", events.HungUp(playing.seq))


def _fetch_answers(playing: Playing, _line: Line, answer: Mapping[str, Any]) -> None:
    question = playing.expect(actions.Fetch, "nothing is fetched here")
    found = {name: picked(answer, path) for name, path in question.store.items()}
    values = {name: value for name, value in found.items() if value is not None}
    playing.answer("the other system answers", events.FetchAnswered(playing.seq, True, values))


def picked(answer: Any, path: str) -> str | None:
    """What a dotted path finds in a JSON answer, as text; None when it leads nowhere."""
    for part in path.split("."):
        if isinstance(answer, Mapping) and part in answer:
            answer = answer[part]
        elif isinstance(answer, list) and part.isdecimal() and int(part) < len(answer):
            answer = answer[int(part)]
        else:
            return None
    return None if isinstance(answer, Mapping | list) or answer is None else str(answer)


def _fetch_fails(playing: Playing, _line: Line, _value: Any) -> None:
    playing.expect(actions.Fetch, "nothing is fetched here")
    playing.answer(
        "the other system does not answer", events.FetchAnswered(playing.seq, False, reason="scenario")
    )


def _agent_answers(playing: Playing, _line: Line, _value: Any) -> None:
    question = playing.expect(actions.Enqueue, "nobody waits for an agent here")
    done = f"an agent of {question.queue} answers"
    playing.answer(done, events.QueueLeft(playing.seq, "answered", playing.waited_s))


def _transfer(playing: Playing, _line: Line, result: Any) -> None:
    playing.expect(actions.Dial, "no transfer is made here")
    playing.answer(f"the transfer is {result}", events.CalleeAnswered(playing.seq, result))


_LINES: Mapping[str, Callable[[Playing, Line, Any], None]] = {
    "hears": _hears,
    "presses": _presses,
    "says": _says,
    "waits": _waits,
    "records": _records,
    "hangs_up": _hangs_up,
    "fetch_answers": _fetch_answers,
    "fetch_fails": _fetch_fails,
    "agent_answers": _agent_answers,
    "transfer": _transfer,
}


# --- endings -------------------------------------------------------------------------------------------


def _wrong_endings(playing: Playing, wanted: Expect) -> list[str]:
    kind, name = playing.destination
    reached = f"{kind} {name}" if kind else "nowhere"
    problems = [
        f"should end in {place} {expected}, but ends {reached}"
        for place in ("queue", "voicemail", "callback", "transfer")
        if (expected := getattr(wanted, place)) is not None and (place, expected) != (kind, name)
    ]
    if wanted.hang_up is not None and wanted.hang_up is not playing.state.ended:
        problems.append("should be over, but is not" if wanted.hang_up else "is over, but should not be")
    last = playing.state.path[-1] if playing.state.path else "none"
    if wanted.step is not None and wanted.step not in (last, last.rpartition(".")[2]):
        problems.append(f"the last step should be {wanted.step}, but is {last}")
    for variable, text in wanted.variables.items():
        held = playing.state.variables.get(variable, "")
        if held != text:
            problems.append(f"{variable} should be {text!r}, but is {held!r}")
    return problems
