"""What the centre promises after a call: read by supervisors, tried and published by admins."""

from __future__ import annotations

from flask import abort, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from console.parts import parts
from console.replies import done, offer_undo
from console.route import Route
from console.session import me
from flows import policy_file
from flows.findings import Finding
from flows.policy_checks import SAC
from support.services import flows, people, policies

FILE = "policies.yaml"  # as findings name it; the file itself is its author's


def page() -> str:
    with parts().store.reading() as session:
        text = policies.text(session)
    return _shown(text, ())


def _shown(text: str, findings: tuple[Finding, ...], checked: bool = False) -> str:
    with parts().store.reading() as session:
        versions, names = policies.versions(session), {user.id: user.name for user in people.users(session)}
    return render_template(
        "console/policies.html",
        text=text,
        findings=findings,
        checked=checked,
        versions=versions,
        names=names,
        longest=policy_file.MAX_BYTES,
    )


def save(do: str) -> Response | str | tuple[str, int]:
    """Nothing that was typed is lost: with errors the text comes back with what is wrong with it."""
    text = request.form.get("text", "").replace("\r\n", "\n")
    with parts().store.reading() as session:
        under_sac = flows.recorded_under(session, SAC)
        read = policy_file.read(text, FILE, flows.queue_names(session), under_sac)
    if do == "check":
        return _shown(text, read.findings, checked=True)
    if not read.publishable:
        return _shown(text, read.findings, checked=True), 422
    now = parts().clock()
    with parts().store.writing() as session:
        before = policies.newest(session)
        made = policies.publish(session, text, me(), now)
        people.audit(session, me(), "policies_published", str(made), now)
    said = _("Policies are published, as version %(n)s.", n=made)
    again = url_for("console.policies_again", version=before.id if before else 0)
    offer_undo(said, again)
    return done(url_for("console.policies"))


def check() -> Response | str | tuple[str, int]:
    return save("check")


def publish() -> Response | str | tuple[str, int]:
    return save("publish")


def source(version: int) -> str:
    with parts().store.reading() as session:
        text = policies.text_of(session, version)
    return render_template("console/policies_source.html", version=version, text=text)


def again(version: int) -> Response:
    """An old version becomes the newest; 0 is what Ramal comes with."""
    now = parts().clock()
    with parts().store.writing() as session:
        text = policies.text_of(session, version)
        if not policy_file.read(text, FILE).publishable:
            abort(409, _("This version has errors by today's rules; correct it and publish that."))
        made = policies.publish(session, text, me(), now)
        people.audit(session, me(), "policies_published", str(made), now, version=version)
    said = _("Version %(old)s of the policies holds again, as version %(new)s.", old=version, new=made)
    return done(url_for("console.policies"), said)


_VERSION = "<int(max=2147483647):version>"

ROUTES = (
    Route("/admin/policies", page, "policies", role="supervisor"),
    Route("/admin/policies/check", check, "policies_check", role="supervisor", methods=("POST",)),
    Route("/admin/policies/publish", publish, "policies_publish", role="admin", methods=("POST",)),
    Route(f"/admin/policies/{_VERSION}.yaml", source, "policies_source", role="supervisor"),
    Route(f"/admin/policies/{_VERSION}/again", again, "policies_again", role="admin", methods=("POST",)),
)
