"""`/admin/integrations/hooks`: an address that is told of events, what it was told, and what became of it."""

from __future__ import annotations

from flask import Response, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from console import errors, integrations
from console.integrations import MOST, once
from console.parts import parts
from console.replies import done, offer_undo
from console.route import Route
from console.session import me
from support.errors import Refused
from support.services import hooks

LIMIT = 50


def page(hook_id: int) -> str:
    return shown(hook_id)


def shown(hook_id: int, *, secret: str = "", problem: str = "") -> str:
    """`secret`: a new one, shown this once."""
    with parts().store.reading() as session:
        hook = hooks.one(session, hook_id)
        told = hooks.deliveries(session, hook_id, LIMIT)
    return render_template(
        "console/hook.html",
        hook=hook, told=told, limit=LIMIT, secret=secret, problem=problem, events=integrations.events(),
    )  # fmt: skip


def add() -> Response | tuple[str, int]:
    url, wanted = request.form.get("url", "")[: 2 * MOST], _events()
    inside = parts().settings.hooks_inside
    try:
        with parts().store.writing() as session:
            hook, secret = hooks.add(session, url, wanted, me(), parts().clock(), inside=inside)
    except Refused as refusal:
        written = {"name": "", "scopes": (), "url": url, "events": wanted}
        return integrations.shown(problem=errors.told(refusal), about="hook", form=written), 409
    return once(shown(hook.id, secret=secret))


def change(hook_id: int) -> BaseResponse | tuple[str, int]:
    try:
        with parts().store.writing() as session:
            is_on = request.form.get("on") == "yes"
            events, was_on = hooks.change(session, hook_id, _events(), is_on, me(), parts().clock())
            url = hooks.one(session, hook_id).url
    except Refused as refusal:
        return shown(hook_id, problem=errors.told(refusal)), 409
    here = url_for("console.hook_change", hook_id=hook_id)
    before = {"event": " ".join(map(str, events)), "on": "yes" if was_on else "no"}
    said = _("%(name)s is changed.", name=url)
    offer_undo(said, here, **before)
    return done(url_for("console.hook", hook_id=hook_id))


def _events() -> list[str]:
    """Fields `event`, each one name or several."""
    return [name for field in request.form.getlist("event")[:100] for name in field.split()][:100]


def test(hook_id: int) -> BaseResponse:
    with parts().store.writing() as session:
        hooks.send_test(session, hook_id, parts().clock())
    return done(url_for("console.hook", hook_id=hook_id), _("A test is on its way."))


def secret(hook_id: int) -> Response:
    with parts().store.writing() as session:
        made = hooks.new_secret(session, hook_id, me(), parts().clock())
    return once(shown(hook_id, secret=made))


def remove(hook_id: int) -> BaseResponse:
    with parts().store.writing() as session:
        url = hooks.remove(session, hook_id, me(), parts().clock())
    return done(url_for("console.integrations"), _("%(name)s is told of nothing any more.", name=url))


def again(delivery_id: int) -> BaseResponse:
    with parts().store.writing() as session:
        sent = hooks.send_again(session, delivery_id, parts().clock())
    return done(url_for("console.hook", hook_id=sent.hook_id), _("It is on its way again."))


_HOOKS = "/admin/integrations/hooks"
_ONE = f"{_HOOKS}/<int(max=2147483647):hook_id>"
ROUTES = (
    Route(_HOOKS, add, "hook_add", role="admin", methods=("POST",)),
    Route(_ONE, page, "hook", role="admin"),
    Route(_ONE, change, "hook_change", role="admin", methods=("POST",)),
    Route(f"{_ONE}/test", test, "hook_test", role="admin", methods=("POST",)),
    Route(f"{_ONE}/secret", secret, "hook_secret", role="admin", methods=("POST",)),
    Route(f"{_ONE}/remove", remove, "hook_remove", role="admin", methods=("POST",)),
    Route(
        "/admin/integrations/deliveries/<int(max=2147483647):delivery_id>/again",
        again, "hook_again", role="admin", methods=("POST",),
    ),
)  # fmt: skip
