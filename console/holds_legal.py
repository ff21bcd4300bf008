"""`/admin/holds`: what is kept because the law or a court wants it, and who says so."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from console import errors
from console.parts import parts
from console.replies import done
from console.route import Route
from console.session import me
from support.errors import NotFound, Refused
from support.services import holds_legal


def page() -> str:
    typed = {name: request.args.get(name, "")[:64] for name in ("kind", "ref")}
    return _page(typed)


def _page(typed: dict[str, str], problem: str = "") -> str:
    with parts().store.reading() as session:
        active, released = holds_legal.listing(session)
    given = {"active": active, "released": released, "typed": typed, "problem": problem}
    return render_template("console/holds_legal.html", kinds=holds_legal.KINDS, **given)


def place() -> Response | tuple[str, int]:
    typed = {name: request.form.get(name, "")[:400] for name in ("kind", "ref", "reason")}
    try:
        with parts().store.writing() as session:
            now = parts().clock()
            holds_legal.place(session, typed["kind"], typed["ref"], typed["reason"], me(), now)
    except (Refused, NotFound) as refusal:
        return _page(typed, errors.told(refusal)), 409
    return done(url_for("console.holds"), _("It is held. Nothing of it is deleted until this is released."))


def release(hold_id: int) -> Response:
    with parts().store.writing() as session:
        holds_legal.release(session, hold_id, me(), parts().clock())
    return done(url_for("console.holds"), _("The hold is released."))


ROUTES = (
    Route("/admin/holds", page, "holds", role="admin"),
    Route("/admin/holds", place, "hold_place", role="admin", methods=("POST",)),
    Route("/admin/holds/<int(max=2147483647):hold_id>/release", release, "hold_release", role="admin",
          methods=("POST",)),
)  # fmt: skip
