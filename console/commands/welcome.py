"""What the program says when it starts: where to go, which numbers to call, who hears, how to sign in."""

from __future__ import annotations

from collections.abc import Sequence

from support.services import flows, intents
from support.settings import Settings
from support.store.base import Store

Logins = Sequence[tuple[str, str, str]]
Hears = Sequence[tuple[str, str, str]]


def told(version: str, settings: Settings, store: Store, hears: Hears, logins: Logins) -> str:
    """With the numbers that are published now."""
    with store.reading() as session:
        numbers = [(number, line.title) for line in flows.published(session) for number in line.numbers]
    return welcome(version, settings.port, numbers, hears, logins, has_exchange=settings.has_exchange)


def welcome(
    version: str,
    port: int,
    numbers: Sequence[tuple[str, str]],
    hears: Hears,
    logins: Logins,
    *,
    has_exchange: bool,
) -> str:
    """`numbers`: (number, title) of published flows; `logins`: (log-in, password, role)."""
    base = f"http://127.0.0.1:{port}"
    lines = [f"Ramal {version} is running.", ""]
    if has_exchange:
        lines += [f"  Call from a web phone   {base}/phone"]
        lines += [f"  … or from a terminal    python app.py call {numbers[0][0] if numbers else ''}"]
    lines += [f"  Take calls at the desk  {base}/desk", f"  Tickets, wallboard …    {base}/", ""]
    lines += [f"  Number  {number}  {title}" for number, title in numbers]
    lines += ["", who_hears(hears)]
    lines += ["", *(f"  Log in  {login} / {password}  ({role})" for login, password, role in logins)]
    return "\n".join([*lines, "", "Ctrl-C stops it."])


def who_hears(hears: Hears) -> str:
    """For each language of the published flows: Vosk, Twilio, or keys only."""
    lines = [f"  Speech  {language}  {sentence}" for language, _, sentence in hears]
    return "\n".join([*lines, f"  Intents are found {intents.found_by()}"] if lines else lines)
