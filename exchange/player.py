"""Plays TwiML on one leg: documents one after another, verbs from top to bottom, errors to the fallback."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urljoin

import structlog

from exchange import prompts
from exchange.leg import HungUp, Leg, Moved
from exchange.office import Office
from exchange.twiml.grammar import VERBS
from exchange.twiml.parser import Element
from exchange.webhook import HANGUP, Document, Failure, Goto, fetch

log = structlog.get_logger()

MOST_FALLBACKS = 10  # a fallback that leads back to what fails must end
APOLOGY = "We are sorry. An application error has occurred. Goodbye."


@dataclass(frozen=True)
class Leave:
    """The document asked to be left: <Leave>, <Hangup>, <Reject>."""

    how: str  # leave | hangup | rejected | busy


Outcome = Goto | Leave | None  # None: go on with the next verb
Verb = Callable[["Player", Element], Outcome]


class Player:
    """One leg, one kind of document. url: of the document that is playing."""

    def __init__(
        self, office: Office, leg: Leg, allowed: frozenset[str] = VERBS, refusal: int = 12200
    ) -> None:
        """allowed: verbs that may run here; refusal: the code for others."""
        self.office = office
        self.leg = leg
        self.url = ""
        self.first = False  # the verb that plays is the document's first
        self._allowed = allowed
        self._fallbacks = 0
        self._refusal = refusal

    @property
    def waits(self) -> bool:
        """True for a wait, hold or whisper document: what it plays passes the time."""
        return self._allowed is not VERBS

    def run(self, goto: Goto) -> None:
        """Until the leg is over. Never raises."""
        try:
            self._run(goto)
        except HungUp:
            pass
        except Exception:
            log.exception("player_failed")
            self.office.alert(12400, "internal failure", self.leg.sid)
            self.leg.end("failed" if self.leg.call.answered is None else "completed")

    def _run(self, goto: Goto | None) -> None:
        while goto is not None:
            try:
                outcome = self.play_all(goto)
            except Moved:
                # Instructions by REST win over whatever the document was doing.
                goto = self.leg.take_move()
                continue
            except Failure as failure:
                goto = self._fallback(failure)
                continue
            self._finish(outcome)
            return

    def play_all(self, goto: Goto) -> Leave | None:
        """This document and those it leads to. Raises Failure, and what `leg.wait` raises."""
        outcome: Outcome = goto
        while isinstance(outcome, Goto):
            # A bare sound ends a call, but only its own turn in a wait or hold document.
            after = () if self.waits else (HANGUP,)
            document = fetch(self.office, self.leg.call, outcome, self.leg.cookies, after)
            outcome = self.play(document, outcome.url)
        return outcome

    def play(self, document: Document, source: str = "") -> Outcome:
        """The verbs of one document."""
        self.leg.check()
        self.url = document.url
        self._check_allowed(document, source)
        for number, element in enumerate(document.verbs):
            self.first = number == 0
            self._answer_before(element)
            outcome = self.office.verbs[element.name](self, element)
            self.leg.check()
            if outcome is not None:
                return outcome
        return None

    def nested(self, allowed: frozenset[str], refusal: int) -> Player:
        """A player for wait, hold and whisper documents on the same leg."""
        inner = Player(self.office, self.leg, allowed, refusal)
        inner.url = self.url
        return inner

    def resolve(self, url: str) -> str:
        """Absolute. Raises Failure 11100 where a relative URL has no base."""
        absolute = urljoin(self.url, url) if self.url else url
        if "://" not in absolute:
            raise self.failure(11100, f"no base for the URL {url!r}")
        return absolute

    def action(
        self, element: Element, fields: Mapping[str, str] | None = None, *, default_current: bool = False
    ) -> Goto | None:
        """Where the element's action leads; None when it has none."""
        if "action" not in element.attributes and not default_current:
            return None
        return Goto(self.resolve(element.get("action")), element.get("method", "POST"), dict(fields or {}))

    def failure(self, code: int, message: str) -> Failure:
        """An alert, and the exception to raise for it."""
        self.office.alert(code, message, self.leg.sid, self.url)
        return Failure(code, message, self.url)

    def _check_allowed(self, document: Document, source: str) -> None:
        for element in document.verbs:
            if element.name not in self._allowed:
                raise self.failure(self._refusal, f"<{element.name}> is not allowed in {source or 'here'}")

    def _answer_before(self, element: Element) -> None:
        """Which verbs answer a ringing call (reference 2.1)."""
        waits = element.name in ("Reject", "Pause") or (
            element.name == "Dial" and element.flag("answerOnBridge", False)
        )
        if not (waits and self.first):
            self.leg.pick_up()

    def _fallback(self, failure: Failure) -> Goto | None:
        fallback = self.leg.fallback
        self._fallbacks += 1
        if fallback is not None and failure.url != fallback.url and self._fallbacks <= MOST_FALLBACKS:
            fields = {"ErrorCode": str(failure.code), "ErrorUrl": failure.url}
            return Goto(fallback.url, fallback.method, fields)
        self.leg.pick_up()
        prompts.say(self.leg, APOLOGY, "en-US", "man")
        self.leg.end("completed")
        return None

    def _finish(self, outcome: Leave | None) -> None:
        if outcome is not None and outcome.how in ("rejected", "busy"):
            self.leg.end(
                "busy" if outcome.how == "busy" else "no-answer", 486 if outcome.how == "busy" else 603
            )
            return
        self.leg.pick_up()
        self.leg.end("completed")
