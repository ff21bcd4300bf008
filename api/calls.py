"""Calls: what there were, what happened in each, what was said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from api import lists
from api.model import Given, Moment, Number, Page, Pages, Word
from api.route import Answer, Request, Route
from support.services import listings
from support.store.calls import Call as CallRow

ONE = {"call_id": (lists.ID, "A call's id")}
_WORDS = frozenset({"text", "said", "words", "heard", "transcript", "comment"})


class CallsWanted(Pages):
    caller: Annotated[Number | None, Field(description="The customer's number")] = None
    called: Annotated[Number | None, Field(description="Our number")] = None
    queue: Annotated[Word, Field(description="The last queue entered")] = ""
    outcome: Annotated[Word, Field(description="How it ended")] = ""
    is_live: Annotated[bool | None, Field(description="Still going on, or over")] = None
    since: Annotated[Moment | None, Field(description="Begun then or later")] = None
    until: Annotated[Moment | None, Field(description="Begun before then")] = None


class Call(Given):
    id: int
    sid: str = Field(description="The phone company's name for it")
    caller: str = Field(description="E.164; empty when withheld; masked without `customers:read`")
    called: str
    language: str
    queue: str
    outcome: str | None
    started_at: datetime
    ended_at: datetime | None


class Event(Given):
    id: int
    at: datetime
    kind: str
    data: dict[str, Any]


class CallStory(Call):
    events: list[Event] = Field(description="What happened, oldest first")


class Line(Given):
    party: Literal["caller", "agent"] | str
    at: datetime
    text: str


class Transcript(Given):
    call: int
    lines: list[Line]


class CallPage(Page[Call]):
    pass


def _call(asked: Request, row: CallRow) -> Call:
    return Call.model_validate(row).model_copy(update={"caller": lists.number(asked, row.caller)})


def listing(asked: Request) -> Answer:
    def shown(rows: Sequence[CallRow]) -> list[Call]:
        return [_call(asked, row) for row in rows]

    return lists.answered(asked, "call", CallPage, listings.calls, shown, lambda row: row.id)


def one(asked: Request) -> Answer:
    row = listings.call(asked.session, asked.ids["call_id"])
    events = [
        Event(id=each.id, at=each.at, kind=each.kind, data=_data(asked, each.data))
        for each in listings.events(asked.session, row.id)
    ]
    return Answer(CallStory(**_call(asked, row).model_dump(), events=events))


def transcript(asked: Request) -> Answer:
    row = listings.call(asked.session, asked.ids["call_id"])
    lines = [Line.model_validate(each) for each in listings.said(asked.session, row.id) if each.final]
    return Answer(Transcript(call=row.id, lines=lines))


def _data(asked: Request, data: dict[str, Any]) -> dict[str, Any]:
    """Words that were said are for tokens that may read transcripts."""
    if asked.caller.may("transcripts:read"):
        return data
    return {name: value for name, value in data.items() if name not in _WORDS}


_ONE = "/calls/<call_id>"
ROUTES = (
    Route("GET", "/calls", "listCalls", "calls:read", "Calls, newest first", listing, CallPage, CallsWanted),
    Route("GET", _ONE, "getCall", "calls:read", "One call and what happened in it", one, CallStory, ids=ONE),
    Route(
        "GET", f"{_ONE}/transcript", "getTranscript", "transcripts:read", "What was said in a call",
        transcript, Transcript, ids=ONE,
    ),
)  # fmt: skip
