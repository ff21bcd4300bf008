"""What may be said of somebody who takes calls: ranked queues, skills with a level, a telephone. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from support.errors import Refused
from support.rules import numbers

TOP_LEVEL = 10
TOP_RANK = 9
LONGEST_TEAM = 40
NAME = re.compile(r"[a-z][a-z0-9_-]{0,63}")
_NUMBER = re.compile(r"\+[0-9]{7,15}")
# A user part, and a host with letters, digits, dots and dashes; ports and parameters as dial plans have them.
_SIP = re.compile(
    r"sips?:[A-Za-z0-9._%+~*#-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,100})(?::\d{1,5})?(?:;[\w=;.-]{1,40})?"
)


@dataclass(frozen=True)
class Profile:
    """`queues`: name to rank, 1 asked first. `skills`: name to level, 10 best.

    `endpoint`: "" is the browser; else a SIP address or an E.164 number. `team`: "" is none.
    """

    queues: Mapping[str, int] = field(default_factory=dict)
    skills: Mapping[str, int] = field(default_factory=dict)
    endpoint: str = ""
    is_active: bool = True
    team: str = ""


def check(profile: Profile, queues: Collection[str]) -> Profile:
    """The profile as it is kept; `queues` are those there are. Refused, with what is wrong first."""
    for queue, rank in profile.queues.items():
        if queue not in queues:
            raise Refused("no flow has a queue called '%(queue)s'", queue=queue)
        if not 1 <= rank <= TOP_RANK:
            raise Refused("a rank is 1 to %(top)s; '%(name)s' has %(n)s", top=TOP_RANK, name=queue, n=rank)
    for skill, level in profile.skills.items():
        if not NAME.fullmatch(skill):
            raise Refused("a skill is a word in small letters, like 'english'; not '%(skill)s'", skill=skill)
        if not 1 <= level <= TOP_LEVEL:
            raise Refused("a level is 1 to %(top)s; '%(name)s' has %(n)s", top=TOP_LEVEL, name=skill, n=level)
    return replace(
        profile,
        queues=dict(profile.queues),
        skills=dict(profile.skills),
        endpoint=endpoint(profile.endpoint),
        team=team(profile.team),
    )


def endpoint(written: str) -> str:
    """How an agent is rung: "" (the browser), `sip:…` or a number in E.164. Refused for anything else."""
    text = written.strip()
    if not text or _SIP.fullmatch(text):
        return text
    plain = re.sub(r"[\s().-]", "", text)
    number = numbers.e164(plain) if _NUMBER.fullmatch(plain) else ""
    if number and numbers.allowed(number, numbers.countries([number])):
        return number
    raise Refused(
        "a telephone is a number like +5511988887777 or an address like sip:ana@example.com; not '%(text)s'",
        text=text,
    )


def team(written: str) -> str:
    """A team's name as it is kept. Refused when it is too long for a heading."""
    name = " ".join(written.split())
    if len(name) > LONGEST_TEAM or not name.isprintable():
        raise Refused("a team's name has at most %(n)s letters", n=LONGEST_TEAM)
    return name


def endpoint_kind(address: str) -> Literal["browser", "sip", "number"]:
    if not address:
        return "browser"
    return "number" if address.startswith("+") else "sip"


def pair(written: str, otherwise: int = 1) -> tuple[str, int]:
    """`sales:2` as (sales, 2); without a figure it is `otherwise`. Refused when the figure is none."""
    name, colon, figure = written.partition(":")
    if not colon:
        return name.strip(), otherwise
    if not (figure.isascii() and figure.isdigit() and len(figure) <= 3):
        raise Refused(f"write it like {name.strip() or 'english'}:3; not {written!r}")
    return name.strip(), int(figure)
