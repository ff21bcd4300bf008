"""What an hour of recordings costs on one core, from the fetched file to the sealed one, and how much memory.

Beside it, in the same run: pydub with whole files in memory (levels, ends, picture, copy; nothing sealed),
and what the recogniser would take for the words. Everything runs in processes of its own on the first core.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench import voicemail_audio
from bench.report import Figures, table
from bench.servers import ROOT, pinned
from bench.speech_centre import NoModel, model_folder

HOUR_S = 3600
LONG_S = 2 * HOUR_S
QUICK = 12  # times less
WORDS_S = 180
SHORT_S = voicemail_audio.LENGTHS_S[0]
HEAD = ("work", "audio s", "seconds", "s per hour", "CPU s per hour", "MB")


def main(argv: list[str]) -> Figures:
    """Prints a table; audio_hour_s (on one core, without transcription) and peak_mb (of a 2-hour file)."""
    parser = argparse.ArgumentParser(prog="python -m bench voicemail", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="5 minutes of messages, a file of 10 minutes")
    share = QUICK if parser.parse_args(argv).quick else 1
    with tempfile.TemporaryDirectory() as name:
        return measure(Path(name), HOUR_S // share, LONG_S // share, WORDS_S // share)


def measure(folder: Path, hour_s: int, long_s: int, words_s: int) -> Figures:
    """All three in seconds of audio."""
    messages = voicemail_audio.messages(folder, hour_s)
    call = voicemail_audio.call(folder, long_s)
    ours, short = run("ours", folder, messages), run("ours", folder, messages[:1])
    long = run("ours", folder, [call])
    plain, plain_long = run("whole", folder, messages), run("whole", folder, [call])
    words = _words(folder, words_s)
    rows = [
        _row("messages", hour_s, ours),
        _row("one call, two channels", long_s, long),
        _row("messages, pydub", hour_s, plain),
        _row("one call, pydub", long_s, plain_long),
    ]
    print(table(HEAD, [*rows, *([_row("words", round(words["audio_s"]), words)] if words else [])]))
    stages = ("check_s", "process_s", "copy_s", "keep_s")
    scale = HOUR_S / hour_s
    print("\nan hour: " + ", ".join(f"{stage[:-2]} {ours[stage] * scale:.2f} s" for stage in stages))
    print(f"copies by ffmpeg: {ours['copies']:.0f} of {len(messages)} files")
    print(f"memory for {SHORT_S} s: {short['peak_mb']:.0f} MB; for {long_s} s: {long['peak_mb']:.0f} MB")
    return {
        "audio_hour_s": round(ours["seconds"] * scale, 2),
        "peak_mb": round(long["peak_mb"], 1),
        "short_peak_mb": round(short["peak_mb"], 1),
        "baseline_hour_s": round(plain["seconds"] * scale, 2),
        "baseline_peak_mb": round(plain_long["peak_mb"], 1),
        "hour_cpu_s": round(ours["cpu_s"] * scale, 2),
        "baseline_hour_cpu_s": round(plain["cpu_s"] * scale, 2),
        "transcribe_hour_s": round(words["seconds"] / words["audio_s"] * HOUR_S, 1) if words else None,
        **{f"hour_{stage}": round(ours[stage] * scale, 2) for stage in stages},
        "files": len(messages),
        "copies": int(ours["copies"]),
        "speech_share": round(ours["speech_s"] / ours["audio_s"], 3),
        "audio_s": hour_s,
        "long_s": long_s,
    }


def run(kind: str, folder: Path, files: Sequence[Path]) -> dict[str, Any]:
    """A process of its own on the first core; what it says last."""
    command = [sys.executable, "-m", "bench.voicemail_work", kind, str(folder), *map(str, files)]
    with pinned(first=True):
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise RuntimeError(f"{kind} does not work: {done.stderr.strip()[-500:]}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _words(folder: Path, seconds: int) -> dict[str, Any] | None:
    """None where no model is installed."""
    try:
        model = model_folder()
    except NoModel as missing:
        print(f"words are not measured: {missing}")
        return None
    return run("words", folder, [model, voicemail_audio.korean(folder, seconds)])


def _row(work: str, audio_s: int, found: dict[str, Any]) -> tuple[object, ...]:
    seconds, cpu, share = found["seconds"], found["cpu_s"], HOUR_S / audio_s
    figures = (seconds, seconds * share, cpu * share, found["peak_mb"])
    return work, audio_s, *(round(each, 2) for each in figures)
