"""How far a command is, where nobody looks at a terminal."""

from __future__ import annotations

import pytest

from console.commands.progress import Progress


class Terminal:
    """What a terminal shows."""

    def __init__(self) -> None:
        self.text = ""

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self.text += text
        return len(text)

    def flush(self) -> None:
        """Shown at once."""


def test_a_line_now_and_then(capsys: pytest.CaptureFixture[str]) -> None:
    progress = Progress()
    for done in range(0, 120_001, 2000):
        progress("written", done, 120_000)
    progress.end()
    assert capsys.readouterr().err.splitlines() == [
        "written 50,000 of 120,000 (41 %)",
        "written 100,000 of 120,000 (83 %)",
    ]


def test_a_line_that_is_written_over(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    progress = Progress()
    progress("read", 10, 0)
    progress("read", 10, 0)
    progress("read", 20, 0)
    progress.end()
    progress.end()
    assert [part.rstrip(" ") for part in terminal.text.split("\r")] == [
        "",
        "read 10",
        "read 20" + " " * 53 + "\n",
    ]
