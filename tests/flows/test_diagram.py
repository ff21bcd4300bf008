"""Pictures of the shipped flows."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from bench.synthetic import big_flow
from flows.diagram import to_svg, to_text
from flows.flow import Flow

SVG = "{http://www.w3.org/2000/svg}"


def test_svg_shows_every_step_and_its_kind(acme: Flow) -> None:
    root = ElementTree.fromstring(to_svg(acme))
    texts = [node.text for node in root.iter(f"{SVG}text")]
    for name in acme.steps:
        assert name in texts
    assert {"menu", "queue", "voicemail", "callback", "hang up", "when"} <= set(texts)
    assert "ask_cpf" in texts


def test_svg_is_accessible_and_follows_the_readers_colours(acme: Flow) -> None:
    root = ElementTree.fromstring(to_svg(acme))
    title, desc, style = root.find(f"{SVG}title"), root.find(f"{SVG}desc"), root.find(f"{SVG}style")
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "flowmap-title flowmap-desc"
    assert title is not None
    assert title.text == "Acme customer line"
    assert desc is not None
    assert style is not None
    assert "prefers-color-scheme:dark" in (style.text or "")
    rules = re.findall(
        r"([^{}]+)\{[^{}]*\}", (style.text or "").replace("@media (prefers-color-scheme:dark){", "")
    )
    assert all(rule.strip().startswith(".flowmap") for rule in rules), "a page around it keeps its own look"


def test_words_of_authors_are_escaped(small: Flow) -> None:
    steps = {**small.steps, "greeting": small.steps["greeting"].model_copy(update={"say": {"*": "\x01]]>"}})}
    odd = small.model_copy(update={"title": "<script>&\x1b", "steps": steps})
    assert "<script>" not in to_svg(odd)
    assert ElementTree.fromstring(to_svg(odd)).findtext(f"{SVG}title") == "<script>&�"


def test_text_of_the_small_flow(small: Flow) -> None:
    assert to_text(small).splitlines()[:5] == [
        "small: A small shop",
        "↓ greeting [say] Hello, this is the small shop.",
        "↓ main [menu] For sales, press 1. For repairs, press 2.",
        "├─ 1, else → sales_queue [queue] sales, offers callback",
        "│  ├─ next → hang up",
    ]


@pytest.mark.parametrize("width", [40, 100])
def test_text_fits_the_width_however_long_the_flow(width: int) -> None:
    text = to_text(Flow.model_validate(big_flow(300)), width)
    assert max(len(line) for line in text.splitlines()) <= width
    assert "s250" in text
