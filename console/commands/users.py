"""`users add`: somebody new who signs in."""

from __future__ import annotations

import argparse
import getpass
import sys
from typing import Any

from console.commands.context import Context
from support.services import people


def add(nouns: Any) -> None:
    verbs = nouns.add_parser("users", help="add somebody who signs in").add_subparsers(
        dest="verb", required=True, metavar="add"
    )
    verb = verbs.add_parser("add", help="a new account; the password is asked for")
    verb.add_argument("login")
    verb.add_argument("--name", default="")
    verb.add_argument("--role", default="agent", choices=people.ROLES)
    verb.add_argument("--queue", action="append", default=[], help="takes calls of this queue; repeatable")
    verb.set_defaults(do=add_user)


def add_user(context: Context, wanted: argparse.Namespace) -> int:
    password = getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    with context.store.writing() as session:
        user = people.add_user(
            session, wanted.login, wanted.name, wanted.role, password, context.clock(), tuple(wanted.queue)
        )
    print(f"added {user.login} ({user.role})")
    return 0
