"""`models list|get`: which languages can be heard on this machine, and fetching Vosk's official models."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from console.commands.context import Context
from speech.downloads import OFFERS, FetchError, get
from speech.models import installed, problem, title

_MB = 1_000_000
_BAR = 30


def add(nouns: Any) -> None:
    verbs = nouns.add_parser("models", help="list and fetch speech models").add_subparsers(
        dest="verb", required=True, metavar="list|get"
    )
    verbs.add_parser("list", help="what is installed and what can be had").set_defaults(do=show)
    verb = verbs.add_parser("get", help="fetch Vosk's official small models")
    verb.add_argument("language", nargs="+", help=", ".join(OFFERS))
    verb.set_defaults(do=fetch)


def show(context: Context, _wanted: argparse.Namespace) -> int:
    """Exit code 1 when an installed model is broken."""
    models = installed(context.data)
    broken = [_print_model(language, path) for language, path in models]
    languages = {language for language, _ in models}
    for offer in OFFERS.values():
        if offer.language not in languages:
            print(f"{offer.language:3} none; python app.py models get {offer.language} ", end="")
            print(f"({offer.name}, {offer.size / _MB:.0f} MB)")
    return 1 if any(broken) else 0


def _print_model(language: str, path: Path) -> bool:
    wrong = problem(path)
    size = sum(file.stat().st_size for file in path.rglob("*") if file.is_file()) / _MB
    print(
        f"{language or '?':3} {title(path)}, {size:.0f} MB, {'broken' if wrong else 'whole'}: {wrong or path}"
    )
    return bool(wrong)


def fetch(context: Context, wanted: argparse.Namespace) -> int:
    for language in wanted.language:
        progress = _Progress(language)
        try:
            path = get(language, context.data, progress)
        except FetchError as error:
            progress.end()
            print(error, file=sys.stderr)
            return 1
        progress.end()
        print(f"{path.name} is in {path.parent}; it is used from the next start")
    return 0


class _Progress:
    """A bar on a terminal; elsewhere a line for every tenth."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._shown = -1
        self._bar = sys.stderr.isatty()

    def __call__(self, here: int, size: int) -> None:
        percent = here * 100 // size
        step = percent if self._bar else percent // 10
        if step == self._shown:
            return
        self._shown = step
        if self._bar:
            filled = "#" * (percent * _BAR // 100)
            text = f"\r{self._language} [{filled:{_BAR}}] {percent:3} % of {size / _MB:.0f} MB"
            print(text, end="", flush=True, file=sys.stderr)
        else:
            print(f"{self._language}: {percent} % of {size / _MB:.0f} MB", flush=True, file=sys.stderr)

    def end(self) -> None:
        if self._bar and self._shown >= 0:
            print(file=sys.stderr)
