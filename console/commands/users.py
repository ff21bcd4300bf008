"""`users add|list|set`: who signs in, what they may do, which calls they take."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from console.commands.context import Context
from support.rules.staff import Profile, pair
from support.services import people, staff

HEADINGS: tuple[str, ...] = ("login", "name", "role", "account", "telephone", "queues", "skills", "team")


def add(nouns: Any) -> None:
    about = "who signs in, and which calls they take"
    verbs = nouns.add_parser("users", help=about).add_subparsers(
        dest="verb", required=True, metavar="add|list|set"
    )
    verb = verbs.add_parser("add", help="a new account; the password is asked for")
    verb.add_argument("login")
    verb.add_argument("--name", default="")
    verb.add_argument("--role", default="agent", choices=people.ROLES)
    _profile_options(verb)
    verb.set_defaults(do=add_user)
    verbs.add_parser("list", help="everybody who signs in").set_defaults(do=list_users)
    verb = verbs.add_parser("set", help="change an account; what is not named stays; :0 takes away")
    verb.add_argument("login")
    verb.add_argument("--name", default="")
    verb.add_argument("--role", default="", choices=people.ROLES)
    _profile_options(verb)
    verb.add_argument("--password", action="store_true", help="a new password; it is asked for")
    active = verb.add_mutually_exclusive_group()
    active.add_argument("--on", dest="is_active", action="store_true", default=None, help="may sign in")
    active.add_argument("--off", dest="is_active", action="store_false", help="may not sign in any more")
    verb.set_defaults(do=set_user)


def _profile_options(verb: argparse.ArgumentParser) -> None:
    for option, about in (
        ("--queue", "takes calls of this queue, with a rank like sales:2 (1 is asked first); repeatable"),
        ("--skill", "can do this, with a level like english:3 (10 is best); repeatable"),
    ):
        verb.add_argument(option, action="append", default=[], metavar="NAME[:N]", help=about)
    about = "where calls ring: browser, a number like +5511988887777, or sip:ana@example.com"
    verb.add_argument("--endpoint", default=None, metavar="TELEPHONE", help=about)
    about = "figures are counted in this team from now on; '' is none"
    verb.add_argument("--team", default=None, metavar="NAME", help=about)


def add_user(context: Context, wanted: argparse.Namespace) -> int:
    queues, skills = _figures(wanted.queue), _figures(wanted.skill)
    password = _asked()
    with context.store.writing() as session:
        user = people.add_user(
            session, wanted.login, wanted.name, wanted.role, password, context.clock(), queues,
            skills=skills, endpoint=_endpoint(wanted.endpoint or ""), team=wanted.team or "",
        )  # fmt: skip
    print(f"added {user.login} ({user.role})")
    return 0


def list_users(context: Context, _wanted: argparse.Namespace) -> int:
    with context.store.reading() as session:
        found = staff.listing(session)
    rows = [HEADINGS, *(_row(line) for line in found)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    for row in rows:
        print("  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip())
    return 0


def set_user(context: Context, wanted: argparse.Namespace) -> int:
    password = _asked() if wanted.password else ""
    with context.store.writing() as session:
        line = staff.by_login(session, wanted.login)
        name, role = wanted.name or line.name, wanted.role or line.role
        if (name, role) != (line.name, line.role):
            staff.change_person(session, None, line.user_id, name, role, context.clock())
        staff.change(session, None, line.user_id, _changed(line.profile, wanted), context.clock())
        if wanted.password:
            people.change_password(session, None, wanted.login, password, context.clock())
        now = staff.one(session, line.user_id)
    print("  ".join(text for text in _row(now) if text))
    return 0


def _changed(profile: Profile, wanted: argparse.Namespace) -> Profile:
    return replace(
        profile,
        queues=_merged(profile.queues, _figures(wanted.queue)),
        skills=_merged(profile.skills, _figures(wanted.skill)),
        endpoint=profile.endpoint if wanted.endpoint is None else _endpoint(wanted.endpoint),
        is_active=profile.is_active if wanted.is_active is None else wanted.is_active,
        team=profile.team if wanted.team is None else wanted.team,
    )


def _merged(before: Any, changes: dict[str, int]) -> dict[str, int]:
    return {name: figure for name, figure in {**before, **changes}.items() if figure}


def _figures(written: Sequence[str]) -> dict[str, int]:
    return dict(pair(each) for each in written)


def _endpoint(written: str) -> str:
    return "" if written == "browser" else written


def _row(line: staff.StaffLine) -> tuple[str, ...]:
    profile = line.profile
    return (
        line.login,
        line.name,
        line.role,
        "on" if profile.is_active else "off",
        profile.endpoint or "browser",
        " ".join(f"{queue}:{rank}" for queue, rank in profile.queues.items()),
        " ".join(f"{skill}:{level}" for skill, level in profile.skills.items()),
        profile.team,
    )


def _asked() -> str:
    return getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
