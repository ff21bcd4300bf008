"""Recordings: heard by those who may, in parts, written down; found by words; run again, held, deleted."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from support.store import search
from support.store.orders import Order
from support.store.recordings import Recording, RecordingLine
from tests.console.centre import Centre, post

SOUND = b"RIFF" + bytes(range(200))


def record(centre: Centre, state: str = "filed", *, has_sound: bool = True, **values: object) -> int:
    path = centre.sounds.write([SOUND], ".wav").name if has_sound else ""
    with centre.store.writing() as session:
        count = session.query(Recording).count()
    call_id = centre.call(sid=f"CA{count + 1}")
    with centre.store.writing() as session:
        recording = Recording(
            **{
                "call_id": call_id,
                "seq": 1,
                "state": state,
                "path": path,
                "created_at": centre.clock(),
                **values,
            }
        )
        session.add(recording)
        session.flush()
        return recording.id


def test_it_plays_and_that_is_written_down(centre: Centre, ana: FlaskClient) -> None:
    answer = ana.get(f"/recordings/{record(centre)}.wav")
    assert (answer.status_code, answer.mimetype, answer.data) == (200, "audio/wav", SOUND)
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert centre.audited().count("recording_played") == 1


def test_a_part_can_be_asked_for_and_seeking_is_one_listening(centre: Centre, ana: FlaskClient) -> None:
    recording_id = record(centre)
    ana.get(f"/recordings/{recording_id}.wav", headers={"Range": "bytes=0-"})
    part = ana.get(f"/recordings/{recording_id}.wav", headers={"Range": "bytes=4-9"})
    assert (part.status_code, part.data) == (206, SOUND[4:10])
    assert part.headers["Content-Range"] == f"bytes 4-9/{len(SOUND)}"
    assert centre.audited().count("recording_played") == 1


def test_a_part_that_there_is_not(centre: Centre, ana: FlaskClient) -> None:
    answer = ana.get(f"/recordings/{record(centre)}.wav", headers={"Range": "bytes=900-"})
    assert answer.status_code == 416


@pytest.mark.parametrize("state", ["expected", "announced", "absent", "deleted"])
def test_a_sound_that_is_not_there_is_not_found_and_not_written_down(
    centre: Centre, ana: FlaskClient, state: str
) -> None:
    assert ana.get(f"/recordings/{record(centre, state, has_sound=False)}.wav").status_code == 404
    assert ana.get("/recordings/77.wav").status_code == 404
    assert "recording_played" not in centre.audited()


def test_a_file_that_is_gone_is_not_found(centre: Centre, ana: FlaskClient) -> None:
    recording_id = record(centre)
    for name in list(centre.sounds.names()):
        centre.sounds.delete(name)
    assert ana.get(f"/recordings/{recording_id}.wav").status_code == 404
    assert ana.get(f"/recordings/{recording_id}/copy").status_code == 404


def test_calls_of_others_are_for_supervisors(centre: Centre, ana: FlaskClient, sue: FlaskClient) -> None:
    recording_id = record(centre, kind="call")
    for path in (f"/recordings/{recording_id}.wav", f"/recordings/{recording_id}"):
        assert ana.get(path).status_code == 409
        assert sue.get(path).status_code == 200
    assert "data-row" not in ana.get("/recordings?part=rows").text
    assert f'id="r{recording_id}"' in sue.get("/recordings?part=rows").text


def test_found_by_words_and_by_number(centre: Centre, ana: FlaskClient) -> None:
    first, second = record(centre), record(centre)
    with centre.store.writing() as session:
        search.keep(session, "recording", first, "a fatura veio errada")
        search.keep(session, "recording", second, "a internet caiu")

    def found(**asked: str) -> list[bool]:
        page = ana.get("/recordings", query_string={"part": "rows", **asked}).text
        return [f'id="r{each}"' in page for each in (first, second)]

    assert found() == [True, True]
    assert found(q="fatura") == [True, False]
    assert found(q="+55 11 98888-7777") == [True, True]
    assert found(q="+55 11 98888-0000") == [False, False]
    assert found(kind="comment") == [False, False]
    assert found(q="<script>") == [False, False]
    assert ana.get("/recordings?state=odd").status_code == 404


def test_the_page_of_one_escapes_what_was_heard(centre: Centre, ana: FlaskClient) -> None:
    recording_id = record(centre, channels=2, peaks=[[0, 50, 100], [1, 2, 3]], seconds=3)
    with centre.store.writing() as session:
        for channel in (0, 1):
            text = f"<b>word</b> {channel}"
            line = RecordingLine(
                recording_id=recording_id, channel=channel, start_ms=1500, end_ms=2000, text=text
            )
            session.add(line)
    page = ana.get(f"/recordings/{recording_id}").text
    assert "&lt;b&gt;word&lt;/b&gt; 0" in page
    assert "<b>word</b>" not in page
    assert page.count("<svg viewBox=") == 2
    assert 'data-from="1500"' in page
    assert "is-agent" in page


def test_failed_says_why_and_is_run_again_by_supervisors(
    centre: Centre, ana: FlaskClient, sue: FlaskClient
) -> None:
    recording_id = record(
        centre, "failed", has_sound=False, stage="fetch", error="HTTP 401", url="https://x/y"
    )
    again = f"/recordings/{recording_id}/again"
    assert "HTTP 401" in ana.get(f"/recordings/{recording_id}").text
    assert again not in ana.get(f"/recordings/{recording_id}").text
    assert post(ana, again).status_code == 403
    assert "1 recording could not be finished" in sue.get("/recordings").text
    assert post(sue, again).status_code == 303
    with centre.store.reading() as session:
        found = session.get(Recording, recording_id)
        assert found
        assert found.state != "failed"


def test_a_hold_keeps_it_from_being_deleted(centre: Centre, sue: FlaskClient) -> None:
    recording_id = record(centre)
    page = f"/recordings/{recording_id}"
    assert post(sue, f"{page}/hold", {"reason": "a suit"}).status_code == 303
    assert "Legal hold: a suit" in sue.get(page).text
    assert post(sue, f"{page}/delete", {"reason": "asked"}).status_code == 409
    assert sue.get(f"{page}.wav").status_code == 200
    assert post(sue, f"{page}/release").status_code == 303
    assert post(sue, f"{page}/delete", {"reason": "asked"}).status_code == 303
    assert sue.get(f"{page}.wav").status_code == 404
    assert "This recording was deleted" in sue.get(page).text


def test_what_was_left_out_is_said_and_can_be_tried_again(
    centre: Centre, ana: FlaskClient, sue: FlaskClient
) -> None:
    recording_id = record(centre, note="not written down: speech is switched off (RAMAL_SPEECH)")
    page = f"/recordings/{recording_id}"
    assert "not written down: speech is switched off" in ana.get(page).text
    assert f"{page}/again" not in ana.get(page).text
    assert f"{page}/again" in sue.get(page).text
    assert "as-it-is" not in sue.get(page).text
    assert post(sue, f"{page}/again").status_code == 303
    with centre.store.reading() as session:
        found = session.get(Recording, recording_id)
        assert found
        assert (found.stage, found.note) == ("transcribe", "")
    assert f"{page}/again" not in sue.get(page).text


def test_what_ends_early_can_be_taken_as_it_is(centre: Centre, sue: FlaskClient) -> None:
    """The sound is there and plays, so the page has to say why it failed nevertheless."""
    error = "the sound ends early: 9.0 s were promised, 2.0 s are there"
    recording_id = record(centre, "failed", stage="check", error=error)
    page = f"/recordings/{recording_id}"
    assert error in sue.get(page).text
    assert 'id="as-it-is"' in sue.get(page).text
    assert post(sue, f"{page}/again", {"as_it_is": "yes"}).status_code == 303
    with centre.store.reading() as session:
        found = session.get(Recording, recording_id)
        assert found
        assert (found.state, found.stage) == ("fetched", "check")
        due = [each for each in session.query(Order) if each.kind == "check_recording"]
    assert [each.payload.get("as_it_is") for each in due] == [True]


def test_what_is_broken_otherwise_cannot(centre: Centre, sue: FlaskClient) -> None:
    recording_id = record(centre, "failed", stage="check", error="the file is empty")
    assert "as-it-is" not in sue.get(f"/recordings/{recording_id}").text
