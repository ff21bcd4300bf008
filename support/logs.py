"""How this program logs: lines on stderr; tracebacks without values, because values are personal.

A line that concerns a call bears its name: `call`, the phone company's SID of it, for whatever is logged
within `about`. Numbers and words are never logged.
"""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager
from typing import Any

import structlog

STYLES = ("json", "text")


def configure(style: str = "json") -> None:
    """For the whole process. `style`: json for machines, text for people."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _text() if style == "text" else structlog.processors.JSONRenderer(),
        ],
        # Looked up each time: whoever runs this in a process of theirs may put another stream there.
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )


def about(**names: str | int | None) -> AbstractContextManager[None]:
    """What is logged inside bears these names, but for those that are empty."""
    return structlog.contextvars.bound_contextvars(**{key: value for key, value in names.items() if value})


def _text() -> Any:
    """In columns, without colours: a terminal shows it and a file keeps it."""
    return structlog.dev.ConsoleRenderer(colors=False, sort_keys=False)
