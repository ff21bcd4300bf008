"""One batch after another; what is open is closed before, what is due is not sent."""

from __future__ import annotations

from support.services import erasure, jobs, tickets
from support.store.jobs import Job
from support.store.tickets import Ticket
from tests.support.centre import CALLBACK, CALLER, Centre


def test_step_by_step_until_nothing_is_left(centre: Centre) -> None:
    centre.agent("sue")
    for index in range(25):
        centre.reach(CALLBACK, f"CA{index}")
        centre.end(f"CA{index}")
    job_id = centre.do(jobs.begin, "erase", 1, centre.now, number=CALLER)
    steps = 0
    more = True
    while more:
        with centre.store.writing() as session:
            row = session.get(Job, job_id)
            assert row
            assert not erasure.waits(session, row)
            more = erasure.step(session, row, centre.now, "salt")
            steps += 1
    assert steps >= 5
    with centre.store.reading() as session:
        row, ticket = session.get(Job, job_id), session.get(Ticket, 1)
        assert row
        assert ticket
        assert (row.state, row.number, row.result["calls"]) == ("done", "", 25)
        assert (ticket.status, ticket.customer, ticket.subject) == ("closed", "", "Erased")
        assert tickets
    with centre.store.writing() as session:
        done = session.get(Job, job_id)
        assert done
        assert not erasure.step(session, done, centre.now, "salt")
