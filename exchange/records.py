"""What the phone company knows, as plain mutable records. No behaviour; the directory's lock guards them.

Times are unix seconds, UTC; None: not yet.
"""

from __future__ import annotations

from dataclasses import dataclass, field

TERMINAL = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})


@dataclass(frozen=True)
class Callback:
    """Where progress is told, and which events of it."""

    url: str
    method: str = "POST"
    events: frozenset[str] = frozenset({"completed"})


@dataclass
class Call:
    """One leg, live or past."""

    sid: str
    from_: str
    to: str
    direction: str  # inbound | outbound-api | outbound-dial
    created: float
    status: str = "queued"
    parent_sid: str = ""
    number_sid: str = ""
    application_sid: str = ""
    started: float | None = None
    answered: float | None = None
    ended: float | None = None
    updated: float = 0.0
    sequence: int = 0  # of the next progress event
    sip_code: int = 0
    answered_by: str = ""  # human, machine_start, ...: only with machine detection
    time_limit_s: float | None = None
    callbacks: list[Callback] = field(default_factory=list)

    @property
    def over(self) -> bool:
        return self.status in TERMINAL

    @property
    def duration_s(self) -> int:
        """Whole seconds in progress."""
        if self.answered is None or self.ended is None:
            return 0
        return round(self.ended - self.answered)


@dataclass
class Number:
    """An IncomingPhoneNumber of the account."""

    sid: str
    number: str
    created: float
    friendly_name: str = ""
    voice_url: str = ""
    voice_method: str = "POST"
    voice_fallback_url: str = ""
    voice_fallback_method: str = "POST"
    status_callback: str = ""
    status_callback_method: str = "POST"
    sms_url: str = ""
    sms_method: str = "POST"
    sms_fallback_url: str = ""
    sms_fallback_method: str = "POST"
    voice_application_sid: str = ""
    sms_application_sid: str = ""
    updated: float = 0.0


@dataclass
class Application:
    """A TwiML App: what answers calls that browsers place."""

    sid: str
    created: float
    friendly_name: str = ""
    voice_url: str = ""
    voice_method: str = "POST"
    voice_fallback_url: str = ""
    voice_fallback_method: str = "POST"
    status_callback: str = ""
    status_callback_method: str = "POST"
    sms_url: str = ""
    sms_method: str = "POST"
    sms_fallback_url: str = ""
    sms_fallback_method: str = "POST"
    message_status_callback: str = ""
    updated: float = 0.0


@dataclass
class Key:
    """An API key; the secret is shown once, by the reply that made it."""

    sid: str
    secret: str = field(repr=False)
    created: float = 0.0
    friendly_name: str = ""


@dataclass
class Recording:
    """Audio kept as a WAV file in the exchange's folder."""

    sid: str
    call_sid: str
    source: str
    created: float
    conference_sid: str = ""
    track: str = "both"
    channels: int = 1
    status: str = "in-progress"  # in-progress paused processing completed absent deleted
    duration_s: int = -1
    path: str = ""


@dataclass
class Message:
    """An SMS."""

    sid: str
    from_: str
    to: str
    body: str
    direction: str
    created: float
    status: str = "queued"
    service_sid: str = ""
    error_code: int | None = None
    sent: float | None = None
    updated: float = 0.0


@dataclass
class StreamRecord:
    """A media stream of a call."""

    sid: str
    call_sid: str
    name: str
    created: float
    status: str = "in-progress"  # in-progress stopped


@dataclass(frozen=True)
class Alert:
    """One entry of the debugger: an error or warning code of reference section 2.8."""

    code: int
    message: str
    call_sid: str = ""
    url: str = ""
