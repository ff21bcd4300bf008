"""`api-tokens add|list|revoke`: which programs may use the API."""

from __future__ import annotations

import argparse
from typing import Any

from console.commands.context import Context
from support.errors import Refused
from support.services import api_tokens

HEADINGS = ("id", "name", "begins with", "last used", "state", "scopes")


def add(nouns: Any) -> None:
    about = "which programs may use the API"
    verbs = nouns.add_parser("api-tokens", help=about).add_subparsers(
        dest="verb", required=True, metavar="add|list|revoke"
    )
    verb = verbs.add_parser("add", help="a new token, printed once")
    verb.add_argument("name", help="the program that it is for")
    verb.add_argument(
        "--scope", action="append", default=[], metavar="SCOPE",
        help=f"what it may; repeatable: {', '.join(api_tokens.SCOPES)}",
    )  # fmt: skip
    verb.set_defaults(do=add_token)
    verbs.add_parser("list", help="all of them, also those revoked").set_defaults(do=list_tokens)
    verb = verbs.add_parser("revoke", help="refuse a token from now on")
    verb.add_argument("id", help="as `list` shows it")
    verb.set_defaults(do=revoke_token)


def add_token(context: Context, wanted: argparse.Namespace) -> int:
    with context.store.writing() as session:
        _, token = api_tokens.make(session, wanted.name, wanted.scope, None, context.clock())
    print(token)
    return 0


def list_tokens(context: Context, _wanted: argparse.Namespace) -> int:
    with context.store.reading() as session:
        found = api_tokens.listing(session)
    rows = [HEADINGS, *(_row(each) for each in found)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    for row in rows:
        print("  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip())
    return 0


def revoke_token(context: Context, wanted: argparse.Namespace) -> int:
    if not (wanted.id.isascii() and wanted.id.isdecimal() and len(wanted.id) < 10):
        raise Refused("which one? `api-tokens list` shows their numbers")
    with context.store.writing() as session:
        row = api_tokens.revoke(session, int(wanted.id), None, context.clock())
    print(f"revoked {row.name}")
    return 0


def _row(token: api_tokens.ApiToken) -> tuple[str, ...]:
    used = token.last_used_at.isoformat(sep=" ", timespec="minutes") if token.last_used_at else "never"
    state = "revoked" if token.revoked_at else "good"
    return str(token.id), token.name, f"{token.prefix}…", used, state, " ".join(map(str, token.scopes))
