"""Waiting music over HTTP: sound, kept, and nothing else of the disk."""

from __future__ import annotations

import io
import wave
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from webhooks import music


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    app = Flask("music", static_folder=None)
    app.register_blueprint(music.blueprint(tmp_path))
    return app.test_client()


def test_music_is_played_unsigned_and_may_be_kept(client: FlaskClient) -> None:
    reply = client.get("/music/calm-10.wav")
    assert (reply.status_code, reply.mimetype) == (200, "audio/wav")
    assert "max-age=86400" in reply.headers["Cache-Control"]
    with wave.open(io.BytesIO(reply.data)) as file:
        assert file.getnframes() == 10 * 8000
    again = client.get("/music/calm-10.wav", headers={"If-None-Match": reply.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    "path",
    [
        "calm-9.wav",
        "calm-61.wav",
        "calm-30.mp3",
        "calm--1.wav",
        "..%2Fsecrets-30.wav",
        "calm-9e9.wav",
    ],
)
def test_what_there_is_not(client: FlaskClient, path: str) -> None:
    assert client.get("/music/" + path).status_code == 404


def test_music_that_is_not_there_is_replaced_by_ours(client: FlaskClient) -> None:
    assert client.get("/music/jazz-10.wav").data == client.get("/music/calm-10.wav").data


def test_nobody_writes_to_it(client: FlaskClient) -> None:
    assert client.post("/music/calm-10.wav").status_code == 405
