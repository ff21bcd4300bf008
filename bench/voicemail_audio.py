"""What is left on the machines of `bench voicemail`: messages of 20 to 120 s and one call of hours. No clock.

A message is a voice between stretches of nothing, on a line with noise; quiet and loud ones take turns. The
voice is espeak-ng's, or harmonics that come and go where it is not installed.
"""

from __future__ import annotations

import shutil
import subprocess
import wave
from io import BytesIO
from itertools import cycle
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

RATE = 8000
LENGTHS_S = (20, 35, 50, 65, 80, 95, 120)
LEVELS_DB = (-14.0, -22.0, -30.0)
NOISE_DB = -55.0
ENDS_S = 2
SENTENCES = {
    "pt-br": "Boa tarde, ligo por causa da minha fatura. Ninguém me atende desde segunda-feira, e preciso da "
    "segunda via até amanhã. O meu número é nove, oito, sete, três, dois, um. Obrigado.",
    "es": "Buenos días, quería saber por qué mi pedido no ha llegado. Llámenme por la tarde, por favor.",
    "en": "Hello, this is about the router that you sent me last week. The light is red, and nothing works. "
    "Please call me back before six.",
    "ko": "안녕하세요 예약 때문에 전화했습니다 환불 부탁드립니다 비밀번호도 잊어버렸습니다",
}
KOREAN = "ko"

Line = NDArray[np.float32]


def messages(folder: Path, seconds: int) -> list[Path]:
    """So many seconds of messages as WAV files of 8 kHz, 16 bits, one channel."""
    voices = [voice(language) for language in SENTENCES]
    made: list[Path] = []
    for length, level, said in zip(cycle(LENGTHS_S), cycle(LEVELS_DB), cycle(voices), strict=False):
        if seconds <= 0:
            return made
        length = min(length, seconds)
        seconds -= length
        made.append(folder / f"message-{len(made)}.wav")
        write(made[-1], [message(said, length, level)], 1)
    return made


def call(folder: Path, seconds: int) -> Path:
    """One recording of so many seconds, caller and agent in a channel each; written a minute at a time."""
    minute = [message(voice(language), 60, level) for language, level in (("pt-br", -30.0), ("en", -18.0))]
    file = folder / "call.wav"
    write(file, minute, max(1, seconds // 60))
    return file


def korean(folder: Path, seconds: int) -> Path:
    """What the recogniser's model can understand."""
    file = folder / "korean.wav"
    write(file, [message(voice(KOREAN), seconds, -20)], 1)
    return file


def message(said: Line, seconds: int, level_db: float) -> Line:
    """The voice again and again, with nothing but the line at both ends. Shape (samples,), -1 to 1."""
    inside = (seconds - 2 * ENDS_S) * RATE
    loud = said / np.sqrt(np.mean(said**2)) * 10 ** (level_db / 20)
    line = np.pad(np.tile(loud, inside // len(loud) + 1)[:inside], ENDS_S * RATE)
    noise = np.random.default_rng(1).normal(0, 10 ** (NOISE_DB / 20), len(line))
    result: Line = (line + noise).clip(-1, 1).astype(np.float32)
    return result


def write(file: Path, channels: list[Line], times: int) -> None:
    pcm = (np.stack(channels, 1) * 32767).astype("<i2").tobytes()
    with wave.open(str(file), "wb") as out:
        out.setnchannels(len(channels))
        out.setsampwidth(2)
        out.setframerate(RATE)
        for _ in range(times):
            out.writeframes(pcm)


def voice(language: str) -> Line:
    """Some sentences, and a second of silence. Shape (samples,)."""
    program = shutil.which("espeak-ng")
    said = _spoken(program, language) if program else _hummed()
    return np.pad(said, (0, RATE)).astype(np.float32)


def _spoken(program: str, language: str) -> Line:
    command = [program, "-v", language, "--stdout", SENTENCES[language]]
    output = subprocess.run(command, capture_output=True, check=True).stdout  # noqa: S603
    with wave.open(BytesIO(output)) as said:
        rate, samples = said.getframerate(), np.frombuffer(said.readframes(said.getnframes()), "<i2")
    length = len(samples) * RATE // rate
    kept = np.fft.rfft(samples.astype(float))[: length // 2 + 1]
    line: Line = (np.fft.irfft(kept, length) * length / len(samples) / 32768).astype(np.float32)
    return line


def _hummed(seconds: int = 12) -> Line:
    at = np.arange(seconds * RATE) / RATE
    pitch = 2 * np.pi * np.cumsum(130 + 30 * np.sin(2 * np.pi * 0.6 * at)) / RATE
    line = np.sum([np.sin(number * pitch) / number for number in range(1, 10)], axis=0)
    hummed: Line = (line * np.clip(np.sin(2 * np.pi * 2 * at), 0.02, 1)).astype(np.float32)
    return hummed
