"""Sounds behind URLs: decoded once, silent when they cannot be."""

from __future__ import annotations

from pathlib import Path

from flask import Response

from exchange.audio import wav
from exchange.media import Media, decode
from tests.exchange.conftest import Town


def sound(tmp_path: Path) -> bytes:
    file = tmp_path / "x.wav"
    wav.write(file, [b"\x20" * 1600])
    return file.read_bytes()


def test_fetched_once_unless_told_not_to_keep(town: Town, tmp_path: Path) -> None:
    media, office = Media(), town.exchange.office
    url = town.customer.on("/a.wav", Response(sound(tmp_path), mimetype="audio/wav"))
    for _ in range(2):
        assert media.get(office, url, "CA1") == (b"\x20" * 1600, 0.2)
    assert len(town.customer.requests("/a.wav")) == 1
    fresh = Response(sound(tmp_path), mimetype="audio/wav", headers={"Cache-Control": "no-store"})
    url = town.customer.on("/b.wav", fresh)
    for _ in range(2):
        media.get(office, url, "CA1")
    assert len(town.customer.requests("/b.wav")) == 2


def test_what_cannot_be_decoded_is_silent_but_takes_time() -> None:
    assert decode(b"ID3" + b"x" * 7997) == (b"", 2.0)


def test_a_failure_is_an_alert(town: Town) -> None:
    assert Media().get(town.exchange.office, "http://127.0.0.1:9/a.wav", "CA1") == (b"", 0.0)
    assert [alert.code for alert in town.exchange.debugger] == [11205]
