"""Recordings: what there are, the words in them, their sound in ranges, deletion and legal holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Annotated, BinaryIO, Literal

from flask import Response, request
from pydantic import Field
from werkzeug.http import parse_range_header

from api import lists
from api.model import Asked, Given, Id, Line, Moment, Page, Pages, Word
from api.parts import parts
from api.problems import Trouble
from api.route import Answer, Request, Route
from api.trail import audit
from support.errors import NotFound
from support.services import holds_legal, listings, recordings, sounds
from support.services.sounds import Listener
from support.store.recordings import Recording as RecordingRow

ONE = {"recording_id": (lists.ID, "A recording's id")}
EVERYTHING = Listener(0, "supervisor")  # what a token may hear is its scopes' to say
_CHUNK = 64 * 1024


class RecordingsWanted(Pages):
    kind: Literal["voicemail", "call", "comment"] | None = None
    state: Word = ""
    queue: Word = ""
    call_id: Id | None = None
    words: Annotated[Line, Field(description="All of these, in its words; with `transcripts:read`")] = ""
    since: Moment | None = None
    until: Moment | None = None


class Recording(Given):
    id: int
    kind: str = Field(description="voicemail, call or comment (spoken in a survey)")
    state: str = Field(description="expected, announced, the last stage done, absent, failed, deleted")
    stage: str
    error: str
    call_id: int
    queue: str
    language: str
    seconds: int | None
    size: int | None
    sha256: str
    channels: int = Field(description="2: the caller in the first, the agent in the second")
    created_at: datetime
    expires_at: datetime | None
    deleted_at: datetime | None


class RecordingPage(Page[Recording]):
    pass


class Words(Given):
    party: str
    start_ms: int
    end_ms: int
    text: str


class Lines(Given):
    recording: int
    lines: list[Words]


class Reason(Asked):
    reason: Annotated[Line, Field(min_length=1, description="For the trail")]


class Hold(Given):
    hold_id: int
    reason: str
    at: datetime
    released_at: datetime | None


class Holds(Given):
    items: list[Hold] = Field(description="While there is one, nothing of it is deleted")


def listing(asked: Request) -> Answer:
    if asked.query.words and not asked.caller.may("transcripts:read"):
        raise Trouble(403, "looking for words takes the scope transcripts:read")

    def shown(rows: Sequence[RecordingRow]) -> list[Recording]:
        return [Recording.model_validate(row) for row in rows]

    return lists.answered(asked, "recording", RecordingPage, listings.recordings, shown, lambda row: row.id)


def one(asked: Request) -> Answer:
    return Answer(Recording.model_validate(_row(asked)))


def lines(asked: Request) -> Answer:
    found = sounds.one(asked.session, _row(asked).id, EVERYTHING)
    said = [Words.model_validate(each) for each in found.lines]
    return Answer(Lines(recording=found.id, lines=said))


def sound(asked: Request) -> Response:
    """The sound, or the part of it that `Range` asks for. Every listening is written down."""
    row, storage = _row(asked), parts().sounds
    if storage is None or not row.path or row.deleted_at:
        raise NotFound("there is no sound of this recording")
    try:
        size = storage.size(row.path)
        file = storage.open(row.path)
    except FileNotFoundError:
        raise NotFound("the sound of this recording is gone") from None
    except OSError:
        raise Trouble(503, "the sounds cannot be reached now", headers={"Retry-After": "5"}) from None
    return _served(asked, row, file, size)


def _served(asked: Request, row: RecordingRow, file: BinaryIO, size: int) -> Response:
    asked_for = parse_range_header(request.headers.get("Range"))
    if asked_for and (asked_for.units != "bytes" or len(asked_for.ranges) != 1):
        asked_for = None  # the whole is a good answer to what is not understood
    part = asked_for.range_for_length(size) if asked_for else None
    if asked_for and part is None:
        file.close()
        raise Trouble(416, "there is no such part", headers={"Content-Range": f"bytes */{size}"})
    start, stop = part or (0, size)
    if start == 0:
        audit(asked, "recording_played", f"recording {row.id}")
    body = _read(file, start, stop) if request.method == "GET" else _nothing(file)
    response = Response(body, 206 if part else 200, mimetype="audio/wav", direct_passthrough=True)
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Content-Length"] = str(stop - start)
    if part:
        response.headers["Content-Range"] = f"bytes {start}-{stop - 1}/{size}"
    return response


def _read(file: BinaryIO, start: int, stop: int) -> Iterator[bytes]:
    with file:
        file.seek(start)
        left = stop - start
        while left and (chunk := file.read(min(_CHUNK, left))):
            left -= len(chunk)
            yield chunk


def _nothing(file: BinaryIO) -> Iterator[bytes]:
    file.close()
    yield b""


def delete(asked: Request) -> Answer:
    row = recordings.delete(asked.session, _row(asked).id, None, f"API: {asked.caller.name}", asked.now)
    audit(asked, "api_recording_deleted", f"recording {row.id}")
    return Answer(Recording.model_validate(row))


def hold(asked: Request) -> Answer:
    row = _row(asked)
    holds_legal.place(asked.session, "recording", str(row.id), asked.body.reason, None, asked.now)
    audit(asked, "api_hold_placed", f"recording {row.id}")
    return _holds(asked, row.id)


def holds(asked: Request) -> Answer:
    return _holds(asked, _row(asked).id)


def release(asked: Request) -> Answer:
    """All those that are on this recording itself."""
    row = _row(asked)
    for each in holds_legal.of(asked.session, "recording", str(row.id)):
        holds_legal.release(asked.session, each.hold_id, None, asked.now)
    audit(asked, "api_hold_released", f"recording {row.id}")
    return _holds(asked, row.id)


def _holds(asked: Request, recording_id: int) -> Answer:
    found = holds_legal.of_recording(asked.session, recording_id)
    return Answer(Holds(items=[Hold.model_validate(each) for each in found]))


def _row(asked: Request) -> RecordingRow:
    return listings.recording(asked.session, asked.ids["recording_id"])


_ONE, _READ, _WRITE = "/recordings/<recording_id>", "recordings:read", "recordings:write"
ROUTES = (
    Route(
        "GET", "/recordings", "listRecordings", _READ, "Recordings, newest first",
        listing, RecordingPage, RecordingsWanted,
    ),
    Route("GET", _ONE, "getRecording", _READ, "One recording", one, Recording, ids=ONE),
    Route("GET", f"{_ONE}/lines", "getLines", "transcripts:read", "The words in it", lines, Lines, ids=ONE),
    Route(
        "GET", f"{_ONE}/sound", "getSound", "recordings:listen", "Its sound; ranges are served",
        one, Recording, raw=sound, ids=ONE, errors=(416,),
    ),
    Route(
        "DELETE", _ONE, "deleteRecording", _WRITE, "Delete its sound and words, everywhere",
        delete, Recording, ids=ONE, errors=(409,),
    ),
    Route("GET", f"{_ONE}/holds", "getHolds", _READ, "What keeps it from deletion", holds, Holds, ids=ONE),
    Route(
        "POST", f"{_ONE}/holds", "holdRecording", _WRITE, "Keep it from deletion",
        hold, Holds, body=Reason, status=201, ids=ONE,
    ),
    Route(
        "DELETE", f"{_ONE}/holds", "releaseRecording", _WRITE, "Release the holds on this recording",
        release, Holds, ids=ONE,
    ),
)  # fmt: skip
