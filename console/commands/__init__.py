"""The command line of people: one noun a file, each with `add` (its arguments) and functions that print."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from console.commands import api_tokens, doctor, flows, metrics, models, policies, recordings, speech, users
from console.commands.context import Context
from recordings.storage import Storage
from speech.choice import Hearing
from support.store.base import Store


def run(
    command: str,
    arguments: Sequence[str],
    store: Store,
    folder: Path,
    clock: Callable[[], datetime],
    data: Path,
    hearing: Hearing,
    sounds: Storage,
) -> int:
    """Exit code: 0 all right, 1 something is wrong with what was looked at, 2 not understood."""
    parser = argparse.ArgumentParser(prog="python app.py", description="Without a command, everything runs.")
    nouns = parser.add_subparsers(dest="noun", required=True, metavar="COMMAND")
    for noun in (flows, policies, users, api_tokens, metrics, recordings, models, speech, doctor):
        noun.add(nouns)
    for name, about in OTHERS.items():
        nouns.add_parser(name, help=about, description=about)
    try:
        wanted = parser.parse_args([command, *arguments])
    except SystemExit as stop:
        return int(stop.code or 0)
    try:
        result: int = wanted.do(Context(store, folder, clock, data, hearing, sounds), wanted)
        sys.stdout.flush()
    except BrokenPipeError:
        # Who reads has seen enough (`| head`); the interpreter's own last flush must not complain either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return result


# Commands that are processes, carried out by app.py; here only so that --help names them.
OTHERS = {
    "serve": "the web alone, with gunicorn",
    "worker": "the worker alone",
    "ears": "media streams alone, for many calls",
    "exchange": "the exchange alone",
    "call": "call a number from this terminal",
    "twilio": "setup or check a Twilio account",
}
