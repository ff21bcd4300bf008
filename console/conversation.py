"""The controls of the call in an agent's hand, as the desk posts them. What is possible is decided below."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import abort, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from console.parts import parts
from console.replies import done
from console.route import Route
from console.session import me
from support.services import agents, conversations
from support.services.targets import Target, TargetKind
from support.store.base import Session

Control = Callable[[Session, int, datetime], None]
Given = Callable[[Session, int, Target, datetime], None]
KINDS: dict[str, TargetKind] = {"agent": "agent", "queue": "queue", "number": "number"}


def _pressed(control: Control) -> Callable[[], BaseResponse]:
    """A view for a control that needs no more than to be pressed."""

    def view() -> BaseResponse:
        with parts().store.writing() as session:
            control(session, agents.agent_id(session, me()), parts().clock())
        return done(url_for("console.desk"))

    return view


def _given_to(control: Given) -> Callable[[], BaseResponse]:
    """A view for a control that says to whom."""

    def view() -> BaseResponse:
        target = _target()
        with parts().store.writing() as session:
            control(session, agents.agent_id(session, me()), target, parts().clock())
        return done(url_for("console.desk"))

    return view


def recording() -> BaseResponse:
    """Silence in the recording while a card number is said, and its end."""
    wanted = request.form.get("wanted", "")
    if wanted not in _RECORDING:
        abort(400)
    with parts().store.writing() as session:
        _RECORDING[wanted](session, agents.agent_id(session, me()), parts().clock())
    return done(url_for("console.desk"))


def _target() -> Target:
    kind = request.form.get("kind", "")
    if kind not in KINDS:
        abort(400)
    return Target(KINDS[kind], request.form.get("value", "").strip()[:64])


_PRESSED: dict[str, Control] = {
    "hold": conversations.hold,
    "resume": conversations.resume,
    "join": conversations.join,
    "complete": conversations.complete,
    "cancel-consult": conversations.cancel_consult,
    "reconnect": conversations.reconnect,
}
_RECORDING: dict[str, Control] = {
    "pause": conversations.pause_recording,
    "resume": conversations.resume_recording,
}
_GIVEN: dict[str, Given] = {"transfer": conversations.transfer, "consult": conversations.consult}
_VIEWS = {name: _pressed(control) for name, control in _PRESSED.items()} | {
    name: _given_to(control) for name, control in _GIVEN.items()
}

ROUTES = (
    *(
        Route(f"/desk/{name}", view, f"desk_{name.replace('-', '_')}", methods=("POST",))
        for name, view in _VIEWS.items()
    ),
    Route("/desk/recording", recording, "desk_recording", methods=("POST",)),
)
