"""What happened besides waiting in line, for tests of reports and for looking: paths, promises, scores."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any

from support.rules.call_facts import Facts
from support.store import agents as agent_store
from support.store.callbacks import Callback
from support.store.facts import CallbackFact
from support.store.sla import SlaClock
from support.store.surveys import Score, SurveyInvitation
from support.store.tickets import Ticket
from tests.console import report_facts
from tests.console.centre import Centre
from tests.console.report_facts import ZONE
from tests.support import facts_made

HOSTILE = "<script>alert('x')</script>"
# How a call goes: (share, its steps, how the last is left).
_WAYS = (
    (9, ("outage", "main"), "hangup"),
    (6, ("main",), "hangup"),
    (30, ("main", "billing_queue"), "ended"),
    (6, ("main", "billing_queue"), "hangup"),
    (14, ("main", "tech_queue"), "ended"),
    (9, ("main", "tech_queue", "message"), "hangup"),
    (8, ("main", "billing_queue", "message", "goodbye"), "ended"),
    (5, ("main", "main", "billing_queue"), "ended"),
)


def walked(made: Facts, *steps: tuple[str, int], how: str = "hangup") -> Facts:
    """The same call with these steps and seconds; `how` the last was left."""
    assert made.call
    made.call.path = [
        [name, seconds * 1000, "next" if place + 1 < len(steps) else how]
        for place, (name, seconds) in enumerate(steps)
    ]
    made.call.last_step = steps[-1][0] if steps else ""
    return made


def receipt(step: str = "main", **values: Any) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "step": step, "kind": "menu", "input": "speech", "result": "matched", "answer_ms": 4000, "asked": 1,
        "heard": 1, "confirmed": 0, "corrected": 0, "rejected": 0, "silent": 0, "keyed": 0,
    }  # fmt: skip
    return {**facts, **values}


def promised(number: int, when: datetime, state: str = "connected", **values: Any) -> CallbackFact:
    facts: dict[str, Any] = {
        "id": number, "call_id": number, "source": "", "queue": "billing", "flow": "acme",
        "language": "en-US", "number": "+551140028922", "intent": "", "agent_id": None, "team": "",
        "requested_at": when, "state": state, "attempts": 1, "asked_again": 0,
        **facts_made.booked(when, ZONE),
    }  # fmt: skip
    if state == "connected":
        facts["connected_at"] = facts["closed_at"] = when + timedelta(minutes=40)
    return CallbackFact(**{**facts, **values})


def ticket(number: int, when: datetime, **values: Any) -> Ticket:
    facts: dict[str, Any] = {
        "number": number, "kind": "voicemail", "subject": "-", "queue": "billing", "customer": "",
        "created_at": when, "updated_at": when,
    }  # fmt: skip
    return Ticket(**{**facts, **values})


def put(centre: Centre, *rows: Any) -> None:
    with centre.store.writing() as session:
        for row in rows:
            session.add(row)
            session.flush()


def month(centre: Centre, days: int = 28, seed: int = 2) -> None:
    """A busy month for looking at all these reports."""
    draw, now = random.Random(seed), centre.clock()
    centre.talks()
    call_id = centre.call()
    report_facts.keep(centre, *(_call(draw, n, _when(draw, now, days)) for n in range(1, 1200)))
    put(centre, *(_promise(draw, n, _when(draw, now, days)) for n in range(1, 160)))
    due: dict[str, Any] = {"queue": "billing", "call_id": call_id, "first_entered_at": now, "created_at": now}
    for n in range(4):
        chosen = now - timedelta(minutes=5) if n == 1 else None
        put(centre, Callback(number=f"+55119{n}", state="due", chosen_at=chosen, **due))
    for n in range(1, 260):
        _one_ticket(centre, draw, 2000 + n, _when(draw, now, days))
    _scores(centre, draw, now, days)
    centre.utterance(call_id)


def _when(draw: random.Random, now: datetime, days: int) -> datetime:
    local = (now - timedelta(days=draw.randrange(days))).astimezone(ZONE)
    at = local.replace(hour=draw.choice((8, 9, 10, 10, 11, 14, 15, 16)), minute=draw.randrange(60))
    return min(at, now)


def _call(draw: random.Random, number: int, when: datetime) -> Facts:
    _share, steps, how = draw.choices(_WAYS, [each[0] for each in _WAYS])[0]
    queue = "tech" if "tech_queue" in steps else "billing" if "billing_queue" in steps else ""
    intent = draw.choice(("billing", "tech_support", ""))
    made = walked(
        report_facts.call(number, when, queue, intent=intent, language=draw.choice(("en-US", "pt-BR"))),
        *((step, draw.randint(4, 90)) for step in steps), how=how,
    )  # fmt: skip
    assert made.call
    made.call.version = draw.choice((1, 2, 2))
    made.call.receipts = [_asked(draw, intent)]
    return made


def _asked(draw: random.Random, intent: str) -> dict[str, Any]:
    by = draw.choice(("speech", "speech", "keypad", "none"))
    wrong = draw.choice((0, 0, 0, 1, 2)) if by == "speech" else 0
    result = {"none": "else"}.get(by) or draw.choice(("matched", "matched", "matched", "abandoned"))
    facts: dict[str, Any] = {
        "rejected": wrong,
        "heard": wrong + (by == "speech"),
        "asked": 1 + wrong,
        "input": by,
    }
    more = {"intent": intent} if intent and result == "matched" else {}
    return receipt(result=result, silent=int(by == "none"), keyed=int(by == "keypad"), **facts, **more)


def _promise(draw: random.Random, number: int, when: datetime) -> CallbackFact:
    state = draw.choices(("connected", "expired", "cancelled", "open"), (75, 12, 8, 5))[0]
    more: dict[str, Any] = {"attempts": draw.choice((1, 1, 1, 2, 3)), "asked_again": draw.choice((0, 0, 1))}
    if state == "connected":
        more["connected_at"] = when + timedelta(seconds=int(draw.expovariate(1 / 3600)) + 60)
    return promised(number, when, state, queue=draw.choice(("billing", "tech")), **more)


def _one_ticket(centre: Centre, draw: random.Random, number: int, when: datetime) -> None:
    solved = when + timedelta(hours=draw.expovariate(1 / 20)) if draw.random() < 0.8 else None
    if solved and solved > centre.clock():
        solved = None
    answered = when + timedelta(hours=draw.expovariate(1 / 3)) if draw.random() < 0.9 else None
    made = ticket(
        number, when, kind=draw.choice(("voicemail", "callback", "call", "sms")), solved_at=solved,
        queue=draw.choice(("billing", "tech")), responded_at=answered, status="solved" if solved else "open",
        priority=draw.choice(("low", "normal", "normal", "high", "urgent")),
        category=draw.choice(("billing", "tech_support", "")),
    )  # fmt: skip
    put(centre, made)
    clocks = []
    for kind, target, done in (("first_response", 14_400, answered), ("resolution", 86_400, solved)):
        used = int(((done or centre.clock()) - when).total_seconds())
        late = used > target
        if late and made.breached_at is None:
            made.breached_at = when + timedelta(seconds=target)
        clocks.append(SlaClock(
            ticket_id=made.id, kind=kind, policy="standard", target_s=target, started_at=when,
            state="breached" if late else "met" if done else "running",
            left_s=target if late or not done else target - used, stopped_at=done,
            resumed_at=when if late else None,
        ))  # fmt: skip
    put(centre, made, *clocks)


def _scores(centre: Centre, draw: random.Random, now: datetime, days: int) -> None:
    with centre.store.reading() as session:
        agents = [each.id for each in agent_store.agents(session)]
        tickets = list(session.query(Ticket.id))
    said = ("Quick and kind, thank you.", "I had to explain it three times.", HOSTILE, "", "", "")
    for _ in range(220):
        survey = draw.choice(("csat", "csat", "nps"))
        score = (
            draw.choice((1, 2, 3, 4, 4, 5, 5, 5))
            if survey == "csat"
            else draw.choice((0, 6, 7, 8, 9, 10, 10))
        )
        put(centre, Score(
            survey=survey, score=score, at=_when(draw, now, days), queue=draw.choice(("billing", "tech")),
            agent_id=draw.choice((*agents, None)), channel=draw.choice(("call", "sms")),
            comment=draw.choice(said), ticket_id=draw.choice(tickets)[0],
        ))  # fmt: skip
    for (ticket_id,) in tickets[:120]:
        sent = _when(draw, now, days)
        put(centre, SurveyInvitation(
            ticket_id=ticket_id, number="+1", survey="csat", sent_at=sent, expires_at=now,
            answered_at=sent if draw.random() < 0.4 else None,
        ))  # fmt: skip
