"""Jobs as rows: begun, at work, finished or failed, taken up again; their files go after a day."""

from __future__ import annotations

from datetime import timedelta

import pytest

from support.errors import NotFound
from support.services import jobs
from support.store.jobs import Job
from tests.support.centre import Centre


def state(centre: Centre, job_id: int) -> str:
    with centre.store.reading() as session:
        row = session.get(Job, job_id)
    assert row
    return row.state


def test_from_beginning_to_end(centre: Centre) -> None:
    job_id = centre.do(jobs.begin, "export", None, centre.now, name="x" * 300)
    assert centre.orders("run_job") == [{"job_id": job_id}]
    with centre.store.writing() as session:
        row = jobs.at_work(session, job_id, centre.now)
        assert row
        assert (row.state, len(row.name)) == ("working", 200)
        jobs.finish(session, row, centre.now)
    with centre.store.writing() as session:
        assert jobs.at_work(session, job_id, centre.now) is None
    centre.do(jobs.failed, job_id, "late", centre.now)
    assert state(centre, job_id) == "done"
    assert [each.id for each in centre.do(jobs.newest, ("export",))] == [job_id]


def test_the_next_slice_follows_unless_it_was_the_last(centre: Centre) -> None:
    job_id = centre.do(jobs.begin, "export", None, centre.now)
    centre.do(jobs.sliced, job_id, {}, centre.now)
    assert len(centre.orders("run_job")) == 1
    centre.do(jobs.sliced, job_id, {"more": True, "after_s": 30}, centre.now)
    assert len(centre.orders("run_job")) == 2


def test_a_failed_one_goes_on(centre: Centre) -> None:
    centre.agent("sue")
    job_id = centre.do(jobs.begin, "import", 1, centre.now)
    centre.do(jobs.again, job_id, 1, centre.now)
    assert len(centre.orders("run_job")) == 1
    centre.do(jobs.failed, job_id, "x" * 400, centre.now)
    assert state(centre, job_id) == "failed"
    centre.do(jobs.again, job_id, 1, centre.now)
    assert state(centre, job_id) == "working"
    assert len(centre.orders("run_job")) == 2
    with pytest.raises(NotFound):
        centre.do(jobs.again, 99, 1, centre.now)
    with pytest.raises(NotFound):
        centre.do(jobs.job, job_id, ("erase",))


def test_files_go_when_their_time_is_over(centre: Centre) -> None:
    centre.do(jobs.begin, "import", None, centre.now, path="ab.csv")
    centre.do(jobs.sweep, centre.now)
    assert centre.orders("remove_job_file") == []
    for _ in range(2):
        centre.do(jobs.sweep, centre.now + timedelta(hours=25))
    assert centre.orders("remove_job_file") == [{"path": "ab.csv"}]
