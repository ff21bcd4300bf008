"""`/admin/integrations`: which programs come in with a token, and who is told of events. For admins."""

from __future__ import annotations

from typing import Any

from flask import Response, make_response, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from console import errors
from console.parts import parts
from console.replies import done
from console.route import Route
from console.session import me
from support.errors import Refused
from support.rules.hooks import EVENTS
from support.services import api_tokens, hooks, people

MOST = 300  # characters of any field


def page() -> str:
    return shown()


def shown(
    *, token: str = "", made: str = "", problem: str = "", about: str = "", form: dict[str, Any] | None = None
) -> str:
    """`token`: one just made, shown this once. `problem`: why a form (`about`: token, hook) was refused."""
    with parts().store.reading() as session:
        given: dict[str, Any] = {
            "tokens": api_tokens.listing(session),
            "names": {user.id: user.name for user in people.users(session)},
            "hooks": [(hook, hooks.deliveries(session, hook.id, 1)) for hook in hooks.listing(session)],
            "failed": {hook.id: hooks.failures(session, hook.id) for hook in hooks.listing(session)},
        }
    written = form or {"name": "", "scopes": (), "url": "", "events": ()}
    return render_template(
        "console/integrations.html",
        **given,
        scopes=_scopes(),
        events=events(),
        token=token,
        made=made,
        problem=problem,
        about=about,
        form=written,
    )


def add_token() -> Response | tuple[str, int]:
    """Shown in the answer itself: a token is in no cookie and no address."""
    name, scopes = request.form.get("name", "")[:MOST], request.form.getlist("scope")[:50]
    try:
        with parts().store.writing() as session:
            row, token = api_tokens.make(session, name, scopes, me(), parts().clock())
    except Refused as refusal:
        written = {"name": name, "scopes": scopes, "url": "", "events": ()}
        return shown(problem=errors.told(refusal), about="token", form=written), 409
    return once(shown(token=token, made=row.name))


def revoke(token_id: int) -> BaseResponse:
    with parts().store.writing() as session:
        row = api_tokens.revoke(session, token_id, me(), parts().clock())
    return done(url_for("console.integrations"), _("%(name)s is revoked.", name=row.name))


def once(page: str) -> Response:
    """A page with a secret on it: kept by nobody."""
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    return response


def events() -> dict[str, str]:
    """What a hook can be told of, in the order of the choices."""
    words = {
        "*": _("Everything"),
        "ticket.*": _("Everything about tickets"),
        "call.*": _("Everything about calls"),
        "callback.*": _("Everything about callbacks"),
        "recording.*": _("Everything about recordings"),
    }
    return {**words, **{name: name for name in EVENTS}}


def _scopes() -> dict[str, str]:
    return {
        "tickets:read": _("Read tickets"),
        "tickets:write": _("Open and change tickets, reply to customers"),
        "customers:read": _("Read customers, and telephone numbers everywhere"),
        "customers:write": _("Change customers and their consents"),
        "calls:read": _("Read calls and what happened in them"),
        "transcripts:read": _("Read what was said"),
        "recordings:read": _("Read which recordings there are"),
        "recordings:listen": _("Listen to recordings"),
        "recordings:write": _("Delete and hold recordings"),
        "callbacks:read": _("Read callbacks"),
        "callbacks:write": _("Promise and cancel callbacks"),
        "metrics:read": _("Read figures, the books and the wallboard"),
    }


ROUTES = (
    Route("/admin/integrations", page, "integrations", role="admin"),
    Route("/admin/integrations/tokens", add_token, "token_add", role="admin", methods=("POST",)),
    Route(
        "/admin/integrations/tokens/<int(max=2147483647):token_id>/revoke",
        revoke, "token_revoke", role="admin", methods=("POST",),
    ),
)  # fmt: skip
