"""Random flows of all step kinds, random callers: never an error, never silence, always an end."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import product
from typing import Any, get_args

from hypothesis import given, settings
from hypothesis import strategies as st

from flows.flow import Flow
from flows.steps import KINDS, Ask, Collect, Menu, kind_of
from ivr import actions, events
from ivr.engine import Step, start, step
from ivr.state import State
from ivr.transitions import AFTER_WALK, PHASES, STEPS_IN, TRANSITIONS, WALK
from ivr.walk import MAX_STEPS_PER_CALL, MAX_STEPS_PER_EVENT
from tests.ivr.conftest import build

NAMES = ("a", "b", "c", "d", "e", "f")
QUEUES = ("billing", "general")
NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
DIALS = get_args(events.DialResult)
LEFT = get_args(events.QueueResult)

targets = st.sampled_from((*NAMES, "hang up"))
words = st.sampled_from(["Hello {x}.", "{x}", "{caller.number} { } {x.y}", "Olá."])
queues = st.sampled_from(QUEUES)
tries = st.integers(1, 3)
WRITTEN_WORDS = [{"en-US": ["billing", "my bill"]}, {"en-US": ["support"], "pt-BR": ["suporte"]}]


def part(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """A mapping with these keys; `else_` is written `else`."""
    return st.fixed_dictionaries({name.rstrip("_"): field for name, field in fields.items()})


conditions = st.recursive(
    st.sampled_from(
        [
            {"open": "office"},
            {"language": "pt-BR"},
            {"variable": "x"},
            {"variable": "x", "over": 3},
            {"queue": "billing", "waiting_over": 2},
            {"tier": "vip"},
            {"notice": "outage"},
        ]
    ),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=2).map(lambda some: {"all": some}),
        st.lists(inner, min_size=1, max_size=2).map(lambda some: {"any": some}),
        inner.map(lambda one: {"not": one}),
    ),
    max_leaves=4,
)
options = st.tuples(targets, targets, targets).map(
    lambda ways: [
        {"key": "1", "intent": "billing", "next": ways[0]},
        {"key": "2", "words": WRITTEN_WORDS[1], "next": ways[1]},
        {"words": WRITTEN_WORDS[0], "next": ways[2]},
    ]
)
inputs = st.sampled_from(["keypad", "speech", "keypad and speech"])
request = {"url": "https://api.example.org/{x}", "store": {"x": "a.b"}}
offers = st.fixed_dictionaries(
    {},
    optional={
        "callback": st.sampled_from(
            [
                {"key": "1", "when": "ask", "over": "5m"},
                {"key": "1", "confirm": False},
                {"key": "1", "after": "60s", "over": "5m", "next": "a"},
            ]
        ),
        "voicemail": st.sampled_from([{"key": "2"}, {"key": "2", "next": "b"}]),
    },
)
checks = st.sampled_from(["none", "luhn", "cpf", "cnpj", "phone", "date"])
KIND_STEPS: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "say": part(say=words, next=targets),
    "menu": part(
        menu=words,
        input=inputs,
        options=options,
        confirm=st.sampled_from([None, 0.75]),
        silence=part(tries=tries),
        else_=targets,
    ),
    "ask": part(
        ask=st.just("x"),
        prompt=words,
        intents=st.one_of(
            st.just({}), st.fixed_dictionaries({"billing": targets, "agent": targets, "unknown": targets})
        ),
        slots=st.sampled_from([{}, {"y": "digits", "z": "date"}, {"x": "yes_no"}]),
        confirm=st.sampled_from([None, 0.75]),
        silence=part(tries=tries),
        next=targets,
        else_=targets,
    ),
    "collect": part(
        collect=st.just("x"),
        prompt=words,
        check=checks,
        secret=st.booleans(),
        input=st.sampled_from(["keypad", "keypad and speech"]),
        finish=st.sampled_from(["#", "*", ""]),
        silence=part(tries=tries),
        next=targets,
        else_=targets,
    ),
    "when": part(when=conditions, then=targets, else_=targets),
    "set": part(set=st.sampled_from([{"x": "{x}{x}1"}, {"y": "{x}"}]), next=targets),
    "fetch": part(fetch=st.just(request), next=targets, else_=targets),
    "queue": part(queue=queues, waiting=part(offers=offers, say=words), next=targets, else_=targets),
    "voicemail": part(voicemail=queues, next=targets),
    "callback": part(
        callback=queues,
        number=st.sampled_from(["{caller.number}", "{x}"]),
        confirm=st.booleans(),
        when=st.sampled_from(["soon", "ask"]),
        next=targets,
        else_=targets,
    ),
    "transfer": part(transfer=st.sampled_from(["+12025550123", "{x}"]), next=targets, else_=targets),
    "message": part(message=words, next=targets),
    "notice": part(notice=st.just("outage"), say=words, next=targets),
    "split": st.tuples(targets, targets)
    .filter(lambda two: two[0] != two[1])
    .map(lambda two: {"split": {two[0]: 30, two[1]: 70}}),
    "survey": part(survey=st.sampled_from(["csat", "nps"]), prompt=words, next=targets),
    "language": part(language=st.sampled_from(["en-US", "pt-BR"]), next=targets),
    "flow": part(flow=st.sampled_from(["acme", "inner", "missing"]), next=targets),
    "hang up": part(**{"hang up": st.sampled_from([True, "Bye."])}),
}
all_steps = st.fixed_dictionaries(dict.fromkeys(NAMES, st.one_of(*KIND_STEPS.values())))


@st.composite
def flows(draw: st.DrawFn) -> Flow:
    head: dict[str, Any] = {
        "queues": {"billing": {"title": "Billing", "hours": draw(st.sampled_from([None, "office", "none"]))}},
        "intents": {
            "billing": {"en-US": ["my bill is wrong"], "pt-BR": ["fatura"]},
            "agent": {"en-US": ["somebody"]},
        },
        "anywhere": draw(st.none() | st.fixed_dictionaries({"agent": targets, "main menu": targets})),
        "hours": {"office": {"mon-fri": "08:00-18:00"}},
        "fetch_hosts": ["api.example.org"],
        "timezone": "America/Sao_Paulo",
    }
    inner = build(draw(all_steps), flow="inner", numbers=[])
    rescue = draw(st.sampled_from([None, "a", "gone"]))
    return build(draw(all_steps), rescue=rescue, subflows={"inner": inner}, **head)


ODD_TEXTS = ("", " ", "1", "yes", "no", "my bill", "\x00", "\ud800", "٣", "²", "{x}", "𝐀" * 9, "a" * 100_000)

ODD_SCORES = (0.2, 0.55, 0.6, 0.9, 1.0, float("nan"), float("-inf"), 7.0)

SAID_ANYWHERE = ("support", "tomorrow at three", "another number")
KEYS = ("1", "2", "52998224725", "11988887777", "1530", "9" * 40)
LINES = (
    None,
    events.LineNow(900),
    events.LineNow(None, True, "general"),
    events.LineNow(None, True),
    events.LineNow(None, False, "", True),
)

HEARD_AS = {
    "not_understood", "confirming", "corrected", "option_chosen", "asked_again", "collected", "commanded",
    "silent", "answered",
}  # fmt: skip
ASKING = {phase for phase, kinds in STEPS_IN.items() if {Menu, Ask, Collect} & set(kinds)}

Maker = Callable[[random.Random, int], events.Event]

EVENTS: tuple[Maker, ...] = (
    lambda dice, seq: events.CallStarted(seq, dice.choice(["", "+5511988887777", "anonymous", "\ud800"]), ""),
    lambda dice, seq: events.DigitsPressed(seq, dice.choice([*KEYS, *ODD_TEXTS])),
    lambda dice, seq: events.SpeechHeard(
        seq,
        dice.choice(["support", "tomorrow at three", *ODD_TEXTS]),
        dice.random(),
        (dice.choice(ODD_TEXTS),),
    ),
    lambda dice, seq: events.SpeechHeard(
        seq,
        dice.choice(["x", "5 2 9 9 8 2 2 4 7 2 5", "an agent", "repeat", "go back", "the first"]),
        dice.choice([0.9, 0.2, float("nan"), float("inf"), -1.0]),
        intents=tuple((name, dice.choice(ODD_SCORES)) for name in ("billing", "agent", "other")),
    ),
    lambda _, seq: events.SpeechUnavailable(seq),
    lambda _, seq: events.NothingHeard(seq),
    lambda dice, seq: events.RecordingFinished(seq, dice.randint(0, 9), dice.random() < 0.2),
    lambda dice, seq: events.QueueKeyPressed(
        seq, dice.choice(["1", "2", "9", "\ud800"]), dice.randint(0, 99)
    ),
    lambda dice, seq: events.QueueLeft(seq, dice.choice(LEFT)),
    lambda dice, seq: events.CalleeAnswered(seq, dice.choice(DIALS)),
    lambda dice, seq: events.FetchAnswered(seq, dice.random() < 0.5, {"x": dice.choice(ODD_TEXTS)}),
    lambda dice, seq: events.FactsFound(
        seq, {"billing": dice.randint(0, 5)}, {}, {"outage": "{x}"}, "vip", dice.choice(LINES)
    ),
)


def labels(flow: Flow, place: str) -> set[str]:
    """The exits that a step's model names, and the shipped ones of a queue."""
    inner, _, name = place.rpartition(".")
    written = (flow.subflows[inner] if inner else flow).steps[name]
    shipped = {"callback", "voicemail"} if kind_of(written) == "queue" else set()
    return {label for label, _ in written.exits()} | shipped


def hold_the_law(before: State, event: events.Event, reply: Step) -> None:
    """What is true of every reply to anything."""
    if reply.stale:
        assert reply.actions == ()
        assert reply.state is before
        return
    asked = [action for action in reply.actions if isinstance(action, actions.Question | actions.HangUp)]
    if isinstance(event, events.QueueKeyPressed):
        assert asked == []
        assert isinstance(reply.actions[-1], actions.LeaveQueue)
        assert reply.state.seq == before.seq
    else:
        assert asked == [reply.actions[-1]]
        asks = isinstance(asked[0], actions.Question)
        assert reply.state.seq == before.seq + asks
        assert reply.state.ended is not asks
    assert State.from_json(json.loads(json.dumps(reply.state.to_json()))) == reply.state
    leads_to = set(TRANSITIONS[before.phase, type(event)].leads_to)
    assert reply.state.phase in (leads_to | (AFTER_WALK if WALK in leads_to else set()))


def hold_the_receipts(before: State, event: events.Event, reply: Step) -> None:
    """Every utterance leaves one mark; a receipt stands as long as its question, and is handed out once."""
    if reply.stale:
        return
    marks = [action for action in reply.actions if isinstance(action, actions.Mark)]
    if isinstance(event, events.SpeechHeard):
        (what,) = [mark for mark in marks if mark.kind in HEARD_AS]
        assert what.kind == "silent" or 0 <= float(what.data["score"]) <= 1
    assert bool(reply.state.receipt) is (reply.state.phase in ASKING)
    handed_out = [mark for mark in marks if mark.kind == "receipt"]
    left = before.phase in ASKING and (reply.state.path != before.path or not reply.state.receipt)
    assert len(handed_out) == left
    assert all(mark.data["step"] == before.path[-1] for mark in handed_out)


def walk_through(flow: Flow, seed: int, wrong_seqs: float) -> State:
    """A caller who does everything at random, until the call ends or it lasts too long."""
    dice = random.Random(seed)
    state = start(flow, f"call {seed}", 1)
    waited_for = {phase: [kind for at, kind in TRANSITIONS if at == phase] for phase in PHASES}
    # A step asks at most 10 times; each can be a key while waiting, a confirmation or a wrong number.
    for _ in range((MAX_STEPS_PER_CALL + 2 * MAX_STEPS_PER_EVENT) * 20):
        if state.ended:
            return state
        seq = state.seq if dice.random() >= wrong_seqs else dice.choice([0, state.seq - 1, state.seq + 1])
        event = dice.choice(EVENTS)(dice, seq)
        if dice.random() < 0.9:
            while type(event) not in waited_for[state.phase]:
                event = dice.choice(EVENTS)(dice, seq)
        reply = step(flow, state, event, NOW)
        hold_the_law(state, event, reply)
        hold_the_receipts(state, event, reply)
        for place, label in reply.exits:
            assert label in labels(flow, place)
        state = reply.state
    return state


@settings(max_examples=100, deadline=None)
@given(flows(), st.integers(0, 2**32))
def test_every_call_ends_and_never_raises(flow: Flow, seed: int) -> None:
    state = walk_through(flow, seed, wrong_seqs=0.1)
    assert state.ended
    assert state.steps_walked <= MAX_STEPS_PER_CALL + MAX_STEPS_PER_EVENT
    assert len(json.dumps(state.to_json())) < 200_000


@settings(max_examples=60, deadline=None)
@given(flows(), flows(), st.integers(0, 2**32), st.integers(0, 12))
def test_a_call_goes_on_with_another_version(flow: Flow, other: Flow, seed: int, turns: int) -> None:
    """Not meant to happen; when it does, the caller is still led somewhere."""
    dice = random.Random(seed)
    state = start(flow, "call", 1)
    for turn in range(turns * 2):
        event = dice.choice(EVENTS)(dice, state.seq)
        reply = step(flow if turn < turns else other, state, event, NOW)
        hold_the_law(state, event, reply)
        state = reply.state


@settings(max_examples=60, deadline=None)
@given(flows(), st.integers(0, 2**32), st.text(), st.text())
def test_hanging_up_anywhere_ends_the_call_once(flow: Flow, seed: int, digits: str, text: str) -> None:
    dice = random.Random(seed)
    state = step(flow, start(flow, "call", 1), events.CallStarted(0, "+5511988887777", ""), NOW).state
    for event in (events.DigitsPressed(state.seq, digits), events.SpeechHeard(state.seq, text)):
        state = step(flow, state, event, NOW).state
    reply = step(flow, state, events.HungUp(dice.randint(-9, 9)), NOW)
    assert reply.state.ended
    assert reply.stale is state.ended
    assert step(flow, reply.state, events.HungUp(reply.state.seq), NOW).stale


TALKING = build(
    {
        "main": {
            "menu": "What?",
            "input": "keypad and speech",
            "options": [
                {"key": "1", "intent": "billing", "next": "code"},
                {"key": "2", "words": {"en-US": ["support"]}, "intent": "technical", "next": "wish"},
            ],
            "else": "wish",
        },
        "words": {
            "menu": "What?",
            "input": "speech",
            "options": [{"intent": "billing", "next": "main"}],
            "else": "main",
        },
        "wish": {
            "ask": "wish",
            "prompt": "Tell me.",
            "intents": {"billing": "code", "technical": "words"},
            "slots": {"day": "date"},
            "confirm": "below 0.8",
            "else": "code",
        },
        "code": {
            "collect": "code",
            "prompt": "Code?",
            "input": "keypad and speech",
            "digits": 3,
            "next": "main",
            "else": "main",
        },
    },
    intents={"billing": {"en-US": ["my bill"]}, "technical": {"en-US": ["my internet"]}},
    anywhere={"agent": "wish", "main menu": "main"},
)
SAID = (
    "my bill", "about my bill", "my bill and my internet", "two five eight", "yes", "no", "the first", "well",
    "tomorrow", "an agent", "main menu", "repeat", "go back", "",
)  # fmt: skip


def say_anything(dice: random.Random, seq: int) -> events.Event:
    scores = (("billing", dice.choice(ODD_SCORES)), ("technical", dice.choice(ODD_SCORES)))
    intents = dice.choice(((), scores))
    return events.SpeechHeard(seq, dice.choice(SAID), dice.choice((1.0, 0.7, 0.2)), intents=intents)


ANSWERS: tuple[Maker, ...] = (
    say_anything,
    say_anything,
    lambda dice, seq: events.DigitsPressed(seq, dice.choice(("1", "2", "9", "258"))),
    lambda _, seq: events.NothingHeard(seq),
    lambda _, seq: events.SpeechUnavailable(seq),
)


def test_a_talking_caller_comes_by_every_answer() -> None:
    answered: set[tuple[str, type[events.Event]]] = set()
    for seed in range(40):
        dice = random.Random(seed)
        state = start(TALKING, "call", 1)
        event: events.Event = events.CallStarted(0, "+5511988887777", "")
        for _ in range(100):
            reply = step(TALKING, state, event, NOW)
            hold_the_law(state, event, reply)
            hold_the_receipts(state, event, reply)
            if not reply.stale:
                answered.add((state.phase, type(event)))
            state = reply.state
            event = dice.choice(ANSWERS)(dice, state.seq)
    asked = {(phase, kind) for phase, kind in TRANSITIONS if phase in ASKING and kind is not events.HungUp}
    assert asked <= answered


def test_the_random_flows_have_every_kind_of_step() -> None:
    assert set(KIND_STEPS) == set(KINDS)


def flow_of_callbacks(*, confirm: bool, when: str, recording: str) -> Flow:
    wishes = {"confirm": confirm, "when": when}
    ways = {"next": "wait", "else": "wait"}
    offer = {"key": "1", "over": "1m", **wishes}
    return build(
        {
            "wait": {
                "queue": "billing", "waiting": {"offers": {"callback": offer}},
                "next": "call", "else": "call",
            },
            "call": {"callback": "billing", "number": "{x}", **wishes, **ways, "next": "again"},
            "again": {"callback": "billing", **wishes, **ways},
        },
        queues={"billing": {"title": "Billing", "recording": recording}},
    )  # fmt: skip


CALLBACK_SAID = (
    "yes", "yes", "no", "cancel", "keep my place", "another number", "choose a time", "choose a time",
    "one one nine eight eight eight eight eight seven seven seven seven", "tomorrow at three", "well", "",
)  # fmt: skip
CALLBACK_ANSWERS: tuple[Maker, ...] = (
    lambda dice, seq: events.SpeechHeard(seq, dice.choice(CALLBACK_SAID), dice.choice((1.0, 1.0, 0.2))),
    lambda dice, seq: events.DigitsPressed(seq, dice.choice(("1", "2", "11988887777", "1530", ""))),
    lambda _, seq: events.NothingHeard(seq),
    lambda dice, seq: events.FactsFound(seq, line=dice.choice(LINES)),
    lambda _, seq: events.QueueKeyPressed(seq, "1", 99),
    lambda dice, seq: events.QueueLeft(seq, dice.choice(("leave", "timeout"))),
)


ONWARD = {
    "recording_consent": "1",
    "callback_over": "1",
    "callback_number": "2",
    "callback_digits": "11988887777",
    "callback_when": "2",
    "callback_time": "1530",
}


def test_who_asks_for_callbacks_comes_by_every_answer_and_everywhere_that_it_may_lead() -> None:
    led: dict[tuple[str, type[events.Event]], set[str]] = {}
    kinds = product((True, False), ("soon", "ask"), ("off", "consent"))
    flows = [
        flow_of_callbacks(confirm=confirm, when=when, recording=recording)
        for confirm, when, recording in kinds
    ]
    for seed in range(800):
        dice = random.Random(seed)
        flow = flows[seed % len(flows)]
        state = start(flow, "call", 1)
        caller = dice.choice(("", "+5511988887777"))
        event: events.Event = events.CallStarted(0, caller, "+551140028922")
        for _ in range(30):
            reply = step(flow, state, event, NOW)
            hold_the_law(state, event, reply)
            hold_the_receipts(state, event, reply)
            if not reply.stale:
                led.setdefault((state.phase, type(event)), set()).add(reply.state.phase)
            state = reply.state
            if state.ended:
                break
            if state.phase in ONWARD and dice.random() < 0.5:
                event = events.DigitsPressed(state.seq, ONWARD[state.phase])
            while (state.phase, type(event)) not in TRANSITIONS or event.seq != state.seq:
                event = dice.choice(CALLBACK_ANSWERS)(dice, state.seq)
    table = {
        (phase, kind): set(transition.leads_to) - {WALK}
        for (phase, kind), transition in TRANSITIONS.items()
        if phase.startswith(("callback_", "recording_")) and kind is not events.HungUp
    }
    assert set(table) <= set(led)
    for phase in {phase for phase, _ in table}:
        found = set().union(*(ends for (at, _), ends in led.items() if at == phase))
        named = set().union(*(ends for (at, _), ends in table.items() if at == phase))
        assert named <= found, phase
