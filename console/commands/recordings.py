"""`recordings rotate`: seals kept sounds under the newest key, one after the other, while calls go on."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from console.commands.context import Context
from support.errors import Refused
from support.services import sounds


def add(nouns: Any) -> None:
    verbs = nouns.add_parser("recordings", help="seal kept sounds under the newest key").add_subparsers(
        dest="verb", required=True, metavar="rotate"
    )
    verbs.add_parser("rotate", help="after a new key was put first in RAMAL_RECORDING_KEYS").set_defaults(
        do=rotate
    )


def rotate(context: Context, _wanted: argparse.Namespace) -> int:
    """May be stopped and begun again: what is under the newest key is left as it is."""
    done = left = 0
    with context.store.reading() as session:
        names = sounds.names(session)
    for recording_id, name in names:
        try:
            done += _rotate_one(context, recording_id, name)
        except (OSError, Refused) as error:
            left += 1
            print(f"recording {recording_id}: {error}", file=sys.stderr)
    print(f"{done} sealed under the newest key, {len(names) - done - left} were, {left} could not be")
    return 1 if left else 0


def _rotate_one(context: Context, recording_id: int, name: str) -> bool:
    """The row is held meanwhile, or a sound that is deleted now would be back."""
    with context.store.writing() as session:
        return sounds.is_kept(session, recording_id, name) and context.sounds.rotate(name)
