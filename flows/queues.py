"""A queue as flows declare it: who serves it, in what order, for how long, and how waiting is.

Publishing a flow keeps these settings with the queue (`support.services.lines` reads them).
Only models live here.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from flows.parts import Part
from flows.values import Name, Seconds, Words

Level = Annotated[int, Field(ge=1, le=10)]
Strategy = Literal["longest idle", "round robin", "fewest calls"]
Announcement = Literal["position", "wait"]
RecordingMode = Literal["off", "on", "announced", "consent"]
Clock = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


class Relax(Part):
    """Required skill levels fall while a caller waits, so that nobody waits long for the perfect agent."""

    every: Seconds = Field(30, ge=1)
    """How long a caller waits until the levels fall."""
    by: Level = 1
    """By how much they fall; below 1 the skill is no longer needed."""


class Tier(Part):
    """What a customer's tier is worth in this line."""

    priority: int = Field(0, ge=-9, le=9)
    """Added to the priority of the step."""
    ahead: Seconds = 0
    """Counts as having waited this much longer."""


class Overflow(Part):
    """Where callers go when the line is too long or the wait too."""

    to: Name
    """The other queue. The caller keeps the place."""
    after: Seconds | None = None
    """The wait after which a caller moves on; without it only a full line does."""


class Callbacks(Part):
    """How promises to call back are kept."""

    attempts: int = Field(3, ge=1, le=10)
    """How often a customer is rung before the promise expires."""
    spacing: Seconds = Field(900, ge=60)
    """How long after a call that reached nobody the next one is made."""
    from_: Clock = Field("09:00", alias="from")
    """The earliest time of day, where the customer is."""
    until: Clock = "21:00"
    """The latest time of day, where the customer is."""
    days: Literal["every day", "weekdays"] = "every day"
    """On which days."""
    message: Words | None = None
    """Left on an answering machine; a shipped sentence otherwise."""


class QueueInfo(Part):
    """A department that this flow brings callers to. Publishing the flow makes the queue known."""

    title: Words
    """The department, as callers and agents know it."""
    service_level_s: int = Field(20, ge=1, le=3600)
    """Answered within this many seconds counts as good service."""
    hours: Name | None = None
    """Nobody joins the line outside these hours; who waits when they end goes on by `else`."""
    strategy: Strategy = "longest idle"
    """Which of several fitting agents is asked first."""
    skills: dict[Name, Level] = Field(default_factory=dict)
    """What an agent must be able to do, and how well."""
    relax: Relax | None = None
    """How the required levels fall while a caller waits."""
    sticky_days: int = Field(0, ge=0, le=365)
    """The agent who talked with this customer within so many days is asked first."""
    tiers: dict[Name, Tier] = Field(default_factory=dict)
    """What tiers of customers are worth here."""
    limit: int | None = Field(None, ge=1, le=10_000)
    """How many callers may wait; the next one overflows, or goes on by `else`."""
    overflow: Overflow | None = None
    """Where callers go when the line is full or slow."""
    ring: Seconds = Field(20, ge=5, le=120)
    """How long an agent is rung before the call is offered to the next."""
    wrap_up: Seconds = Field(30, ge=0, le=3600)
    """How long an agent has for work after a call."""
    music: Name | None = None
    """The music of this queue, where the step names none."""
    announce: list[Announcement] | None = None
    """What is announced to those who wait, where the step says nothing."""
    say: Words | None = None
    """Repeated to those who wait, where the step says nothing."""
    recording: RecordingMode = "off"
    """Whether conversations are recorded: off; on, without a word; announced before; or only with consent."""
    recording_words: Words | None = None
    """The announcement, or the question for consent (1 is yes, 2 is no); a shipped sentence otherwise."""
    callbacks: Callbacks = Callbacks()
    """When and how often customers are rung back."""
    dispositions: list[Name] = Field(default_factory=list)
    """How calls may end, for the agent to choose from; a shipped list otherwise."""
