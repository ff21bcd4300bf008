"""What requests about tickets are made of, and what is answered."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from api.model import Asked, Given, Id, Line, Moment, Number, Page, Pages, Text, Word

Status = Literal["new", "open", "pending", "solved", "closed"]
Priority = Literal["low", "normal", "high", "urgent"]
Tag = Annotated[str, Field(min_length=1, max_length=40)]
Subject = Annotated[Line, Field(min_length=1)]
Words = Annotated[Text, Field(min_length=1)]


class TicketsWanted(Pages):
    status: Status | None = None
    priority: Priority | None = None
    kind: Annotated[Word, Field(description="voicemail, callback, call, missed, sms or api")] = ""
    queue: Word = ""
    category: Word = ""
    tag: Word = ""
    customer: Annotated[Number | None, Field(description="The customer's number")] = None
    assignee_id: Id | None = None
    words: Annotated[Line, Field(description="All of these words, in whatever was written")] = ""
    since: Annotated[Moment | None, Field(description="Opened then or later")] = None
    until: Annotated[Moment | None, Field(description="Opened before then")] = None
    changed_since: Moment | None = None


class Ticket(Given):
    number: int
    kind: str
    subject: str
    description: str
    queue: str
    category: str
    customer: str = Field(description="E.164; empty when withheld; masked without `customers:read`")
    language: str
    priority: str
    status: str
    level: int
    assignee_id: int | None
    assignee: str = Field(description="Their name, or nothing")
    tags: list[str]
    version: int = Field(description="For `If-Match`")
    merged_into: int | None = Field(description="The ticket in which this one goes on")
    due_at: datetime | None
    breached_at: datetime | None
    created_at: datetime
    updated_at: datetime
    responded_at: datetime | None
    solved_at: datetime | None


class TicketPage(Page[Ticket]):
    pass


class NewTicket(Asked):
    subject: Subject
    queue: Annotated[Word, Field(min_length=1)]
    customer: Annotated[Number | None, Field(description="Nothing for nobody in particular")] = None
    description: Text = ""
    category: Word = ""
    language: Annotated[str, Field(pattern=r"^([a-z]{2,3}(-[A-Za-z0-9]{2,8})?)?$")] = ""
    priority: Priority = "normal"
    assignee: Annotated[Word, Field(description="A log-in")] = ""
    tags: Annotated[list[Tag], Field(max_length=20)] = Field(default_factory=list)


class TicketChange(Asked):
    """What is left out stays as it is."""

    subject: Subject | None = None
    queue: Annotated[Word, Field(min_length=1)] | None = None
    category: Word | None = None
    priority: Priority | None = None
    status: Status | None = None
    assignee: Annotated[Word | None, Field(description="A log-in; null for nobody")] = None
    add_tags: Annotated[list[Tag], Field(max_length=20)] = Field(default_factory=list)
    remove_tags: Annotated[list[Tag], Field(max_length=20)] = Field(default_factory=list)


class Comment(Asked):
    text: Words


class Reply(Asked):
    text: Words
    status: Annotated[Status | None, Field(description="And then it is so")] = None


class Merge(Asked):
    into: Annotated[Id, Field(description="The number of the ticket that goes on")]


class HistoryLine(Given):
    id: int
    at: datetime
    kind: str
    who: str = Field(description="A person's name, or a program's; empty for nobody of ours")
    text: str
    data: dict[str, Any]


class History(Given):
    items: list[HistoryLine] = Field(description="Oldest first")
