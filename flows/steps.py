"""The kinds of step, one model each. The key a step is written with says its kind.

`exits` lists every way out as (label, target): it is the one source for checks, paths and diagrams.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Discriminator, Tag

from flows.deciding import Fetch, HangUp, Request, Set, SetLanguage, Split, SubFlow, When
from flows.parts import Exit, Part, Silence, Step
from flows.reaching import Callback, CallbackOffer, Queue, Transfer, Voicemail, Waiting, WaitOffer, WaitOffers
from flows.talking import Ask, Collect, Length, Menu, Message, Notice, Option, Say, Survey

__all__ = [
    "KINDS", "AnyStep", "Ask", "Callback", "CallbackOffer", "Collect", "Exit", "Fetch", "HangUp", "Length",
    "Menu", "Message", "Notice", "Option", "Part", "Queue", "Request", "Say", "Set", "SetLanguage", "Silence",
    "Split", "Step", "SubFlow", "Survey", "Transfer", "Voicemail", "WaitOffer", "WaitOffers", "Waiting",
    "When", "kind_of",
]  # fmt: skip

KINDS: dict[str, type[Part]] = {
    "say": Say,
    "menu": Menu,
    "ask": Ask,
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

# A key that says the kind also serves as an ordinary key elsewhere (`say` in notice, `when` in
# callback…): the more particular kind is looked for first.
_TAG_ORDER = (
    "menu", "ask", "collect", "callback", "when", "fetch", "queue", "voicemail", "transfer", "message",
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
    | Annotated[Ask, Tag("ask")]
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
