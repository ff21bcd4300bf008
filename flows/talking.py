"""Steps that tell the caller something or ask for an answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from flows.listening import BargeIn, Below, Pause, SlotKind
from flows.parts import Exit, Part, Silence, Step
from flows.values import HANG_UP, Key, Language, Name, Target, Words


class Say(Step):
    """Says something and goes on."""

    say: Words
    """What the caller hears."""


class Option(Part):
    """One choice of a menu: by key, by an intent's phrases, by words of its own."""

    key: Key | None = None
    """The key that chooses it."""
    intent: Name | None = None
    """The intent whose phrases choose it."""
    words: dict[Language, list[str]] = Field(default_factory=dict)
    """Further words that choose it, by language."""
    next: Target
    """The step that follows."""


class Menu(Part):
    """Offers choices and waits for a key or for words. Where words cannot be heard, keys go on."""

    menu: Words
    """The prompt that names the choices."""
    input: Literal["keypad", "speech", "keypad and speech"] = "keypad"
    """What the caller may answer with."""
    options: list[Option] = Field(min_length=1)
    """The choices."""
    invalid: Words | None = None
    """Said before asking again after a wrong answer; a shipped sentence otherwise."""
    confirm: Below = None
    """`below 0.75`: words understood with less certainty are confirmed first ("You want billing, right?")."""
    keys_only: Words | None = None
    """The prompt where nobody can hear words; made from the options and their keys otherwise."""
    barge_in: BargeIn = "on a match"
    """What spoken words interrupt the prompt: none, any, or those that choose an option. Keys always do."""
    pause: Pause = Pause()
    """The silence that ends what the caller says."""
    silence: Silence = Silence()
    """How long to wait, how often to ask."""
    else_: Target = Field(HANG_UP, alias="else")
    """The step after the last try."""

    def exits(self) -> Iterator[Exit]:
        for option in self.options:
            yield option.key or option.intent or "words", option.next
        yield "else", self.else_


class Ask(Step):
    """Asks an open question: the caller says in words what they want, and the values that belong to it.

    Intents are found by their examples, so give each six or more in every language.
    """

    ask: Name
    """The variable that keeps the intent found, or the words when no intents are written."""
    prompt: Words
    """The question."""
    intents: dict[Name, Target] = Field(default_factory=dict)
    """What the caller may want, and the step for each."""
    slots: dict[Name, SlotKind] = Field(default_factory=dict)
    """Values to be found in what was said: variables and their kinds, kept like `258`, `2026-03-02`, `14:30`.
    With intents a value may be missing; without them the question is asked until all are there."""
    next: Target = HANG_UP
    """The step after the answer, to be written when there are no `intents`."""
    confirm: Below = None
    """`below 0.75`: an intent found with less certainty is confirmed first."""
    invalid: Words | None = None
    """Said before asking again; a shipped sentence otherwise."""
    barge_in: BargeIn = "on a match"
    """What spoken words interrupt the prompt: none, any, or those that are understood."""
    pause: Pause = Pause()
    """The silence that ends what the caller says."""
    silence: Silence = Silence()
    """How long to wait, how often to ask."""
    else_: Target = Field(HANG_UP, alias="else")
    """The step after the last try, and where nobody can hear words."""

    def exits(self) -> Iterator[Exit]:
        yield from self.intents.items()
        if not self.intents:
            yield "next", self.next
        yield "else", self.else_


class Length(Part):
    """How many digits."""

    min: int = Field(1, ge=1, le=32)
    """At least this many."""
    max: int = Field(32, ge=1, le=32)
    """At most this many."""


class Collect(Step):
    """Digits into a variable. `secret` digits are checked and then forgotten: only their number is kept."""

    collect: Name
    """The variable that keeps the digits."""
    prompt: Words
    """The question."""
    digits: int | Length = Length()
    """How many digits: a number, or `{min: 4, max: 8}`."""
    finish: Key | Literal[""] = "#"
    """The key that ends shorter answers; `""` for none."""
    check: Literal["none", "luhn", "cpf", "cnpj", "phone", "date"] = "none"
    """What the digits must be: card numbers (luhn), cpf, cnpj, phone, date (DDMMYY or DDMMYYYY)."""
    secret: bool = False
    """Keeps the digits out of logs, recordings and screens."""
    input: Literal["keypad", "keypad and speech"] = "keypad"
    """What is taken. Spoken digits are read back and confirmed; secret ones are only typed."""
    keys_only: Words | None = None
    """The question where nobody can hear words; `prompt` otherwise."""
    barge_in: BargeIn = "on a match"
    """What spoken words interrupt the question: none, any, or those that are digits enough."""
    pause: Pause = Pause(complete=700, otherwise=1200)
    """The silence that ends what the caller says: people pause between groups of digits."""
    invalid: Words | None = None
    """Said before asking again after wrong digits; a shipped sentence otherwise."""
    silence: Silence = Silence(after=6)
    """How long to wait, how often to ask."""
    else_: Target = Field(HANG_UP, alias="else")
    """The step after the last try."""

    @property
    def length(self) -> Length:
        return Length(min=self.digits, max=self.digits) if isinstance(self.digits, int) else self.digits

    def exits(self) -> Iterator[Exit]:
        yield "next", self.next
        yield "else", self.else_


class Message(Step):
    """Sends an SMS and goes on."""

    message: Words
    """The text of the SMS."""
    to: str = "{caller.number}"
    """The number that gets it."""


class Notice(Step):
    """An announcement that a supervisor switches on; silent otherwise."""

    notice: Name
    """The name of its switch."""
    say: Words
    """What the caller hears while it is on."""


class Survey(Step):
    """Asks for a score: csat 1 to 5, nps 0 to 10."""

    survey: Literal["csat", "nps"]
    """The kind of score."""
    prompt: Words
    """The question."""
    store: Name = "score"
    """The variable that keeps the score."""
    input: Literal["keypad", "keypad and speech"] = "keypad"
    """What is taken; a spoken score counts at once."""
    comment: bool = False
    """Whether callers who gave a score may say why, for up to a minute."""
    silence: Silence = Silence(tries=2)
    """How long to wait, how often to ask."""
