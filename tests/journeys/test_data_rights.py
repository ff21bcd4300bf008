"""Somebody called, was recorded, left a message and wrote; then their data is fetched, then erased."""

from __future__ import annotations

import io
import json
import wave
import zipfile
from pathlib import Path
from typing import Any

from sqlalchemy import select

from exchange.phones.script import ScriptPhone
from recordings.storage import Storage
from support.services import data_rights, policies
from support.store.base import Base, Session
from support.store.jobs import Job
from support.store.recordings import Recording
from tests.journeys.taped import ON, POLICIES, opened, talking, until_tape
from tests.journeys.test_messages import text
from tests.journeys.town import SMALL, Town

ANA = 1
CAROL = "+12025550199"


def job(town: Town, start: Any, *facts: Any) -> Job:
    """Begun as on the page, and done by the worker."""
    with town.centre.store.writing() as session:
        job_id = start(session, *facts, ANA, town.now())

    def done() -> Job | None:
        row: Job = town.read(lambda session: session.get(Job, job_id))
        assert row.state != "failed", row.error
        return row if row.state == "done" else None

    found: Job = town.until_in_time(done, "the job")
    return found


def recordings(town: Town) -> list[Recording]:
    return list(town.read(lambda session: list(session.scalars(select(Recording).order_by(Recording.id)))))


def filed(town: Town, count: int) -> list[Recording]:
    def look() -> list[Recording]:
        found = recordings(town)
        return found if [each.state for each in found] == ["filed"] * count else []

    return list(town.until_in_time(look, f"{count} recordings to be filed"))


def a_message(town: Town) -> None:
    carol: ScriptPhone = town.customer(CAROL)
    carol.dial(SMALL)
    carol.expect_heard("press 2")
    carol.press("2")
    carol.expect_heard("calm")
    town.advance(5 * 60 + 3, step=10)
    carol.expect_kind("recording")
    carol.say("my radio does not work any more")
    town.advance(4)
    carol.press("#")
    assert carol.expect_ended() == "completed"


def a_conversation(town: Town) -> None:
    carla, _ = opened(town)
    carol = talking(town, carla, ON)
    until_tape(town, "recording")
    town.advance(5)
    carol.hang_up()
    assert town.outcome(carol) == "answered"


def dump(session: Session) -> str:
    return repr([list(session.execute(select(table))) for table in Base.metadata.sorted_tables])


def sounds_of(town: Town) -> Storage:
    return Storage(town.settings.sounds_url)


def files(folder: Path) -> list[Path]:
    return [each for each in folder.rglob("*") if each.is_file()]


def test_fetched_whole_then_erased_whole(town: Town) -> None:
    with town.centre.store.writing() as session:
        policies.publish(session, POLICIES, None, town.now())  # the phone company keeps its copies
    a_message(town)
    a_conversation(town)
    text(town, town.customer(CAROL), "It is the red one, 2 knobs")
    kept = filed(town, 2)

    made = job(town, data_rights.export, CAROL)
    with sounds_of(town).open(made.path) as file, zipfile.ZipFile(io.BytesIO(file.read())) as pack:
        sounds = [name for name in pack.namelist() if name.startswith("audio/")]
        assert sounds == [f"audio/{each.id}.wav" for each in kept]
        for name in sounds:
            with wave.open(io.BytesIO(pack.read(name))) as sound:
                assert (sound.getframerate(), sound.getnframes() > 8000) == (8000, True)
        said = {name: json.loads(pack.read(name)) for name in pack.namelist() if name.endswith(".json")}
    assert len(said["calls.json"]) == 2
    assert [each["body"] for each in said["messages.json"] if each["direction"] == "in"] == [
        "It is the red one, 2 knobs"
    ]
    assert {each["kind"] for each in said["recordings.json"]} == {"voicemail", "call"}
    assert "missing-sounds.json" not in said

    company = town.exchange.office.directory.recordings
    sids = [each.sid or "" for each in kept]
    assert {company[sid].status for sid in sids} == {"completed"}
    assert CAROL.lstrip("+") in town.read(dump)
    job(town, data_rights.erase, CAROL, CAROL)
    town.until_in_time(
        lambda: all(company[sid].status == "deleted" for sid in sids),
        "the phone company's copies to be deleted",
    )
    town.until_in_time(lambda: not files(town.settings.data / "recordings"), "every sound to be deleted")
    town.until_in_time(lambda: CAROL.lstrip("+") not in town.read(dump), "the last order to be forgotten")
    left = town.read(dump)
    assert "red one" not in left
    assert "radio does not work" not in left
