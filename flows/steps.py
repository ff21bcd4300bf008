"""The kinds of step, one model each. The key a step is written with says its kind.

`exits` lists every way out as (label, target): it is the one source for checks, paths and diagrams.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, field_validator

from flows.conditions import Condition
from flows.values import HANG_UP, Key, Language, Name, Seconds, Target, Words

Exit = tuple[str, str]


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Silence(Part):
    """How long to wait for an answer, and how often to ask."""

    after: Seconds = 5
    tries: int = Field(3, ge=1, le=10)


class Step(Part):
    next: Target = HANG_UP

    def exits(self) -> Iterator[Exit]:
        yield "next", self.next


class Say(Step):
    say: Words


class Option(Part):
    """One choice of a menu: by key, by an intent's phrases, by words of its own."""

    key: Key | None = None
    intent: Name | None = None
    words: dict[Language, list[str]] = Field(default_factory=dict)
    next: Target


class Menu(Part):
    menu: Words
    input: Literal["keypad", "speech", "keypad and speech"] = "keypad"
    options: list[Option] = Field(min_length=1)
    invalid: Words | None = None  # said before asking again; a shipped sentence otherwise
    confirm: float | None = None  # `below 0.75`: less sure words are confirmed first
    silence: Silence = Silence()
    else_: Target = Field(HANG_UP, alias="else")

    @field_validator("confirm", mode="before")
    @classmethod
    def _below(cls, value: Any) -> Any:
        if isinstance(value, str):
            head, _, number = value.strip().partition(" ")
            try:
                if head == "below" and 0 < float(number) <= 1:
                    return float(number)
            except ValueError:
                pass
            raise ValueError("write confirm as `below 0.75`")
        return value

    def exits(self) -> Iterator[Exit]:
        for option in self.options:
            yield option.key or option.intent or "words", option.next
        yield "else", self.else_


class Length(Part):
    min: int = Field(1, ge=1, le=32)
    max: int = Field(32, ge=1, le=32)


class Collect(Step):
    """Digits into a variable. `secret` digits are checked and then forgotten: only their number is kept."""

    collect: Name
    prompt: Words
    digits: int | Length = Length()
    finish: Key | Literal[""] = "#"
    check: Literal["none", "luhn", "cpf", "cnpj", "phone", "date"] = "none"
    secret: bool = False
    invalid: Words | None = None
    silence: Silence = Silence(after=6)
    else_: Target = Field(HANG_UP, alias="else")

    @property
    def length(self) -> Length:
        return Length(min=self.digits, max=self.digits) if isinstance(self.digits, int) else self.digits

    def exits(self) -> Iterator[Exit]:
        yield "next", self.next
        yield "else", self.else_


class When(Part):
    when: Condition
    then: Target
    else_: Target = Field(HANG_UP, alias="else")

    def exits(self) -> Iterator[Exit]:
        yield "then", self.then
        yield "else", self.else_


class Set(Step):
    set: dict[Name, str]

    @field_validator("set", mode="before")
    @classmethod
    def _as_text(cls, value: Any) -> Any:
        return {k: str(v) for k, v in value.items()} if isinstance(value, dict) else value


class SetLanguage(Step):
    language: Language


class Request(Part):
    url: str = Field(pattern=r"^https?://", max_length=2000)
    method: Literal["GET", "POST"] = "GET"
    headers: dict[str, str] = Field(default_factory=dict)
    body: dict[str, str] = Field(default_factory=dict)  # sent as JSON
    timeout: Seconds = 3
    store: dict[Name, str] = Field(default_factory=dict)  # variable: dotted path in the JSON answer


class Fetch(Step):
    fetch: Request
    else_: Target = Field(HANG_UP, alias="else")

    def exits(self) -> Iterator[Exit]:
        yield "next", self.next
        yield "else", self.else_


class WaitOffer(Part):
    """What a waiting caller may press for instead; `after` is how long they have waited by then."""

    key: Key
    after: Seconds = 0
    next: Target | None = None  # a shipped promise or voicemail for the same queue otherwise


class WaitOffers(Part):
    callback: WaitOffer | None = None
    voicemail: WaitOffer | None = None


class Waiting(Part):
    music: Name = "calm"
    announce: list[Literal["position", "wait"]] = Field(default_factory=list)
    every: Seconds = 30
    say: Words | None = None  # repeated beside position and wait
    offers: WaitOffers = WaitOffers()


class Queue(Step):
    """Wait for an agent. `next` follows the conversation; `else` follows a wait that led nowhere."""

    queue: Name
    priority: int = Field(0, ge=-9, le=9)
    waiting: Waiting = Waiting()
    at_most: Seconds = 900
    else_: Target = Field(HANG_UP, alias="else")

    def exits(self) -> Iterator[Exit]:
        yield "next", self.next
        yield "else", self.else_
        for name in ("callback", "voicemail"):
            offer: WaitOffer | None = getattr(self.waiting.offers, name)
            if offer and offer.next:
                yield name, offer.next


class Voicemail(Step):
    voicemail: Name  # queue
    prompt: Words | None = None
    at_most: Seconds = 120


class Callback(Step):
    """A promise to call back, kept in the database before the caller hears it confirmed."""

    callback: Name  # queue
    number: str = "{caller.number}"
    say: Words | None = None
    else_: Target = Field(HANG_UP, alias="else")  # no number that can be called

    def exits(self) -> Iterator[Exit]:
        yield "next", self.next
        yield "else", self.else_


class Transfer(Step):
    transfer: str = Field(pattern=r"^(\+[1-9]\d{6,14}|sip:\S+@\S+|\{[a-z_.]+\})$")
    timeout: Seconds = 30
    else_: Target = Field(HANG_UP, alias="else")

    def exits(self) -> Iterator[Exit]:
        yield "next", self.next
        yield "else", self.else_


class Message(Step):
    message: Words
    to: str = "{caller.number}"


class Notice(Step):
    """An announcement that a supervisor switches on; silent otherwise."""

    notice: Name
    say: Words


class Split(Part):
    split: dict[Target, int] = Field(min_length=2)

    @field_validator("split")
    @classmethod
    def _hundred(cls, value: dict[str, int]) -> dict[str, int]:
        if any(share < 0 for share in value.values()) or sum(value.values()) != 100:
            raise ValueError(f"the shares add up to {sum(value.values())}, not to 100")
        return value

    def exits(self) -> Iterator[Exit]:
        for target, share in self.split.items():
            yield f"{share}%", target


class Survey(Step):
    survey: Literal["csat", "nps"]
    prompt: Words
    store: Name = "score"
    silence: Silence = Silence(tries=2)


class SubFlow(Step):
    flow: Name


class HangUp(Part):
    hang_up: Literal[True] | Words = Field(alias="hang up")

    def exits(self) -> Iterator[Exit]:
        yield "", HANG_UP


KINDS: dict[str, type[Part]] = {
    "say": Say,
    "menu": Menu,
    "collect": Collect,
    "when": When,
    "set": Set,
    "fetch": Fetch,
    "queue": Queue,
    "voicemail": Voicemail,
    "callback": Callback,
    "transfer": Transfer,
    "message": Message,
    "notice": Notice,
    "split": Split,
    "survey": Survey,
    "language": SetLanguage,
    "flow": SubFlow,
    "hang up": HangUp,
}

# A key that says the kind also serves as an ordinary key elsewhere (`say` in notice, `language`…): the
# more particular kind is looked for first.
_TAG_ORDER = (
    "menu", "collect", "when", "fetch", "queue", "voicemail", "callback", "transfer", "message",
    "notice", "split", "survey", "set", "flow", "language", "hang up", "say",
)  # fmt: skip


def kind_of(step: Any) -> str | None:
    """The kind of a step, from its written keys or its model; None when no key says it."""
    if isinstance(step, dict):
        return next((key for key in _TAG_ORDER if key in step), None)
    return _KIND_OF.get(type(step))


_KIND_OF: dict[type, str] = {model: kind for kind, model in KINDS.items()}

AnyStep = Annotated[
    Annotated[Say, Tag("say")]
    | Annotated[Menu, Tag("menu")]
    | Annotated[Collect, Tag("collect")]
    | Annotated[When, Tag("when")]
    | Annotated[Set, Tag("set")]
    | Annotated[Fetch, Tag("fetch")]
    | Annotated[Queue, Tag("queue")]
    | Annotated[Voicemail, Tag("voicemail")]
    | Annotated[Callback, Tag("callback")]
    | Annotated[Transfer, Tag("transfer")]
    | Annotated[Message, Tag("message")]
    | Annotated[Notice, Tag("notice")]
    | Annotated[Split, Tag("split")]
    | Annotated[Survey, Tag("survey")]
    | Annotated[SetLanguage, Tag("language")]
    | Annotated[SubFlow, Tag("flow")]
    | Annotated[HangUp, Tag("hang up")],
    Discriminator(kind_of),
]
