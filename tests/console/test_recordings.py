"""Playing a message."""

from __future__ import annotations

from flask.testing import FlaskClient

from support.store.recordings import Recording
from tests.console.centre import Centre

SOUND = b"RIFF" + bytes(range(200))


def record(centre: Centre, state: str = "kept", path: str = "message.wav") -> int:
    (centre.folder / "message.wav").write_bytes(SOUND)
    call_id = centre.call()
    with centre.store.writing() as session:
        recording = Recording(call_id=call_id, seq=1, state=state, path=path, created_at=centre.clock())
        session.add(recording)
        session.flush()
        return recording.id


def test_it_plays_and_that_is_written_down(centre: Centre, ana: FlaskClient) -> None:
    answer = ana.get(f"/recordings/{record(centre)}.wav")
    assert (answer.status_code, answer.mimetype, answer.data) == (200, "audio/wav", SOUND)
    assert centre.audited().count("recording_played") == 1


def test_a_part_can_be_asked_for_and_seeking_is_one_listening(centre: Centre, ana: FlaskClient) -> None:
    recording_id = record(centre)
    ana.get(f"/recordings/{recording_id}.wav", headers={"Range": "bytes=0-"})
    part = ana.get(f"/recordings/{recording_id}.wav", headers={"Range": "bytes=4-9"})
    assert (part.status_code, part.data) == (206, SOUND[4:10])
    assert centre.audited().count("recording_played") == 1


def test_a_sound_that_never_came_is_not_found_and_not_written_down(centre: Centre, ana: FlaskClient) -> None:
    assert ana.get(f"/recordings/{record(centre, state='expected', path='')}.wav").status_code == 404
    assert ana.get("/recordings/77.wav").status_code == 404
    assert "recording_played" not in centre.audited()


def test_a_file_that_is_gone_is_not_found(centre: Centre, ana: FlaskClient) -> None:
    assert ana.get(f"/recordings/{record(centre, path='gone.wav')}.wav").status_code == 404
