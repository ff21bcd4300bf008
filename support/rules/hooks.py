"""What an outgoing webhook is: its events, its signature, when it is tried again, where it may go."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
from collections.abc import Iterable
from datetime import timedelta
from urllib.parse import urlsplit

from support.errors import Refused

EVENTS = (
    "call.started", "call.ended",
    "ticket.opened", "ticket.changed", "ticket.commented", "ticket.replied", "ticket.answered",
    "ticket.solved", "ticket.merged", "ticket.warned", "ticket.breached",
    "recording.filed", "recording.deleted",
    "callback.promised", "callback.connected", "callback.missed", "callback.cancelled", "callback.expired",
    "wallboard.alarm", "report.ready",
)  # fmt: skip
TEST = "ramal.test"
EVERYTHING = "*"
LONGEST_URL = 500
_SPACING_S = (10, 30, 60, 300, 900, 1800, 3600, 7200, 14_400, 28_800, 28_800)  # together about a day


def wants(events: Iterable[object], event: str) -> bool:
    """`events` of a hook: names, kinds like `ticket.*`, or `*`. A test reaches everybody."""
    kind = event.partition(".")[0] + ".*"
    return event == TEST or any(each in (EVERYTHING, kind, event) for each in events)


def check_events(events: Iterable[str]) -> list[str]:
    """The same, once each and in order; raises Refused for what never happens."""
    wanted = sorted(set(events))
    known = {EVERYTHING, *EVENTS, *(name.partition(".")[0] + ".*" for name in EVENTS)}
    for name in wanted:
        if name not in known:
            raise Refused("there is no event %(name)s", name=name[:60])
    if not wanted:
        raise Refused("choose at least one event")
    return wanted


def signature(secret: str, at: int, body: bytes) -> str:
    """Header `Ramal-Signature`: the second of sending, and HMAC-SHA256 of `SECOND.BODY` in hex."""
    digest = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


def pause(attempts: int) -> timedelta | None:
    """How long to wait after so many tries that failed; None: it is given up."""
    return timedelta(seconds=_SPACING_S[attempts - 1]) if attempts <= len(_SPACING_S) else None


def check_url(url: str, *, inside: bool = False) -> str:
    """An address that may be told of events; `inside`: also http and addresses of this network.

    Only its shape: to which machine its name leads is known when something is sent. Raises Refused.
    """
    url = url.strip()
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise Refused("this is no address") from None
    plain = url.isascii() and url.isprintable() and not any(each in url for each in " \\")
    if len(url) > LONGEST_URL or not plain or not host or parts.fragment:
        raise Refused("this is no address")
    if parts.username is not None or parts.password is not None:
        raise Refused("an address has no log-in in it; the signature says who we are")
    if parts.scheme != "https" and not (inside and parts.scheme == "http"):
        raise Refused("an address begins with https://")
    if not inside and _is_inside(host):
        raise Refused("this address is inside our own network")
    return url


def may_reach(address: str, *, inside: bool = False) -> bool:
    """An IP address that something may be sent to."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        wrapped = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if wrapped or found in _NAT64:
            inner = wrapped or ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
            return may_reach(str(inner), inside=inside)
    if found.is_multicast or found.is_unspecified or found.is_reserved:
        return False
    return inside or found.is_global


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def _is_inside(host: str) -> bool:
    """By its name alone."""
    host = host.rstrip(".").lower()
    if host == "localhost" or host.endswith((".localhost", ".local", ".internal")):
        return True
    try:
        ipaddress.ip_address(host)
    except ValueError:
        # 127.1, 2130706433 and 0x7f000001 are addresses to some resolvers.
        last = host.rpartition(".")[2]
        return last.isdecimal() or last.startswith("0x")
    return not may_reach(host)
