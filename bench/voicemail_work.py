"""What `bench voicemail` measures, each in its process: `python -m bench.voicemail_work KIND FOLDER FILES…`.

`ours`: check, process, copy, keep sealed. `whole`: pydub with whole files in memory, as its users write it.
`words`: the recogniser. The last line is JSON: seconds, and the most memory that there was, in MB.
"""

from __future__ import annotations

import base64
import json
import os
import resource
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

Figures = dict[str, float]
READ = 64 * 1024
HEARD = 3200  # bytes at a time


def ours(folder: Path, files: Sequence[Path]) -> Figures:
    from recordings import sound
    from recordings.keys import Keys
    from recordings.storage import Storage

    storage = Storage(str(folder / "kept"), Keys.parse(f"bench:{base64.b64encode(os.urandom(32)).decode()}"))
    spent = {"check_s": 0.0, "process_s": 0.0, "copy_s": 0.0, "keep_s": 0.0}
    audio = copies = speech = 0.0

    def timed(stage: str, work: Callable[[], object]) -> None:
        began = time.perf_counter()
        work()
        spent[stage] += time.perf_counter() - began

    for file in files:
        found: list[Path] = [folder / "processed.wav"]

        def process(file: Path = file, target: Path = found[0]) -> None:
            nonlocal speech
            speech += sound.process(file, target).speech_s

        def copy(found: list[Path] = found) -> None:
            found += filter(None, [sound.copy(found[0], folder)])

        def keep(file: Path = file, found: list[Path] = found) -> None:
            for path in (file, *found):  # what came, what is heard, and its copy
                with path.open("rb") as opened:
                    storage.write(iter(lambda: opened.read(READ), b""), path.suffix)

        audio += sound.check(file).seconds
        timed("check_s", lambda file=file: sound.check(file))  # type: ignore[misc]
        timed("process_s", process)
        timed("copy_s", copy)
        timed("keep_s", keep)
        copies += len(found) - 1
    return {**spent, "seconds": sum(spent.values()), "audio_s": audio, "copies": copies, "speech_s": speech}


def whole(folder: Path, files: Sequence[Path]) -> Figures:
    import shutil

    from pydub import AudioSegment  # type: ignore[import-untyped]

    began = time.perf_counter()
    for file in files:
        line = AudioSegment.from_wav(str(file)).set_frame_rate(8000)
        line = line.apply_gain(-20 - line.dBFS)
        ends = [_silence_ms(line), _silence_ms(line.reverse())]
        line = line[max(0, ends[0] - 300) : len(line) - max(0, ends[1] - 300)]
        step = max(1, len(line) // 800)
        sum(line[at : at + step].max for at in range(0, len(line), step))
        line.export(folder / "whole.wav", format="wav")
        if shutil.which("ffmpeg"):
            line.export(folder / "whole.ogg", format="ogg", codec="libopus", bitrate="16k")
    return {"seconds": time.perf_counter() - began}


def _silence_ms(line: object) -> int:
    from pydub.silence import detect_leading_silence  # type: ignore[import-untyped]

    return int(detect_leading_silence(line, silence_threshold=-45.0, chunk_size=20))


def words(_folder: Path, files: Sequence[Path]) -> Figures:
    """The first file is the model's folder."""
    from recordings.blocks import blocks
    from recordings.riff import check
    from speech.recognizer import Model

    model, file = Model(files[0]), files[1]
    recognizer = model.recognizer(None)
    pcm = b"".join(block.tobytes() for block in blocks(file, check(file)))
    began = time.process_time()
    for at in range(0, len(pcm), HEARD):
        recognizer.feed(pcm[at : at + HEARD])
    heard = recognizer.finish()
    return {"seconds": time.process_time() - began, "audio_s": len(pcm) / 16000, "words": len(heard.words)}


def peak_mb() -> float:
    """The most memory of this process and of any that it started."""
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    started = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / unit
    status = Path("/proc/self/status")
    if not status.exists():
        return max(started, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit)
    # Linux counts what the process that started this one had, until this one's program was loaded.
    (line,) = (line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return max(started, int(line.split()[1]) / 1024)


def cpu_s() -> float:
    """Processor time of this process and of all that it started, its beginning included."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


KINDS: dict[str, Callable[[Path, Sequence[Path]], Figures]] = {"ours": ours, "whole": whole, "words": words}

if __name__ == "__main__":
    kind, folder, *files = sys.argv[1:]
    figures = KINDS[kind](Path(folder), [Path(file) for file in files])
    print(json.dumps({**figures, "peak_mb": peak_mb(), "cpu_s": cpu_s()}))
