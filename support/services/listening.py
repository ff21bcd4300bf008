"""In which languages published flows want to hear words, whoever may hear them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from speech.choice import Hearing
from support.store import flows as store
from support.store.base import Session

Document = Mapping[str, Any]


def languages(session: Session) -> dict[str, tuple[str, ...]]:
    """Language to the titles of the flows that hear words in it. Flows that chose otherwise are left out."""
    found: dict[str, list[str]] = {}
    for row in store.all_newest(session):
        for language in _heard(row.document):
            found.setdefault(language, []).append(row.title)
    return {language: tuple(titles) for language, titles in found.items()}


def chosen(session: Session) -> list[tuple[str, str, str]]:
    """Where a flow itself says what hears a language: (language, twilio or off, the flow's title)."""
    return [
        (language, wish, row.title)
        for row in store.all_newest(session)
        for language in row.document["languages"]
        if (wish := _wish(row.document, language)) in ("twilio", "off")
        and any(_hears_words(step) for step in _steps(row.document))
    ]


def report(session: Session, hearing: Hearing) -> list[tuple[str, str, str]]:
    """(language, engine, sentence) for each language of the published flows, for whoever runs this."""
    said = {"twilio": "Twilio hears", "off": "keys only"}
    chose = [
        (language, wish, f"{said[wish]}, as the flow {title} says")
        for language, wish, title in chosen(session)
    ]
    return [*hearing.report(languages(session)), *chose]


def _heard(document: Document) -> list[str]:
    if not any(_hears_words(step) for step in _steps(document)):
        return []
    return [each for each in document["languages"] if _wish(document, each) in ("", "vosk")]


def _steps(document: Document) -> Iterator[Document]:
    yield from document["steps"].values()
    for sub in document.get("subflows", {}).values():
        yield from _steps(sub)


def _hears_words(step: Document) -> bool:
    return "ask" in step or "speech" in step.get("input", "")


def _wish(document: Document, language: str) -> str:
    wish = document.get("speech") or ""
    return str(wish.get(language, "")) if isinstance(wish, dict) else str(wish)
