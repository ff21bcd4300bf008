"""What callers of `bench speech` sound like: half a minute of a telephone line, again and again. No sockets,
no clock.

A tape is 30 s: two answers of about 2.5 s, otherwise silence or the noise of a line. Answers are cut right
behind their last voiced sample, so that the end of speech is the end of a frame.
"""

from __future__ import annotations

import shutil
import subprocess
import wave
from base64 import b64encode
from dataclasses import dataclass
from io import BytesIO

import numpy as np

from exchange.audio import mulaw

RATE, FRAME_MS = 8000, 20
FRAME = RATE * FRAME_MS // 1000
TAPE_S = 30
STARTS_S = (4.0, 18.0)
NOISE_DBFS = -50.0
VOICED = 0.03  # of the loudest sample: 30 dB below it is no voice any more
ANSWERS = (  # words that the model knows, and the pace at which espeak-ng takes about 2.5 s for them
    ("환불 비밀번호 예약", 110),
    ("여행 예약 비밀번호", 110),
    ("로그인 예약 비밀번호", 110),
)


class NoVoice(Exception):
    """The program that speaks is missing."""


@dataclass(frozen=True)
class Tape:
    """`frames`: base64 of 20 ms of mu-law each. `ends`: the frames that speech ends with.

    `spoken_s`: how long an answer is.
    """

    frames: tuple[bytes, ...]
    ends: frozenset[int]
    spoken_s: float


def tapes() -> tuple[Tape, ...]:
    """Every pair of answers, each on a silent and on a noisy line; half of all are noisy. Raises NoVoice."""
    voices = [spoken(text, pace) for text, pace in ANSWERS]
    pairs = [(one, other) for one in voices for other in voices if one is not other]
    return tuple(tape(*pair, noisy=noisy) for pair in pairs for noisy in (False, True))


def tape(first: bytes, second: bytes, *, noisy: bool) -> Tape:
    """`first`, `second`: 16-bit PCM of 8 kHz."""
    line = np.zeros(TAPE_S * RATE, np.int32)
    ends = set()
    for start_s, pcm in zip(STARTS_S, (first, second), strict=True):
        voice = np.frombuffer(pcm, "<i2")
        end = -(-(int(start_s * RATE) + len(voice)) // FRAME) * FRAME
        line[end - len(voice) : end] += voice
        ends.add(end // FRAME - 1)
    if noisy:
        strength = 32768 * 10 ** (NOISE_DBFS / 20)
        line += np.random.default_rng(1).normal(0, strength, len(line)).astype(np.int32)
    sound = mulaw.encode(line.clip(-32768, 32767).astype("<i2").tobytes())
    frames = tuple(b64encode(sound[at : at + FRAME]) for at in range(0, len(sound), FRAME))
    return Tape(frames, frozenset(ends), (len(first) + len(second)) / 4 / RATE)


def spoken(text: str, pace: int) -> bytes:
    """A voice says it: 16-bit PCM of 8 kHz, from its first voiced sample to its last. Raises NoVoice."""
    program = shutil.which("espeak-ng")
    if program is None:
        raise NoVoice("espeak-ng is not installed")
    command = [program, "-v", "ko", "-s", str(pace), "--stdout", text]
    with wave.open(BytesIO(subprocess.run(command, capture_output=True, check=True).stdout)) as said:  # noqa: S603
        rate, pcm = said.getframerate(), said.readframes(said.getnframes())
    return _voiced(_telephone(pcm, rate))


def _telephone(pcm: bytes, rate: int) -> np.ndarray:
    """At 8 kHz, without what a telephone does not carry."""
    samples = np.frombuffer(pcm, "<i2").astype(float)
    length = len(samples) * RATE // rate
    kept = np.fft.rfft(samples)[: length // 2 + 1]
    return (np.fft.irfft(kept, length) * length / len(samples)).clip(-32768, 32767).astype("<i2")


def _voiced(samples: np.ndarray) -> bytes:
    loud = np.nonzero(np.abs(samples.astype(int)) > VOICED * np.abs(samples.astype(int)).max())[0]
    return samples[loud[0] : loud[-1] + 1].tobytes()
