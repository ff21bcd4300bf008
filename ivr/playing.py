"""A call played without a phone: the state, what was said, what is asked, and a readable transcript.

It answers facts by itself and moves nothing else: who presses, speaks or answers is up to its user.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from flows.flow import Flow, Scenario
from ivr import actions, events
from ivr.engine import Step, start, step

AnyQuestion = TypeVar("AnyQuestion", bound=actions.Question)

Classify = Callable[[str, str], tuple[tuple[str, float], ...]]
"""A language and words to (intent, score), best first: as `SpeechHeard.intents`."""

FIRST_TICKET = 1042


def found_in(words: str, said: list[str]) -> bool:
    """True when the words are part of what was said, whatever case and blanks."""
    return " ".join(words.split()).casefold() in " ".join(" ".join(said).split()).casefold()


class Playing:
    """One scenario's call, as far as it has gone."""

    def __init__(
        self, flow: Flow, scenario: Scenario, at: datetime, classify: Classify | None = None
    ) -> None:
        self.flow = flow
        self.scenario = scenario
        self.now = at
        self.classify = classify
        self.state = start(flow, f"scenario {scenario.name}", 1)
        self.question: actions.Question | None = None
        self.said: list[str] = []  # since the caller did something
        self.transcript: list[str] = []
        self.covered: set[tuple[str, str]] = set()
        self.destination = ("", "")  # kind and name of where the call was led last
        self.waited_s = 0
        self.callbacks = set(scenario.callbacks)  # queues that have promised one

    @property
    def seq(self) -> int:
        return self.state.seq

    @property
    def doing(self) -> str:
        """What the call waits for, in words."""
        if self.question is None or self.state.ended:
            return "the call is over"
        return _WAITS_FOR.get(type(self.question), "something else") + f" (step {self.state.step})"

    def expect(self, kind: type[AnyQuestion], otherwise: str) -> AnyQuestion:
        """The open question when it is of this kind, else ValueError with a sentence."""
        if not isinstance(self.question, kind):
            raise ValueError(f"{otherwise}: {self.doing}")
        return self.question

    def answer(self, done: str, event: events.Event) -> Step:
        """Somebody does something; what was said before is past."""
        self.transcript.append(f"    {done}")
        self.said = []
        return self.tell(event)

    def tell(self, event: events.Event) -> Step:
        """Apply an event, and the facts that it asks for."""
        reply = self._apply(event)
        while isinstance(self.question, actions.FindFacts) and not self.state.ended:
            self._apply(self._facts(self.question))
        return reply

    def _apply(self, event: events.Event) -> Step:
        reply = step(self.flow, self.state, event, self.now)
        self.state = reply.state
        self.covered.update(reply.exits)
        for action in reply.actions:
            self._take(action)
        return reply

    def _facts(self, question: actions.FindFacts) -> events.FactsFound:
        lengths = self.scenario.queue_lengths
        return events.FactsFound(
            question.seq,
            waiting={queue: lengths.get(queue, 0) for queue in question.queues},
            agents=dict.fromkeys(question.queues, 1),
            notices={name: "" for name in question.notices if name in self.scenario.notices},
            tier=self.scenario.tier or "",
            line=self._line(question.line) if question.line else None,
            tickets={queue: found for queue in question.tickets if (found := self._ticket(queue))},
        )

    def _ticket(self, queue: str) -> events.TicketNow | None:
        known = self.scenario.tickets
        named = queue or next(iter(known), "")
        if named not in known:
            return None
        return events.TicketNow(str(FIRST_TICKET - list(known).index(named)), known[named])

    def _line(self, queue: str) -> events.LineNow:
        family = (self.flow, *self.flow.subflows.values())
        line = next((flow.queues[queue] for flow in family if queue in flow.queues), None)
        waiting = self.scenario.queue_lengths.get(queue, 0)
        return events.LineNow(
            self.scenario.queue_waits.get(queue),
            bool(line and line.limit is not None and waiting >= line.limit),
            line.overflow.to if line and line.overflow else "",
            queue in self.callbacks,
        )

    def _take(self, action: actions.Action) -> None:
        for text in _texts(action):
            self.said.append(text)
            self.transcript.append(f"hears: {text}")
        if isinstance(action, actions.Question):
            self.question = action
        match action:
            case actions.Enqueue():
                self._led("queue", action.queue)
                self.waited_s = 0
            case actions.OpenTicket():
                self._led("voicemail", action.queue)
            case actions.PromiseCallback():
                self._led("callback", action.queue)
                self.callbacks.add(action.queue)
                if action.at:
                    self.transcript.append(f"is to be called at {self._clock(action.at)}")
            case actions.CancelCallback():
                self.callbacks.discard(action.queue)
                self.transcript.append(f"no longer wants the callback of {action.queue}")
            case actions.Dial():
                self._led("transfer", action.number)
            case actions.SendMessage():
                self.transcript.append(f"gets the message: {action.text}")
            case actions.HangUp():
                self.transcript.append("the call ends")

    def _clock(self, at: datetime) -> str:
        return f"{at.astimezone(ZoneInfo(self.flow.timezone)):%Y-%m-%d %H:%M}"

    # The last one counts: who gives up the line for a voicemail ends in the voicemail.
    def _led(self, kind: str, name: str) -> None:
        self.destination = (kind, name)
        self.transcript.append(f"is led to: {kind} {name}")


def _texts(action: actions.Action) -> list[str]:
    match action:
        case actions.Say():
            return [action.text]
        case actions.Listen() | actions.Collect() | actions.Record():
            return [say.text for say in action.prompts]
        case actions.Enqueue():
            offers = [sentence for _, _, sentence in action.offers]
            return [action.sentence, *offers] if action.sentence else offers
    return []


_WAITS_FOR: dict[type[actions.Question], str] = {
    actions.Listen: "a key or words are waited for",
    actions.Collect: "digits are waited for",
    actions.Record: "a message is recorded",
    actions.Enqueue: "the caller waits in a queue",
    actions.Dial: "another number rings",
    actions.Fetch: "data is fetched",
}
