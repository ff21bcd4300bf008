"""How values read on a page: times in the centre's zone, durations, numbers, names of states."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import phonenumbers
from babel import Locale, UnknownLocaleError
from flask import Flask, g, request
from flask_babel import format_datetime, format_timedelta, get_locale, pgettext
from flask_babel import gettext as _
from jinja2 import pass_context
from jinja2.runtime import Context

from console.parts import parts


def install(app: Flask) -> None:
    filters: tuple[Callable[..., str], ...] = (
        ago,
        exact,
        clock,
        local,
        iso,
        duration,
        number,
        language,
        state,
        subject,
    )
    for each in filters:
        app.jinja_env.filters[each.__name__] = _for_each_reader(each)


def _for_each_reader(word: Callable[..., str]) -> Callable[..., str]:
    """A filter of a fixed value is worked out once for all, in the first reader's language, unless it asks
    for the context of the page."""

    def filtered(_context: Context, *values: Any) -> str:
        return word(*values)

    return pass_context(filtered)


def ago(at: datetime) -> str:
    delta = at - parts().clock()
    if abs(delta.total_seconds()) < 45:
        return str(_("just now"))
    return str(format_timedelta(delta, granularity="minute", add_direction=True))


def exact(at: datetime) -> str:
    return str(format_datetime(at.astimezone(_zone()), "d MMM yyyy, HH:mm:ss", rebase=False))


def clock(at: datetime) -> str:
    """The time of day where the centre is; with the day when that is not today."""
    local = at.astimezone(_zone())
    is_today = local.date() == parts().clock().astimezone(_zone()).date()
    return str(format_datetime(local, "HH:mm" if is_today else "EEE d MMM, HH:mm", rebase=False))


def local(at: datetime) -> str:
    """For `<input type="datetime-local">`."""
    return at.astimezone(_zone()).strftime("%Y-%m-%dT%H:%M")


def iso(at: datetime) -> str:
    """For `<time datetime>`: in the centre's zone, with its offset."""
    return at.astimezone(_zone()).isoformat(timespec="seconds")


def duration(seconds: float | None) -> str:
    """m:ss, or h:mm:ss; nothing known is a dash."""
    if seconds is None:
        return "–"
    minutes, rest = divmod(max(0, round(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def number(value: str) -> str:
    """An E.164 number as people read it; "" is a caller who withheld it."""
    if not value:
        return str(_("number withheld"))
    try:
        parsed = phonenumbers.parse(value)
    except phonenumbers.NumberParseException:
        return value
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def language(code: str) -> str:
    """`pt-BR` in the reader's words; a code that nobody knows stays as it is."""
    try:
        return Locale.parse(code, sep="-").get_display_name(get_locale()) or code
    except (UnknownLocaleError, ValueError):
        return code


def reader() -> str:
    """The language of the page as the browser writes it (`pt-BR`), for words that come from flows."""
    shown, asked = str(get_locale() or "en"), request.accept_languages.best or ""
    return asked if asked.partition("-")[0] == shown else shown


def state(name: str) -> str:
    """The screen's word for a state, an outcome or a status; the same one everywhere."""
    plain = name.replace("_", " ").replace("-", " ")
    if "states" not in g:
        g.states = _states()  # once a page: a long one asks hundreds of times
    return str(g.states.get(name, plain[:1].upper() + plain[1:]))


def subject(text: str) -> str:
    """A ticket's subject; one that the centre wrote itself is in the reader's words."""
    for begin, said in (
        ("Voicemail from ", _("Voicemail from %(who)s")),
        ("Call back ", _("Call back %(who)s")),
        ("Missed call from ", _("Missed call from %(who)s")),
        ("Call from ", _("Call from %(who)s")),
        ("Message from ", _("Message from %(who)s")),
    ):
        who = text.removeprefix(begin)
        if who != text and who.startswith("+"):
            return str(said % {"who": who})
        if who == "a withheld number":
            return str(said % {"who": _("a withheld number")})
    return str(_("Erased")) if text == "Erased" else text


def _states() -> dict[str, str]:
    return {
        **_more_states(),
        **_ticket_states(),
        **_recording_states(),
        "": _("In progress"),
        "available": _("Available"),
        "away": _("Away"),
        "offline": _("Offline"),
        "reserved": _("Ringing"),
        "on_call": _("On a call"),
        "wrap_up": _("Wrap-up"),
        "new": _("New"),
        "open": pgettext("state", "Open"),
        "pending": _("Pending"),
        "solved": pgettext("state", "Solved"),
        "closed": _("Closed"),
        "voicemail": _("Voicemail"),
        "callback": _("Callback"),
        "answered": pgettext("state", "Answered"),
        "abandoned_hold": _("Hung up on hold"),
        "abandoned_ringing": _("Hung up while ringing"),
        "abandoned_queue": _("Hung up in the queue"),
        "abandoned_menu": _("Hung up in the menu"),
        "transferred_out": _("Transferred"),
        "after_hours": _("After hours"),
        "contained": _("Served by the flow"),
        "failed": _("Failed"),
        "break": _("Break"),
        "lunch": _("Lunch"),
        "meeting": _("Meeting"),
        "training": _("Training"),
        "other": _("Other"),
        "missed": _("Missed a call"),
        "declined": _("Declined a call"),
        "follow_up": _("Follow-up"),
        "wrong_department": _("Wrong department"),
        "no_resolution": _("No resolution"),
        "test": _("Test"),
        "call": _("Call"),
        "desk lost": _("Connection lost"),
        "connection lost": _("Connection lost"),
        "supervising": _("Supervising"),
        "warning": _("Warning"),
        "alarm": _("Alarm"),
        "rejected": _("Not understood"),
        "unsure": _("Asked back"),
        "corrected": _("The caller said no"),
        "matched": _("Understood"),
        "oos": _("None of these"),
        "ear-vosk": _("This machine"),
        "ear-twilio": _("Twilio"),
        "ear-off": _("Keys only"),
        "normal": _("Normal"),
        "absent": _("No sound"),
        "agent": _("Agent"),
        "supervisor": _("Supervisor"),
        "admin": _("Admin"),
    }


def _more_states() -> dict[str, str]:
    """How a call left a line, how an agent's part in it ended, and how a supervisor takes part."""
    return {
        "abandoned": _("Hung up"),
        "flowed": _("Left in another way"),
        "ringing": _("Ringing"),
        "talking": _("Talking"),
        "done": _("Done"),
        "not_reached": _("Not reached"),
        "withdrawn": _("No longer needed"),
        "timeout": _("Waited too long"),
        "leave": _("Chose to leave"),
        "full": _("The queue was full"),
        "error": _("Something failed"),
        "hangup": _("Hung up"),
        "overflow": _("Overflow"),
        "moved": _("Moved by a supervisor"),
        "queued": _("On its way"),
        "sending": _("On its way"),
        "sent": _("Sent"),
        "delivered": _("Delivered"),
        "undelivered": _("Not delivered"),
        "received": _("Received"),
        "accepted": _("On its way"),
        "canceled": pgettext("state", "Cancelled"),
        "returned": _("Back in line"),
        "transferred": _("Transferred"),
        "listen": _("Listen"),
        "whisper": _("Whisper"),
        "barge": _("Barge in"),
        "job-due": _("Waiting"),
        "job-working": _("At work"),
        "job-done": _("Done"),
        "job-failed": _("Failed"),
        "erased": _("Erased"),
    }


def _ticket_states() -> dict[str, str]:
    """Priorities, how a ticket came to be, its clocks, and the fields that people change."""
    return {
        "low": _("Low"),
        "high": _("High"),
        "urgent": _("Urgent"),
        "kind-voicemail": _("Voicemail"),
        "kind-callback": _("Callback"),
        "kind-call": _("Opened by an agent"),
        "kind-missed": _("Missed call"),
        "kind-sms": _("Text message"),
        "kind-api": _("Another system"),
        "clock-first_response": _("First answer"),
        "clock-next_response": _("Next answer"),
        "clock-resolution": _("Solution"),
        "clock-running": _("Due"),
        "clock-paused": _("Waits for the customer"),
        "clock-met": pgettext("state", "Kept"),
        "clock-breached": _("Late"),
        "clock-cancelled": _("No longer promised"),
        "field-status": _("Status"),
        "field-assigned": _("Assignee"),
        "field-priority": _("Priority"),
        "field-queue": _("Queue"),
        "field-category": _("Category"),
        "field-subject": _("Subject"),
        "field-tag": _("Tags"),
        "field-merged": _("Merged"),
        "field-level": _("Level"),
    }


def _recording_states() -> dict[str, str]:
    """How far a recording is, and what is done with it next."""
    return {
        "expected": _("On its way"),
        "announced": _("On its way"),
        "fetched": _("On its way"),
        "checked": _("On its way"),
        "processed": _("On its way"),
        "transcribed": _("On its way"),
        "filed": _("Can be heard"),
        "deleted": _("Deleted"),
        "fetch": _("Fetch the sound"),
        "check": _("Check the sound"),
        "process": _("Prepare the sound"),
        "transcribe": _("Write down the words"),
        "file": _("File it"),
        "remove": _("Delete the phone company's copy"),
    }


def today() -> datetime:
    """When today began where the centre is."""
    return midnight(parts().clock(), _zone())


def midnight(now: datetime, zone: ZoneInfo) -> datetime:
    return now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)


def _zone() -> ZoneInfo:
    return ZoneInfo(parts().settings.timezone)
