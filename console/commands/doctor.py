"""`doctor`: is this installation in order? One line a check; what is wrong says what to do."""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Iterator
from typing import Any

from console.commands.context import Context
from support.services import flows, listening, people


def add(nouns: Any) -> None:
    nouns.add_parser("doctor", help="check this installation").set_defaults(do=examine)


def examine(context: Context, _wanted: argparse.Namespace) -> int:
    checks = list(_checks(context))
    for right, text in checks:
        print(f"{'ok ' if right else 'NO '} {text}")
    return 0 if all(right for right, _ in checks) else 1


def _checks(context: Context) -> Iterator[tuple[bool, str]]:
    yield context.store.answers(), "the database answers"
    with context.store.reading() as session:
        published, users = flows.published(session), people.users(session)
    numbers = [number for line in published for number in line.numbers]
    yield (
        bool(numbers),
        f"{len(numbers)} numbers are answered by a flow"
        if numbers
        else ("no flow is published: python app.py flows publish FILE"),
    )
    yield (
        bool(users),
        f"{len(users)} people can sign in" if users else ("nobody can sign in: python app.py users add NAME"),
    )
    yield from _who_hears(context)
    yield (
        True,
        "espeak-ng speaks for the exchange"
        if shutil.which("espeak-ng")
        else ("espeak-ng is not installed: the web phone speaks with the browser's voice"),
    )


def _who_hears(context: Context) -> Iterator[tuple[bool, str]]:
    with context.store.reading() as session:
        languages = listening.languages(session)
    for language, engine, sentence in context.hearing.report(languages):
        yield engine != "off" or context.hearing.is_switched_off(language), f"{language}: {sentence}"
