"""Recordings as people look for them: by kind, state, queue, words, and what an agent may hear."""

from __future__ import annotations

import pytest

from support.store import search, sounds
from support.store.base import Session
from support.store.recordings import LegalHold, Recording, RecordingLine
from support.store.sounds import Wanted
from tests.support.centre import CALLER, NOON, OTHER, Centre

KINDS = (("voicemail", "filed"), ("call", "filed"), ("comment", "failed"), ("voicemail", "absent"))


def fill(centre: Centre) -> None:
    """Two calls; recordings 1 to 4 of the first, 5 of the second."""
    centre.begin("CA1")
    centre.begin("CA2", OTHER)
    first, second = centre.row("CA1").id, centre.row("CA2").id
    with centre.store.writing() as session:
        for number, (kind, state) in enumerate(KINDS):
            add(session, first, number, kind, state, "billing")
        add(session, second, 9, "voicemail", "announced", "tech")
        search.keep(session, "recording", 1, "a internet não funciona")
        search.keep(session, "recording", 2, "quero pagar a fatura")


def add(session: Session, call_id: int, seq: int, kind: str, state: str, queue: str) -> None:
    session.add(Recording(call_id=call_id, seq=seq, kind=kind, state=state, queue=queue, created_at=NOON))
    session.flush()


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(), [5, 3, 2, 1]),
        (Wanted(state="kept"), [2, 1]),
        (Wanted(state="coming"), [5]),
        (Wanted(state="failed"), [3]),
        (Wanted(state="absent"), [4]),
        (Wanted(kind="voicemail"), [5, 1]),
        (Wanted(queue="tech"), [5]),
        (Wanted(words="INTERNET nao"), [1]),
        (Wanted(words="fat"), [2]),
        (Wanted(number=OTHER), [5]),
        (Wanted(before_id=3), [2, 1]),
        (Wanted(limit=1), [5]),
        (Wanted(agent_id=1, user_id=1), [5, 3, 1]),
    ],
)
def test_what_is_found(centre: Centre, wanted: Wanted, found: list[int]) -> None:
    fill(centre)
    with centre.store.reading() as session:
        assert [row.id for row, _, _ in sounds.listing(session, wanted)] == found


def test_how_many_there_are(centre: Centre) -> None:
    fill(centre)
    with centre.store.reading() as session:
        assert sounds.counts(session) == {"filed": 2, "failed": 1, "absent": 1, "announced": 1}
        assert [row.id for row in sounds.of_call(session, 1)] == [1, 2, 3, 4]


def test_words_in_the_order_in_which_they_were_said(centre: Centre) -> None:
    fill(centre)
    said = ((1, 2000, "second"), (0, 0, "first"), (0, 3000, "third"))
    with centre.store.writing() as session:
        for channel, start, text in said:
            line = RecordingLine(
                recording_id=2, channel=channel, start_ms=start, end_ms=start + 900, text=text
            )
            session.add(line)
    with centre.store.reading() as session:
        assert [line.text for line in sounds.lines(session, [2])] == ["first", "second", "third"]
        assert sounds.lines(session, [1]) == []


def test_holds_that_are_not_released(centre: Centre) -> None:
    centre.begin()
    with centre.store.writing() as session:
        session.add(LegalHold(kind="number", ref=CALLER, reason="a suit", at=NOON))
        session.add(LegalHold(kind="number", ref=CALLER, reason="over", at=NOON, released_at=NOON))
    with centre.store.reading() as session:
        assert [each.reason for each in sounds.holds(session, "number", CALLER)] == ["a suit"]
        assert sounds.holds(session, "number", OTHER) == []


def test_names_of_sounds_and_copies(centre: Centre) -> None:
    fill(centre)
    with centre.store.writing() as session:
        found = sounds.held(session, 2)
        assert found
        found.path, found.copy_path = "a.wav", "b.ogg"
        assert sounds.held(session, 404) is None
    with centre.store.reading() as session:
        assert sounds.names(session) == [(2, "a.wav"), (2, "b.ogg")]
