"""`/admin/data-rights`: everything about a number, shown, exported or erased; for admins alone."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from console import errors
from console.customer_words import kind_of_data
from console.downloads import send
from console.parts import parts
from console.replies import done
from console.route import Route
from console.session import me
from support.errors import NotFound, RamalError, Refused
from support.services import data_rights, jobs

KINDS = (data_rights.EXPORT, data_rights.ERASE)


def page() -> str | tuple[str, int]:
    written = request.args.get("number", "").strip()[:40]
    return _page(written)


def _page(written: str, problem: str = "") -> str | tuple[str, int]:
    found = None
    if written:
        try:
            with parts().store.reading() as session:
                found = data_rights.show(session, written)
        except RamalError as refusal:
            problem = errors.told(refusal)
    with parts().store.reading() as session:
        recent = jobs.newest(session, KINDS, 10)
    given = {"found": found, "written": written, "problem": problem, "recent": recent, "kind": kind_of_data}
    text = render_template("console/data_rights.html", **given)
    return (text, 409) if problem else text


def export() -> Response:
    with parts().store.writing() as session:
        job_id = data_rights.export(session, request.form.get("number", ""), me(), parts().clock())
    return done(url_for("console.data_rights_job", job_id=job_id))


def erase() -> Response | str | tuple[str, int]:
    written, typed = request.form.get("number", ""), request.form.get("typed", "")
    try:
        with parts().store.writing() as session:
            job_id = data_rights.erase(session, written, typed, me(), parts().clock())
    except Refused as refusal:
        return _page(written.strip()[:40], errors.told(refusal))
    return done(url_for("console.data_rights_job", job_id=job_id))


def job(job_id: int) -> str:
    return _job("console/data_rights_job.html", job_id)


def job_now(job_id: int) -> str:
    return _job("console/data_rights_job_now.html", job_id)


def _job(template: str, job_id: int) -> str:
    with parts().store.reading() as session:
        row = jobs.job(session, job_id, KINDS)
    counts = {name: value for name, value in row.result.items() if isinstance(value, int)}
    why = errors.told(Refused(row.error)) if row.error else ""
    return render_template(template, job=row, counts=counts, why=why, kind=kind_of_data)


def again(job_id: int) -> Response:
    with parts().store.writing() as session:
        jobs.job(session, job_id, KINDS)
        jobs.again(session, job_id, me(), parts().clock())
    return done(url_for("console.data_rights_job", job_id=job_id))


def download(job_id: int) -> Response:
    with parts().store.writing() as session:
        row = jobs.job(session, job_id, (data_rights.EXPORT,))
        if row.state != "done" or not row.path:
            raise NotFound(_("This file is gone. Export again."))
        data_rights.audit(session, "data_fetched", me(), parts().clock(), "", job=job_id)
        path, name = row.path, row.name
    return send(path, name, "application/zip")


_ONE = "/admin/data-rights/<int(max=2147483647):job_id>"

ROUTES = (
    Route("/admin/data-rights", page, "data_rights", role="admin"),
    Route("/admin/data-rights/export", export, "data_rights_export", role="admin", methods=("POST",)),
    Route("/admin/data-rights/erase", erase, "data_rights_erase", role="admin", methods=("POST",)),
    Route(_ONE, job, "data_rights_job", role="admin"),
    Route(f"{_ONE}/now", job_now, "data_rights_job_now", role="admin"),
    Route(f"{_ONE}/again", again, "data_rights_job_again", role="admin", methods=("POST",)),
    Route(f"{_ONE}/file", download, "data_rights_file", role="admin"),
)
