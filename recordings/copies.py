"""A smaller copy of a sound, to be played over a slow line; where ffmpeg is installed. Local files only."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

LONGEST_S = 600.0
_OPUS = ("-c:a", "libopus", "-b:a", "16k", "-application", "voip", "-compression_level", "5")
_KINDS = (
    (".ogg", (*_OPUS, "-f", "ogg")),
    (".mp3", ("-c:a", "libmp3lame", "-b:a", "32k", "-f", "mp3")),
)
Hears = Callable[[str], object]


def copy(
    source: Path,
    folder: Path,
    *,
    program: str = "ffmpeg",
    within_s: float = LONGEST_S,
    tell: Hears | None = None,
) -> Path | None:
    """Opus, or MP3 where the program has no Opus, in `folder`; None when there can be none: `tell` hears why.

    The program gets local files and nothing to type to, no shell is between, and it has `within_s` seconds.
    """
    tell = tell or (lambda _: None)
    found = shutil.which(program)
    if found is None:
        tell(f"{program} is not installed")
        return None
    for suffix, options in _KINDS:
        target = folder / f"{source.stem}{suffix}"
        why = _run(found, source.absolute(), target.absolute(), options, within_s)
        if not why:
            return target
        target.unlink(missing_ok=True)
        tell(f"no copy as {suffix[1:]}: {why}")
    return None


def _run(program: str, source: Path, target: Path, options: tuple[str, ...], within_s: float) -> str:
    """Empty, or why there is no copy."""
    safe = ("-nostdin", "-hide_banner", "-loglevel", "error", "-y", "-threads", "1")
    reading = ("-protocol_whitelist", "file", "-f", "wav", "-i", f"file:{source}", "-map", "0:a:0", "-vn")
    command = [program, *safe, *reading, "-map_metadata", "-1", *options, f"file:{target}"]
    try:
        done = subprocess.run(  # noqa: S603
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=within_s, check=False
        )
    except subprocess.TimeoutExpired:
        return f"it was not ready after {within_s:g} s"
    except OSError as error:
        return f"it cannot be run ({type(error).__name__})"
    if done.returncode:
        return f"it fails ({done.returncode})"
    return "" if target.is_file() and target.stat().st_size else "it wrote nothing"
