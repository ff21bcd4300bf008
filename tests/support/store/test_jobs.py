"""Jobs are found by what they are and by when their files go."""

from __future__ import annotations

from datetime import timedelta

from support.store import jobs, recordings
from support.store.jobs import Job
from tests.support.centre import CALLER, OTHER, Centre


def test_newest_first_of_these_kinds_and_this_number(centre: Centre) -> None:
    with centre.store.writing() as session:
        for kind, number in (("import", ""), ("erase", CALLER), ("rights_export", CALLER), ("erase", OTHER)):
            session.add(Job(kind=kind, number=number, created_at=centre.now))
            session.flush()
    with centre.store.reading() as session:
        assert [each.id for each in jobs.newest(session, ("erase", "rights_export"), number=CALLER)] == [3, 2]
        assert [each.id for each in jobs.newest(session, ("erase", "import"), limit=2)] == [4, 2]


def test_only_files_whose_time_is_over_are_outdated(centre: Centre) -> None:
    before = centre.now - timedelta(hours=1)
    with centre.store.writing() as session:
        session.add(Job(kind="export", path="a.csv", created_at=before, expires_at=before))
        session.add(Job(kind="export", path="", created_at=before, expires_at=before))
        session.add(Job(kind="export", path="b.csv", created_at=before, expires_at=centre.later(60)))
    with centre.store.reading() as session:
        assert [each.path for each in jobs.outdated(session, before)] == ["a.csv"]


def test_the_file_of_a_job_is_no_stray(centre: Centre) -> None:
    with centre.store.writing() as session:
        session.add(Job(kind="export", path="a.csv", created_at=centre.now))
    with centre.store.reading() as session:
        assert recordings.names_in_use(session) == {"a.csv"}
