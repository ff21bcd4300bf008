"""Hearing callers: what hears which language, and the words that somebody must say the meaning of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import abort, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from console.parts import parts
from console.replies import done, offer_undo, positive, wants_json
from console.route import Route
from console.session import me
from console.words import state
from support.errors import Refused
from support.services import flows, learning, listening, people
from support.services.learning import NOT_AN_INTENT, UtteranceLine
from support.store.base import Session

LIMIT = 100  # utterances on a page, and labelled at once


@dataclass(frozen=True)
class Ear:
    """What hears a language: `engine` is vosk, twilio or off. `flows` are titles of those that want words."""

    language: str
    engine: str
    sentence: str
    flows: tuple[str, ...]


def ears() -> list[Ear]:
    """The first line of a language is the deployment's; further ones are of flows that chose otherwise."""
    report = parts().hearing_report()
    with parts().store.reading() as session:
        wanted = listening.languages(session)
    return [Ear(*line, wanted.pop(line[0], ())) for line in report]


def unheard() -> list[Ear]:
    """Languages in which a flow asks for words and nobody hears them; for those who can change that."""
    if not current_user.may("supervisor"):
        return []
    return [ear for ear in ears() if ear.engine == "off" and ear.flows]


def page() -> str:
    heard = ears()
    flow, labelled = request.args.get("flow", "")[:64], request.args.get("show") == "labelled"
    with parts().store.reading() as session:
        rows = learning.review(session, flow, labelled=labelled, limit=LIMIT)
        return render_template(
            "console/speech.html",
            ears=heard,
            rows=rows,
            waiting=learning.waiting(session),
            joining=learning.joining(session),
            published={line.flow: line for line in flows.published(session)},
            flow=flow,
            labelled=labelled,
            limit=LIMIT,
            oos=NOT_AN_INTENT,
            **_choices(session, rows),
        )


def _choices(session: Session, rows: Iterable[UtteranceLine]) -> dict[str, Any]:
    """The intents of each flow; several are labelled at once only where one flow is looked at."""
    names = dict.fromkeys(row.flow for row in rows)
    return {
        "intents": {name: learning.intents(session, name) for name in names},
        "only_flow": next(iter(names)) if len(names) == 1 else "",
    }


def label() -> Response:
    """One utterance, or several: `id` repeated or with commas. An empty `intent` takes labels back."""
    intent, ids = request.form.get("intent"), _ids()
    if intent is None:
        abort(400)
    now, by = parts().clock(), current_user.name
    with parts().store.writing() as session:
        for each in ids:
            learning.label(session, each, intent, by, now)
        action = "utterances_labelled" if intent else "labels_taken_back"
        people.audit(session, me(), action, _listed(ids), now, **({"intent": intent} if intent else {}))
    if not wants_json():
        # What undoes a label that is taken back is the label it had.
        before = "" if intent else request.form.get("was", "")
        offer_undo(_said(ids, intent), url_for("console.speech_label"), id=_listed(ids), intent=before)
    return done(_back())


def _ids() -> list[int]:
    given = [piece.strip() for value in request.form.getlist("id") for piece in value.split(",")]
    ids = [number for number in (positive(piece) for piece in given if piece) if number]
    if len(ids) > LIMIT:
        abort(400)
    if not ids:
        raise Refused(_("Choose at least one line first."))
    return ids


def _listed(ids: list[int]) -> str:
    return ",".join(map(str, ids))


def _said(ids: list[int], intent: str) -> str:
    count = len(ids)
    if not intent:
        return str(_("%(n)s taken back: somebody must say again what was meant.", n=count))
    return str(_("%(n)s labelled: %(intent)s.", n=count, intent=state(intent)))


def _back() -> str:
    """The list as it was, at the line after the one that is gone."""
    shown: dict[str, Any] = {key: request.form[key][:64] for key in ("flow", "show") if request.form.get(key)}
    following = positive(request.form.get("next", ""))
    return url_for("console.speech", **shown, _anchor=f"u{following}" if following else None)


ROUTES = (
    Route("/admin/speech", page, "speech", role="supervisor"),
    Route("/admin/speech/label", label, "speech_label", role="admin", methods=("POST",)),
)
