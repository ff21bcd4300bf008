"""`python -m tests.journeys.process FILE COMMAND`: a process of Ramal's on the clock that a file shows.

The file holds seconds since 1970; whoever writes it lets time pass for every process at once.
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import app


class FileClock:
    def __init__(self, path: Path) -> None:
        self._path = path

    def __call__(self) -> datetime:
        return datetime.fromtimestamp(float(self._path.read_text()), UTC)

    def show(self, seconds: float) -> None:
        """Under another name first: nobody reads half of it."""
        draft = self._path.with_suffix(".next")
        draft.write_text(repr(seconds))
        draft.replace(self._path)


if __name__ == "__main__":
    sys.exit(app.main(sys.argv[2:], os.environ, FileClock(Path(sys.argv[1]))))
