"""Legal holds: on a number, a ticket or a recording; until each of them is released."""

from __future__ import annotations

import pytest

from support.errors import NotFound, Refused
from support.services import holds_legal
from support.store import agents as agent_store
from support.store.recordings import Recording
from tests.support.centre import CALLER, OTHER, VOICEMAIL, Centre


@pytest.fixture
def recording(centre: Centre) -> Recording:
    """A voicemail of ticket 1001."""
    centre.agent("sue")
    centre.reach(VOICEMAIL)
    with centre.store.reading() as session:
        found = session.get(Recording, 1)
    assert found
    return found


@pytest.mark.parametrize(
    ("kind", "ref"), [("number", "11 98888-7777"), ("ticket", "1001"), ("recording", "1")]
)
def test_each_kind_holds_the_recording(centre: Centre, recording: Recording, kind: str, ref: str) -> None:
    assert not centre.do(holds_legal.is_held, recording)
    first = centre.do(holds_legal.place, kind, ref, "Court case 12", 1, centre.now)
    second = centre.do(holds_legal.place, kind, ref, "Another one", 1, centre.now)
    assert centre.do(holds_legal.is_held, recording)
    assert [each.reason for each in centre.do(holds_legal.of_recording, 1)] == [
        "Court case 12",
        "Another one",
    ]
    centre.do(holds_legal.release, first, 1, centre.now)
    centre.do(holds_legal.release, first, 1, centre.now)
    assert centre.do(holds_legal.is_held, recording)
    centre.do(holds_legal.release, second, 1, centre.now)
    assert not centre.do(holds_legal.is_held, recording)


def test_another_number_is_not_held(centre: Centre, recording: Recording) -> None:
    centre.do(holds_legal.place, "number", OTHER, "?", 1, centre.now)
    assert not centre.do(holds_legal.is_held, recording)


def test_a_list_of_those_that_hold_and_those_released(centre: Centre, recording: Recording) -> None:
    assert recording
    one = centre.do(holds_legal.place, "ticket", "1001", "Case", 1, centre.now)
    two = centre.do(holds_legal.place, "number", CALLER, "Case", 1, centre.now)
    centre.do(holds_legal.release, one, 1, centre.now)
    active, released = centre.do(holds_legal.listing)
    assert [(each.hold_id, each.kind, each.ref, each.by) for each in active] == [
        (two, "number", CALLER, "sue")
    ]
    assert [(each.hold_id, each.released_by) for each in released] == [(one, "sue")]
    with centre.store.reading() as session:
        trail = [(each.action, each.object) for each in agent_store.audit_trail(session)]
    assert trail == [
        ("hold_released", "ticket 1001"),
        ("hold_placed", "number"),
        ("hold_placed", "ticket 1001"),
    ]


@pytest.mark.parametrize(
    ("kind", "ref", "reason"),
    [("ticket", "9", "x"), ("ticket", "-1", "x"), ("recording", "9", "x"), ("number", "<b>", "x"),
     ("call", "1", "x"), ("number", CALLER, " "), ("number", CALLER, "x" * 301)],
)  # fmt: skip
def test_what_cannot_be_held_is_refused(centre: Centre, kind: str, ref: str, reason: str) -> None:
    with pytest.raises((Refused, NotFound)):
        centre.do(holds_legal.place, kind, ref, reason, 1, centre.now)
    with pytest.raises(NotFound):
        centre.do(holds_legal.release, 77, 1, centre.now)
