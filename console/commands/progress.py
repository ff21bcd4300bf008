"""How far a long command is, on a terminal: a line that is written over. Elsewhere a line now and then."""

from __future__ import annotations

import sys

_EVERY = 50_000  # elsewhere


class Progress:
    """Told (what, done, of how much; 0 is not known)."""

    def __init__(self) -> None:
        self._bar = sys.stderr.isatty()
        self._shown = ("", -1)
        self._is_open = False

    def __call__(self, what: str, done: int, whole: int) -> None:
        step = done if self._bar else done // _EVERY
        if (what, step) == self._shown or (not self._bar and not step):
            return
        self._shown = (what, step)
        share = f" of {whole:,} ({done * 100 // whole} %)" if whole else ""
        self._is_open = self._bar
        text = f"{what} {done:,}{share}"
        print(
            f"\r{text:<60}" if self._bar else text, end="" if self._bar else "\n", flush=True, file=sys.stderr
        )

    def end(self) -> None:
        if self._is_open:
            print(file=sys.stderr)
            self._is_open = False
