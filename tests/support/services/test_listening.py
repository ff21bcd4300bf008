"""Languages in which published flows hear words."""

from __future__ import annotations

import pytest

from support.services import flows, listening
from support.store.base import Store
from tests.support.centre import Centre, parsed

HEARS = """
ramal: 1
flow: shop
title: A shop
languages: [en-US, pt-BR]
timezone: UTC
start: main
queues: {sales: {title: Sales}}
intents:
  sales: {en-US: [i want to buy], pt-BR: [quero comprar]}
steps:
  main:
    menu: For sales, say sales or press 1.
    input: keypad and speech
    options:
      - {key: "1", intent: sales, next: sales}
    else: bye
  sales: {queue: sales, else: bye}
  bye: {hang up: Bye.}
"""
ASKS = """  main:
    ask: wish
    prompt: How can we help?
    next: sales
    else: bye
"""
MENU = HEARS[HEARS.index("  main:") : HEARS.index("  sales: {queue")]


def with_speech(wish: str) -> str:
    return HEARS.replace("start: main\n", f"start: main\nspeech: {wish}\n")


@pytest.mark.parametrize(
    ("text", "languages"),
    [
        (HEARS, ["en-US", "pt-BR"]),
        (HEARS.replace("keypad and speech", "speech"), ["en-US", "pt-BR"]),
        (HEARS.replace("keypad and speech", "keypad"), []),
        (HEARS.replace(MENU, ASKS), ["en-US", "pt-BR"]),
        (with_speech("vosk"), ["en-US", "pt-BR"]),
        (with_speech("twilio"), []),
        (with_speech("{en-US: twilio}"), ["pt-BR"]),
        (with_speech('{en-US: "off", pt-BR: vosk}'), ["pt-BR"]),
    ],
)
def test_languages_are_those_whose_words_a_flow_wants(store: Store, text: str, languages: list[str]) -> None:
    centre = Centre(store)
    centre.publish(text)
    with store.reading() as session:
        assert listening.languages(session) == dict.fromkeys(languages, ("A shop",))


def test_only_the_newest_version_counts_and_every_flow(centre: Centre) -> None:
    centre.publish(HEARS)
    centre.publish(HEARS.replace("flow: shop", "flow: store").replace("A shop", "A store"))
    centre.publish(HEARS.replace("keypad and speech", "keypad"))
    with centre.store.reading() as session:
        assert listening.languages(session) == {"en-US": ("A store",), "pt-BR": ("A store",)}


def test_a_sub_flow_that_hears_words(centre: Centre) -> None:
    outer = parsed()
    outer.subflows["shop"] = parsed(HEARS)
    centre.do(flows.publish, outer, "", "ana", centre.now)
    with centre.store.reading() as session:
        assert list(listening.languages(session)) == ["en-US", "pt-BR"]


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        (HEARS, []),
        (with_speech("vosk"), []),
        (with_speech("{en-US: twilio}"), [("en-US", "twilio", "A shop")]),
        (with_speech('"off"'), [("en-US", "off", "A shop"), ("pt-BR", "off", "A shop")]),
        (with_speech("twilio").replace("keypad and speech", "keypad"), []),
    ],
)
def test_what_a_flow_chose_itself(store: Store, text: str, chosen: list[tuple[str, str, str]]) -> None:
    centre = Centre(store)
    centre.publish(text)
    with store.reading() as session:
        assert listening.chosen(session) == chosen
