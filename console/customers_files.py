"""Customers from a CSV file and into one: an import is tried first, looked at, then done."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Flask, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from console import errors
from console.downloads import send
from console.parts import parts
from console.replies import done
from console.route import Route
from console.session import me
from support.errors import NotFound, Refused
from support.rules import tables
from support.services import customer_files, jobs, people

KINDS = ("import", "export")
LARGEST = 64 * 1024 * 1024  # a hundred thousand customers with notes
CHUNK = 64 * 1024


def install(app: Flask) -> None:
    """An admin's upload may be larger than other requests; said before anything reads the request."""

    @app.before_request
    def _roomy() -> None:
        is_upload = request.endpoint == "console.customers_import"
        if is_upload and current_user.is_authenticated and current_user.may("admin"):
            request.max_content_length = LARGEST


def page() -> str:
    with parts().store.reading() as session:
        found = jobs.newest(session, KINDS)
    columns = customer_files.COLUMNS
    return render_template("console/customers_files.html", jobs=found, columns=columns, problem="")


def upload() -> Response:
    """The file is kept and looked through; nothing of it is written yet."""
    file = request.files.get("file")
    if file is None or not file.filename:
        raise Refused(_("Choose a file."))
    kept = parts().sounds.write(_chunks(file), ".csv")
    with parts().store.writing() as session:
        name, options = file.filename[:200].replace("\0", ""), {"dry": True}
        job_id = jobs.begin(
            session, "import", me(), parts().clock(), name=name, path=kept.name, options=options
        )
    return done(url_for("console.customers_job", job_id=job_id))


def _chunks(file: FileStorage) -> Iterator[bytes]:
    return iter(lambda: file.stream.read(CHUNK), b"")


def carry_out(job_id: int) -> Response:
    """What was tried is done, with the same file."""
    with parts().store.writing() as session:
        tried = jobs.job(session, job_id, ("import",))
        if tried.state != "done" or not tried.options.get("dry") or not tried.path:
            raise Refused(_("This file was imported, or is gone. Upload it again."))
        path, tried.path = tried.path, ""  # it belongs to the import now
        made = jobs.begin(session, "import", me(), parts().clock(), name=tried.name, path=path)
        people.audit(session, me(), "customers_imported", tried.name[:120], parts().clock(), job=made)
    return done(url_for("console.customers_job", job_id=made))


def export() -> Response:
    with parts().store.writing() as session:
        name = "customers.csv"
        job_id = jobs.begin(session, "export", me(), parts().clock(), name=name)
        people.audit(session, me(), "customers_exported", "", parts().clock(), job=job_id)
    return done(url_for("console.customers_job", job_id=job_id))


def job(job_id: int) -> str:
    return _job("console/customers_job.html", job_id)


def job_now(job_id: int) -> str:
    return _job("console/customers_job_now.html", job_id)


def _job(template: str, job_id: int) -> str:
    with parts().store.reading() as session:
        row = jobs.job(session, job_id, KINDS)
    problems = [
        (each["line"], errors.told(Refused(each["why"], **each.get("values", {}))))
        for each in row.result.get("problems", [])
    ]
    why = errors.told(Refused(row.error)) if row.error else ""
    return render_template(template, job=row, problems=problems, why=why)


def again(job_id: int) -> Response:
    with parts().store.writing() as session:
        jobs.job(session, job_id, KINDS)
        jobs.again(session, job_id, me(), parts().clock())
    return done(url_for("console.customers_job", job_id=job_id))


def download(job_id: int) -> Response:
    with parts().store.reading() as session:
        row = jobs.job(session, job_id, ("export",))
    if row.state != "done" or not row.path:
        raise NotFound(_("This file is gone. Export again."))
    return send(row.path, row.name, "text/csv")


def sample() -> Response:
    """A file with the header and one line, to begin from."""
    line = ("+5511988887777", "Rosa Lima", "pt-BR", "vip", "", "A-77", "yes", "", "no")
    response = Response(tables.written([customer_files.COLUMNS, line]), mimetype="text/csv")
    response.headers["Content-Disposition"] = 'attachment; filename="customers-sample.csv"'
    return response


_ONE = "/customers/files/<int(max=2147483647):job_id>"

ROUTES = (
    Route("/customers/files", page, "customers_files", role="admin"),
    Route("/customers/files/sample", sample, "customers_sample", role="admin"),
    Route("/customers/files/import", upload, "customers_import", role="admin", methods=("POST",)),
    Route("/customers/files/export", export, "customers_export", role="admin", methods=("POST",)),
    Route(_ONE, job, "customers_job", role="admin"),
    Route(f"{_ONE}/now", job_now, "customers_job_now", role="admin"),
    Route(f"{_ONE}/go", carry_out, "customers_job_go", role="admin", methods=("POST",)),
    Route(f"{_ONE}/again", again, "customers_job_again", role="admin", methods=("POST",)),
    Route(f"{_ONE}/file", download, "customers_job_file", role="admin"),
)
