"""Scores by what they are of, invitations that may still be answered, and who talked."""

from __future__ import annotations

from datetime import timedelta

from support.store import surveys
from support.store.surveys import Score
from tests.support.centre import CALLER, NOON, OTHER, Centre
from tests.support.services.test_telling import opened, publish, ticket

WEEK = timedelta(days=7)


def test_scores(centre: Centre) -> None:
    centre.begin()
    with centre.store.writing() as session:
        for number, score, call_id in ((CALLER, 5, 1), (CALLER, 3, None), (OTHER, 1, None)):
            session.add(Score(number=number, score=score, call_id=call_id, survey="csat", at=NOON))
            session.flush()
    with centre.store.reading() as session:
        assert [each.score for each in surveys.scores(session, number=CALLER)] == [5, 3]
        assert [each.score for each in surveys.scores(session, call_id=1)] == [5]
        assert surveys.scores(session, ticket_id=1) == []
        newest = surveys.newest_of_call(session, 1)
        assert newest
        assert newest.score == 5
        assert surveys.of_recording(session, 1) is None


def test_an_invitation_ends(centre: Centre) -> None:
    publish(centre, "ramal policies: 1\n")
    about = ticket(centre, opened(centre)).id
    with centre.store.writing() as session:
        surveys.invite(session, about, CALLER, "nps", NOON, NOON + WEEK)
        assert surveys.invitation_of(session, about)
        assert surveys.invitation_of(session, about + 1) is None
        assert surveys.open_invitation(session, OTHER, NOON) is None
        assert surveys.open_invitation(session, CALLER, NOON + WEEK) is None
        found = surveys.open_invitation(session, CALLER, NOON)
        assert found
        found.answered_at = NOON
        session.flush()
        assert surveys.open_invitation(session, CALLER, NOON) is None


def test_who_talked_last(centre: Centre) -> None:
    agent = centre.agent("ana")
    centre.enqueue()
    with centre.store.reading() as session:
        assert surveys.who_talked(session, 1) is None
    centre.talking(agent)
    with centre.store.reading() as session:
        assert surveys.who_talked(session, 1) == agent
        assert surveys.ticket_of_call(session, 1) is None


def test_the_ticket_of_a_call(centre: Centre) -> None:
    centre.reach("3")
    with centre.store.reading() as session:
        assert surveys.ticket_of_call(session, 1) == 1
