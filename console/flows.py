"""Published flows: their diagram, their source, every version, and going back to an old one."""

from __future__ import annotations

from flask import Response, abort, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from console.parts import parts
from console.replies import done
from console.route import Route
from console.session import me
from flows import diagram
from flows.flow import Flow
from flows.loader import from_document
from support.errors import NotFound
from support.services import flows, people, publishing
from support.store.base import Session

# An image's own style sheet stays inside the image.
_IMAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def page(flow: str) -> str:
    with parts().store.reading() as session:
        versions = flows.versions(session, flow)
        lines = [line for line in flows.published(session) if line.flow == flow]
        if not lines:
            raise NotFound(_("No flow is called %(name)s.", name=flow))
        text = diagram.to_text(from_document(versions[0].document))
        return render_template("console/flow.html", line=lines[0], versions=versions, text=text)


def picture(flow: str, version: int) -> Response:
    with parts().store.reading() as session:
        svg = diagram.to_svg(_published(session, flow, version))
    return Response(svg, mimetype="image/svg+xml", headers={"Content-Security-Policy": _IMAGE_POLICY})


def source(flow: str, version: int) -> str:
    with parts().store.reading() as session:
        text = flows.source(session, flow, version)
    return render_template("console/flow_source.html", flow=flow, version=version, text=text)


def republish(flow: str) -> BaseResponse:
    version = request.form.get("version", type=int)
    if version is None:
        abort(400)
    now = parts().clock()
    models = publishing.prepare_again(parts().store, flow, version)
    with parts().store.writing() as session:
        made = flows.republish(session, flow, version, current_user.name, now, models)
        people.audit(session, me(), "flow_republished", flow, now, version=version, made=made)
    said = _(
        "Version %(old)s of %(flow)s is published again, as version %(new)s.",
        old=version,
        flow=flow,
        new=made,
    )
    return done(url_for("console.flow", flow=flow), said)


def _published(session: Session, flow: str, version: int) -> Flow:
    for row in flows.versions(session, flow):
        if row.version == version:
            return from_document(row.document)
    raise NotFound(_("Flow %(name)s has no version %(n)s.", name=flow, n=version))


_VERSION = "<int(max=2147483647):version>"

ROUTES = (
    Route("/admin/flows/<flow>", page, "flow", role="supervisor"),
    Route(f"/admin/flows/<flow>/{_VERSION}.svg", picture, "flow_picture", role="supervisor"),
    Route(f"/admin/flows/<flow>/{_VERSION}.yaml", source, "flow_source", role="supervisor"),
    Route("/admin/flows/<flow>/republish", republish, "flow_republish", role="admin", methods=("POST",)),
)
