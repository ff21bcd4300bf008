"""`speech review|label|unlabel`: words that were not understood, and saying what they meant."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from console.commands.context import Context
from support.errors import NotFound
from support.services import flows, learning
from support.services.learning import NOT_AN_INTENT, UtteranceLine
from support.store.base import Session

BY = "command line"
LIMIT, MOST = 50, 5000
_HEAD = ("ID", "WHEN", "FLOW", "STEP", "LANGUAGE", "GUESS", "RESULT", "LABEL", "WORDS")


def add(nouns: Any) -> None:
    verbs = nouns.add_parser("speech", help="what was not understood, and what it meant").add_subparsers(
        dest="verb", required=True, metavar="review|label|unlabel"
    )
    verb = verbs.add_parser("review", help="list words that were not understood, newest first")
    verb.add_argument("flow", nargs="?", default="", help="of this flow only")
    verb.add_argument("--labelled", action="store_true", help="those that have a label already")
    verb.add_argument("--limit", type=_limit, default=LIMIT, help=f"lines at most, {LIMIT} unless told")
    verb.set_defaults(do=review)
    verb = verbs.add_parser("label", help="say what words meant; the flow learns it when it is published")
    verb.add_argument("id", type=int)
    verb.add_argument("intent", help=f"an intent of the flow, or {NOT_AN_INTENT}: none of them")
    verb.set_defaults(do=label)
    verb = verbs.add_parser("unlabel", help="take a label back")
    verb.add_argument("id", type=int)
    verb.set_defaults(do=label, intent="")


def review(context: Context, wanted: argparse.Namespace) -> int:
    with context.store.reading() as session:
        rows = learning.review(session, wanted.flow, labelled=wanted.labelled, limit=wanted.limit)
        if wanted.flow and not rows and not flows.versions(session, wanted.flow):
            raise NotFound(f"no flow is called {wanted.flow!r}")
        zone = ZoneInfo(flows.timezone(session))
        intents = _intents(session, rows)
    if not rows:
        print("nothing is labelled" if wanted.labelled else "nothing waits for a label")
        return 0
    _print_table([_HEAD, *(_cells(row, zone) for row in rows)])
    print(f"\n{_count(len(rows), wanted.limit)}")
    print("\n".join(() if wanted.labelled else intents))
    return 0


def _count(rows: int, limit: int) -> str:
    return f"{rows} lines" + (", there may be more: --limit N" if rows == limit else "")


def _intents(session: Session, rows: Iterable[UtteranceLine]) -> list[str]:
    """How to label, for each flow that is listed."""
    return [_usage(session, flow) for flow in dict.fromkeys(row.flow for row in rows)]


def _usage(session: Session, flow: str) -> str:
    meanings = "|".join((*learning.intents(session, flow), NOT_AN_INTENT))
    return f"python app.py speech label ID {meanings}  ({flow})"


def label(context: Context, wanted: argparse.Namespace) -> int:
    with context.store.writing() as session:
        learning.label(session, wanted.id, wanted.intent, BY, context.clock())
    if wanted.intent:
        print(f"{wanted.id} means {wanted.intent}; the flow learns it when it is published again")
    else:
        print(f"{wanted.id} waits for a label again")
    return 0


def _cells(row: UtteranceLine, zone: ZoneInfo) -> tuple[str, ...]:
    guess = f"{row.intent} {row.score:.2f}" if row.intent else "-"
    when = f"{row.at.astimezone(zone):%Y-%m-%d %H:%M}"
    facts = (row.flow, row.step, row.language, guess, row.result, row.label or "-", _printable(row.text))
    return str(row.id), when, *facts


def _printable(text: str) -> str:
    """What comes from a telephone must not steer a terminal."""
    return "".join(each if each.isprintable() else " " for each in text)


def _print_table(rows: Sequence[Sequence[str]]) -> None:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _limit(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= MOST):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 to {MOST}")
    return int(text)
