"""Whose data is asked for; that it is confirmed; that nobody can tell the number from the audit line."""

from __future__ import annotations

import io
import zipfile

import pytest

from support.errors import NotFound, Refused
from support.services import data_rights
from support.store.recordings import Recording
from tests.support.centre import CALLED, CALLER, OTHER, VOICEMAIL, Centre


def test_our_own_number_and_no_number_are_refused(centre: Centre) -> None:
    with pytest.raises(Refused, match="our own"):
        centre.do(data_rights.show, CALLED)
    for written in ("", "x", "\0"):
        with pytest.raises(NotFound):
            centre.do(data_rights.show, written)


def test_erasing_is_confirmed_and_asked_for_once(centre: Centre) -> None:
    centre.agent("sue")
    for typed in ("", "yes", OTHER):
        with pytest.raises(Refused, match="not the same"):
            centre.do(data_rights.erase, CALLER, typed, 1, centre.now)
    first = centre.do(data_rights.erase, CALLER, "11 98888-7777", 1, centre.now)
    assert centre.do(data_rights.erase, CALLER, CALLER, 1, centre.now) == first


def test_the_digest_tells_only_who_knows_the_secret() -> None:
    assert data_rights.digest(CALLER, "a") == data_rights.digest(CALLER, "a")
    assert (
        len(
            {data_rights.digest(CALLER, "a"), data_rights.digest(CALLER, "b"), data_rights.digest(OTHER, "a")}
        )
        == 3
    )
    assert CALLER[1:] not in data_rights.digest(CALLER, "a")


def test_a_sound_that_is_gone_is_listed_as_missing(centre: Centre) -> None:
    centre.reach(VOICEMAIL)
    with centre.store.writing() as session:
        row = session.get(Recording, 1)
        assert row
        row.path = "gone.wav"

    class Nothing:
        def open(self, name: str) -> io.BytesIO:
            raise FileNotFoundError(name)

    with (
        centre.store.reading() as session,
        data_rights.archive(session, CALLER, Nothing()) as file,
        zipfile.ZipFile(file) as pack,
    ):
        assert b'"recording": 1' in pack.read("missing-sounds.json")
