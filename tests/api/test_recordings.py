"""Recordings as a company's own program finds, hears, holds and deletes them."""

from __future__ import annotations

import pytest

from support.store import agents as agent_store
from support.store import recordings as store
from support.store import search
from tests.api.door import Door
from tests.support.centre import VOICEMAIL

SOUND = bytes(range(256)) * 40


@pytest.fixture
def kept(door: Door) -> Door:
    """A voicemail with its sound and its words."""
    door.centre.reach(VOICEMAIL)
    kept = door.sounds.write([SOUND], ".wav")
    with door.store.writing() as session:
        row = store.recording(session, 1)
        assert row
        row.path, row.size, row.sha256, row.state = kept.name, kept.size, kept.sha256, "filed"
        session.add(
            store.RecordingLine(recording_id=1, channel=0, start_ms=0, end_ms=900, text="<b>my bill</b>")
        )
        search.keep(session, "recording", 1, "my bill")
    return door


def played(door: Door) -> int:
    with door.store.reading() as session:
        return [line.action for line in agent_store.audit_trail(session)].count("recording_played")


@pytest.mark.parametrize(
    ("query", "count"),
    [("", 1), ("kind=voicemail", 1), ("call_id=1", 1),
      ("kind=call", 0), ("words=bill", 1), ("words=router", 0), ("state=filed", 1)],
)  # fmt: skip
def test_they_are_found(kept: Door, query: str, count: int) -> None:
    assert len(kept.get(f"/recordings?{query}")["items"]) == count


def test_looking_for_words_takes_the_scope_of_words(kept: Door) -> None:
    token = kept.new_token("recordings:read")
    assert kept.ask("GET", "/recordings?words=bill", token=token).status_code == 403
    assert kept.ask("GET", "/recordings", token=token).status_code == 200


def test_one_and_its_words(kept: Door) -> None:
    one = kept.get("/recordings/1")
    assert (one["kind"], one["size"], one["queue"]) == ("voicemail", len(SOUND), "billing")
    assert "path" not in one
    [line] = kept.get("/recordings/1/lines")["lines"]
    assert (line["party"], line["text"]) == ("caller", "<b>my bill</b>")


def test_its_sound_is_heard_and_that_is_written_down(kept: Door) -> None:
    answer = kept.ask("GET", "/recordings/1/sound")
    assert (answer.status_code, answer.data, answer.mimetype) == (200, SOUND, "audio/wav")
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert played(kept) == 1


@pytest.mark.parametrize(
    ("asked", "start", "stop"),
    [("bytes=0-99", 0, 100), ("bytes=100-", 100, len(SOUND)), ("bytes=-10", len(SOUND) - 10, len(SOUND)),
     ("bytes=5-99999999", 5, len(SOUND))],
)  # fmt: skip
def test_a_part_of_it(kept: Door, asked: str, start: int, stop: int) -> None:
    answer = kept.ask("GET", "/recordings/1/sound", headers={"Range": asked})
    assert answer.status_code == 206
    assert answer.data == SOUND[start:stop]
    assert answer.headers["Content-Range"] == f"bytes {start}-{stop - 1}/{len(SOUND)}"
    assert answer.headers["Content-Length"] == str(stop - start)
    assert played(kept) == (1 if start == 0 else 0), "who seeks listens once"


def test_a_part_that_there_is_not(kept: Door) -> None:
    answer = kept.ask("GET", "/recordings/1/sound", headers={"Range": "bytes=99999999-"})
    assert answer.status_code == 416
    assert answer.headers["Content-Range"] == f"bytes */{len(SOUND)}"


@pytest.mark.parametrize("asked", ["bytes=", "lines=0-1", "bytes=a-b", "bytes=0-1,5-6"])
def test_a_range_that_is_none_is_overlooked(kept: Door, asked: str) -> None:
    assert kept.ask("GET", "/recordings/1/sound", headers={"Range": asked}).data == SOUND


def test_only_its_head(kept: Door) -> None:
    answer = kept.ask("HEAD", "/recordings/1/sound")
    assert (answer.status_code, answer.data) == (200, b"")
    assert answer.headers["Content-Length"] == str(len(SOUND))


def test_what_is_held_is_not_deleted(kept: Door) -> None:
    assert kept.post("/recordings/1/holds", {"reason": "a lawsuit"}).status_code == 201
    assert kept.get("/recordings/1/holds")["items"][0]["reason"] == "a lawsuit"
    assert kept.ask("DELETE", "/recordings/1").status_code == 409
    assert kept.ask("GET", "/recordings/1/sound").status_code == 200
    assert kept.ask("DELETE", "/recordings/1/holds").get_json()["items"] == []
    assert kept.ask("DELETE", "/recordings/1").get_json()["state"] == "deleted"
    assert kept.ask("GET", "/recordings/1/sound").status_code == 404
    assert kept.ask("DELETE", "/recordings/1").status_code == 200, "twice: nothing more happens"


def test_a_sound_that_is_gone(kept: Door) -> None:
    for name in list(kept.sounds.names()):
        kept.sounds.delete(name)
    assert kept.ask("GET", "/recordings/1/sound").status_code == 404


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", ""), ("GET", "/lines"), ("GET", "/sound"), ("DELETE", ""), ("DELETE", "/holds")],
)
def test_a_recording_that_there_is_not(door: Door, method: str, path: str) -> None:
    assert door.ask(method, f"/recordings/9{path}").status_code == 404
