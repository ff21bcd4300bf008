"""`/admin/agents`: who takes which calls. Supervisors read; admins change, and can take a change back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import abort, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from console import errors
from console.parts import parts
from console.replies import done, offer_undo, positive
from console.route import Route
from console.session import me
from console.words import reader
from support.errors import Refused
from support.rules.staff import TOP_LEVEL, TOP_RANK, Profile
from support.services import people, queues, staff
from support.services.staff import StaffLine
from support.store.base import Session

LONGEST = 200  # of any field
MOST = 200  # skills of one person
UNDONE = 60  # fields that a cookie holds


def page() -> str:
    with parts().store.reading() as session:
        found, titles = staff.listing(session), queues.titles(session, reader())
    return render_template("console/agents_admin.html", staff=found, titles=titles)


def one(user_id: str) -> str:
    with parts().store.reading() as session:
        line = staff.one(session, _id(user_id))
        return _form(session, line, line.profile, line.name, line.role)


def change(user_id: str) -> Response | tuple[str, int]:
    """Saves the whole form; what cannot be is said above the form, which keeps what was written."""
    who, wanted, now = _id(user_id), _profile(request.form), parts().clock()
    name, role = request.form.get("name", "").strip()[:LONGEST], request.form.get("role", "")
    try:
        with parts().store.writing() as session:
            line = staff.one(session, who)
            if (name, role) != (line.name, line.role):
                staff.change_person(session, me(), who, name, role, now)
            before = staff.change(session, me(), who, wanted, now)
    except Refused as refusal:
        with parts().store.reading() as session:
            return _form(session, staff.one(session, who), wanted, name, role, errors.told(refusal)), 409
    return _done(line, before, name or line.name)


def _done(line: StaffLine, before: Profile, name: str) -> Response:
    said = _("%(name)s is changed.", name=name)
    fields = _fields(before) | {"name": line.name, "role": line.role}
    if len(fields) > UNDONE:
        return done(url_for("console.agents_admin"), said)
    offer_undo(said, url_for("console.agent_admin_change", user_id=line.user_id), **fields)
    return done(url_for("console.agents_admin"))


def _id(written: str) -> int:
    return positive(written) or abort(404)


def _form(
    session: Session, line: StaffLine, profile: Profile, name: str, role: str, problem: str = ""
) -> str:
    given: dict[str, Any] = {
        "line": line,
        "profile": profile,
        "name": name,
        "role": role,
        "problem": problem[:1].upper() + problem[1:],
        "titles": queues.titles(session, reader()),
        "skills": sorted({*staff.known_skills(session), *profile.skills}),
        "roles": people.ROLES,
        "teams": staff.teams(session),
        "top_level": TOP_LEVEL,
        "top_rank": TOP_RANK,
        "may_change": current_user.may("admin"),
    }
    return render_template("console/agent_admin.html", **given)


def _profile(form: Mapping[str, str]) -> Profile:
    """Fields `queue-NAME` (rank), `skill-NAME` (level), `new-skill`, `new-level`, `rings`, `account`, …"""
    skills = _figures(form, "skill-")
    new = form.get("new-skill", "").strip().lower()[:LONGEST]
    if new:
        skills[new] = _figure(form.get("new-level", "")) or 1
    # Nothing written where a telephone is asked for is refused as no telephone.
    elsewhere = form.get("endpoint", "").strip()[:LONGEST] or "-"
    endpoint = elsewhere if form.get("rings") == "elsewhere" else ""
    team, is_active = form.get("team", "").strip()[:LONGEST], form.get("account") != "off"
    return Profile(_figures(form, "queue-"), skills, endpoint, is_active, team)


def _figures(form: Mapping[str, str], prefix: str) -> dict[str, int]:
    named = [(key[len(prefix) :], value) for key, value in form.items() if key.startswith(prefix)]
    return {name: figure for name, value in named[:MOST] if (figure := _figure(value))}


def _figure(text: str) -> int:
    """0 for nothing; what is no number or too large is a figure that the rules refuse."""
    text = text.strip()
    if not text:
        return 0
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else -1


def _fields(profile: Profile) -> dict[str, str]:
    """The form that makes this profile again."""
    return {
        **{f"queue-{name}": str(rank) for name, rank in profile.queues.items()},
        **{f"skill-{name}": str(level) for name, level in profile.skills.items()},
        "rings": "elsewhere" if profile.endpoint else "browser",
        "endpoint": profile.endpoint,
        "account": "on" if profile.is_active else "off",
        "team": profile.team,
    }


ROUTES = (
    Route("/admin/agents", page, "agents_admin", role="supervisor"),
    Route("/admin/agents/<user_id>", one, "agent_admin", role="supervisor"),
    Route("/admin/agents/<user_id>", change, "agent_admin_change", role="admin", methods=("POST",)),
)
