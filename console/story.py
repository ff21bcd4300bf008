"""The sentence that each call event is on a screen. An event without one is shown by its own name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext as _

from console import receipts
from console.words import state

Data = Mapping[str, Any]

# Facts that only explain others: shown small, so that the story can be read at a glance.
DETAILS = frozenset(
    {
        "step_entered",
        "caller_left",
        "confirming",
        "leg_status",
        "receipt",
        "stream_began",
        "commanded",
        "answered",
    }
)


def is_detail(kind: str, data: Data) -> bool:
    """How a stay in line ended is news, but not when a conversation or a hanging up says it already."""
    return kind in DETAILS or (kind == "queue_left" and data.get("result") in ("answered", "hangup"))


def sentence(
    kind: str,
    data: Data,
    people: Mapping[int, str] | None = None,
    titles: Mapping[str, str] | None = None,
) -> str:
    """`people` are agents' names by id, `titles` what queues are called."""
    say = _SENTENCES.get(kind)
    if say is None:
        return state(kind)
    named = {"agent": (people or {}).get(data.get("agent", 0), _("an agent"))}
    if "queue" in data:
        named["queue"] = (titles or {}).get(data["queue"]) or _readable(data["queue"])
    return say({**data, **named})


def _whom(data: Data) -> str:
    """To whom a call went: an agent, a queue, or a number (masked)."""
    if data.get("to") == "queue":
        return str(_("the queue %(queue)s", queue=data.get("queue", "?")))
    return str(data.get("number") or data["agent"])


def _readable(value: Any) -> str:
    return str(value).replace("_", " ")


def _step(data: Data) -> str:
    return _readable(data.get("step", "?"))


def _option(data: Data) -> str:
    return _readable(data.get("option", "?"))


def _chosen(data: Data) -> str:
    if data.get("by") == "anywhere":
        return str(_("Asked for “%(option)s” at “%(step)s”", option=_option(data), step=_step(data)))
    return str(_("Chose “%(option)s” at “%(step)s”", option=_option(data), step=_step(data)))


def _confirming(data: Data) -> str:
    if not data.get("option"):
        return str(_("Was asked to confirm what was understood at “%(step)s”", step=_step(data)))
    return str(_("Was asked to confirm “%(option)s”", option=_option(data)))


def _asked_again(data: Data) -> str:
    if data.get("reason") != "which":
        return str(_("Was asked for more at “%(step)s”", step=_step(data)))
    return _which(data)


def _which(data: Data) -> str:
    other = _readable(data.get("other", "?"))
    return str(_("Was asked which: “%(option)s” or “%(other)s”", option=_option(data), other=other))


def _commanded(data: Data) -> str:
    if data.get("command") == "go_back":
        return str(_("Asked to go back at “%(step)s”", step=_step(data)))
    return str(_("Asked to hear “%(step)s” again", step=_step(data)))


def _whose(data: Data) -> str:
    """Whose sound it is."""
    return str(_("the agent") if data.get("party") == "agent" else _("the caller"))


def _why(data: Data) -> str:
    said = {
        "": _("no reason is known"),
        "ears stopped": _("the listener was stopped"),
        "stopped": _("the listener was stopped"),
        "dropped": _("the connection broke off"),
        "overloaded": _("too much at once"),
        "recogniser failed": _("the recogniser failed"),
        "no recogniser": _("nothing here hears this language"),
    }
    why = str(data.get("why") or "")
    return str(said.get(why) or _readable(why))


def _ticket(data: Data) -> str:
    return str(data.get("ticket", "?"))


def results() -> dict[str, str]:
    """How a try to call back may have ended."""
    return {
        "busy": _("busy"),
        "no-answer": _("no answer"),
        "machine": _("answering machine, message left"),
        "failed": _("could not be called"),
        "hangup": _("hung up before the agent was heard"),
        "agent left": _("the agent left"),
    }


def _not_reached(data: Data) -> str:
    result = str(data.get("result", "?"))
    said = results().get(result, result)
    return str(_("Called back, try %(n)s: %(result)s", n=data.get("attempt", "?"), result=said))


def _limit(data: Data) -> str:
    said = {
        "steps_per_event": _("steps in a row"),
        "steps_per_call": _("steps of a call"),
        "call_length": _("length of a call"),
    }
    name = str(data.get("name", "?"))
    return str(said.get(name) or _readable(name))


def _disposition(data: Data) -> str:
    return state(data["disposition"]) if data.get("disposition") else str(_("without a disposition"))


def _not_recorded(data: Data) -> str:
    said = {
        "start": _("The recording could not be begun"),
        "paused": _("The recording could not be paused"),
        "resume": _("The recording could not be resumed"),
        "stopped": _("The recording could not be ended"),
    }
    return str(said.get(str(data.get("what")), said["start"]))


def _reason(data: Data) -> str:
    return state(data.get("result") or data.get("reason") or data.get("outcome") or "?")


_SENTENCES: Mapping[str, Callable[[Data], str]] = {
    "call_started": lambda d: _(
        "The call began, on version %(v)s of %(flow)s", v=d.get("version", "?"), flow=d.get("flow", "?")
    ),
    "step_entered": lambda d: _("Came to the step “%(step)s”", step=_step(d)),
    "option_chosen": _chosen,
    "confirming": _confirming,
    "asked_again": _asked_again,
    "which": _which,
    "commanded": _commanded,
    "heard": lambda d: _("Answered in words at “%(step)s”", step=_step(d)),
    "receipt": receipts.line,
    "speech_unavailable": lambda d: _("No words could be heard at “%(step)s”; it went on", step=_step(d)),
    "stream_began": lambda d: _("Listening to %(whose)s", whose=_whose(d)),
    "stream_lost": lambda d: _("The sound of %(whose)s was lost: %(why)s", whose=_whose(d), why=_why(d)),
    "stream_refused": lambda d: _("Could not listen to %(whose)s: %(why)s", whose=_whose(d), why=_why(d)),
    "transcript_gap": lambda d: _(
        "Some words of %(whose)s are missing: %(why)s", whose=_whose(d), why=_why(d)
    ),
    "confirmed": lambda d: _("Confirmed “%(option)s”", option=_option(d)),
    "closed": lambda d: _("Outside opening hours at “%(step)s”", step=_step(d)),
    "corrected": lambda d: _("Corrected the choice at “%(step)s”", step=_step(d)),
    "silent": lambda d: _("Said nothing at “%(step)s”", step=_step(d)),
    "not_understood": lambda d: _("Was not understood at “%(step)s”", step=_step(d)),
    "collected": lambda d: _("Gave the digits asked for at “%(step)s”", step=_step(d)),
    "limit_reached": lambda d: _("Reached a limit: %(name)s", name=_limit(d)),
    "queue_entered": lambda d: _("Joined the queue %(queue)s", queue=d.get("queue", "?")),
    "queue_full": lambda d: _("The queue %(queue)s was full", queue=d.get("queue", "?")),
    "queue_left": lambda d: _("Left the queue: %(reason)s", reason=_reason(d)),
    "offered": lambda d: _("Rang at %(agent)s", agent=d["agent"]),
    "accepted": lambda d: _("%(agent)s answered", agent=d["agent"]),
    "declined": lambda d: _("%(agent)s declined", agent=d["agent"]),
    "missed": lambda d: _("%(agent)s did not answer in time", agent=d["agent"]),
    "not_reached": lambda d: _("%(agent)s could not be reached", agent=d["agent"]),
    "erased": lambda _d: _("Everything about the caller was erased"),
    "withdrawn": lambda d: _("%(agent)s was no longer needed", agent=d["agent"]),
    "agent_left": lambda d: _("%(agent)s left the conversation", agent=d["agent"]),
    "answered": lambda d: _("Answered at “%(step)s”", step=_step(d)),
    "recording_announced": lambda _d: _("Was told that the conversation is recorded"),
    "recording_agreed": lambda _d: _("Agreed to be recorded"),
    "recording_refused": lambda _d: _("Did not agree to be recorded"),
    "recording_started": lambda d: _("The recording began, queue %(queue)s", queue=d.get("queue", "?")),
    "recording_paused": lambda d: (
        _("The recording was paused for secret digits")
        if d.get("why") == "secret"
        else _("The agent paused the recording")
    ),
    "recording_resumed": lambda _d: _("The recording went on"),
    "recording_stopped": lambda _d: _("The recording ended"),
    "recording_failed": _not_recorded,
    "recording_destroyed": lambda _d: _("The recording may hold secret digits: it is destroyed"),
    "agent_connected": lambda d: _("Talking, after waiting %(s)s s", s=d.get("waited_s", "?")),
    "held": lambda d: (
        _("The customer was put on hold")
        if d.get("why") != "lost"
        else _("The customer heard music until the agent was back")
    ),
    "resumed": lambda d: _("Talking again, after %(s)s s on hold", s=d.get("seconds", "?")),
    "consult_began": lambda d: _("%(whom)s was asked for advice", whom=_whom(d)),
    "consult_answered": lambda d: _("%(agent)s answered the question", agent=d["agent"]),
    "consult_ended": lambda _d: _("The consultation was over"),
    "joined": lambda _d: _("All of them talked together"),
    "transferred_to": lambda d: _("Passed on to %(whom)s", whom=_whom(d)),
    "transfer_failed": lambda _d: _("The other number did not answer: first in line again"),
    "agent_lost": lambda d: _("The connection to %(agent)s broke off", agent=d["agent"]),
    "agent_back": lambda d: _("%(agent)s was back after %(s)s s", agent=d["agent"], s=d.get("seconds", "?")),
    "supervised": lambda d: _("A supervisor came in: %(mode)s", mode=state(str(d.get("mode", "?")))),
    "wrapped_up": lambda d: _(
        "%(agent)s finished: %(disposition)s", agent=d["agent"], disposition=_disposition(d)
    ),
    "transfer_dialled": lambda d: _("Transferred to %(number)s", number=d.get("number", "?")),
    "transferred": lambda d: _("The transfer talked for %(s)s s", s=d.get("talked_s", "?")),
    "voicemail_opened": lambda d: _("Ticket %(n)s opened for a voicemail", n=d.get("ticket", "?")),
    "ticket_made": lambda d: _("Ticket %(n)s for a caller whom nobody helped", n=d.get("ticket", "?")),
    "noted": lambda d: _("Left without a ticket, by the rules: %(what)s", what=d.get("as", "")),
    "callback_offered": lambda _d: _("A callback was offered"),
    "callback_promised": lambda d: _("Promised a callback, ticket %(n)s", n=_ticket(d)),
    "callback_refused": lambda _d: _("We do not call numbers of this country by ourselves: people decide"),
    "callback_asked_again": lambda _d: _("The customer asked again to be called back"),
    "callback_dialled": lambda d: _(
        "An agent is there: the customer is called, try %(n)s", n=d.get("attempt", "?")
    ),
    "callback_connected": lambda d: _("Called back: talking with %(agent)s", agent=d["agent"]),
    "callback_missed": _not_reached,
    "callback_expired": lambda _d: _("Tried for the last time: please call by hand"),
    "callback_cancelled": lambda _d: _("The callback was cancelled"),
    "callback_restored": lambda _d: _("The callback was promised again"),
    "message_ordered": lambda d: _("A text message to %(to)s was ordered", to=d.get("to", "?")),
    "message_refused": lambda d: _("A text message to %(to)s was refused", to=d.get("to", "?")),
    "scored": lambda d: _("Answered the survey: %(score)s", score=d.get("score", "?")),
    "caller_left": lambda d: _("The caller hung up at “%(step)s”", step=_step(d)),
    "call_ended": lambda d: _("The call ended: %(outcome)s", outcome=state(str(d.get("outcome") or "?"))),
}
