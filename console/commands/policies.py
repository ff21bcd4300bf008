"""`policies show|lint|publish`: what a centre promises after a call, looked at and put in force."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from console.commands.context import Context
from flows import policy_file
from flows.policy_checks import SAC
from support.services import flows as flow_service
from support.services import policies as service


def add(nouns: Any) -> None:
    verbs = nouns.add_parser("policies", help="show, lint, publish the centre's policies").add_subparsers(
        dest="verb", required=True, metavar="show|lint|publish"
    )
    verbs.add_parser("show", help="print what holds now").set_defaults(do=show)
    for name, do, about in (
        ("lint", lint, "say what is wrong with a file"),
        ("publish", publish, "check a file and put it in force"),
    ):
        verb = verbs.add_parser(name, help=about)
        verb.add_argument("file", type=Path)
        verb.set_defaults(do=do)


def show(context: Context, _wanted: argparse.Namespace) -> int:
    """As written: what is printed can be changed and published."""
    with context.store.reading() as session:
        print(service.text(session), end="")
    return 0


def lint(context: Context, wanted: argparse.Namespace) -> int:
    read = _read(context, wanted.file, notes=True)
    if read.publishable:
        print("ok")
    return 0 if read.publishable else 1


def publish(context: Context, wanted: argparse.Namespace) -> int:
    read = _read(context, wanted.file)
    if not read.publishable:
        print("not published: correct the errors first", file=sys.stderr)
        return 1
    with context.store.writing() as session:
        version = service.publish(session, read.source, None, context.clock())
    print(f"published policies, version {version}; clocks that run follow when their ticket next changes")
    return 0


def _read(context: Context, path: Path, notes: bool = False) -> policy_file.Read:
    with context.store.reading() as session:
        queues = flow_service.queue_names(session)
        under_sac = flow_service.recorded_under(session, SAC)
    read = policy_file.load(path, queues, under_sac)
    for finding in read.findings:
        if notes or finding.weight != "note":
            print(finding)
    return read
