"""Reads one TwiML document, strictly: what the grammar does not know is refused with Twilio's code."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass

from exchange.twiml.grammar import GRAMMAR, SSML, Shape

MAX_BYTES = 64 * 1024


class TwimlError(Exception):
    """code: of reference section 2.8."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Element:
    """One verb or noun. text is stripped; SSML inside <Say> is flattened into it."""

    name: str
    attributes: Mapping[str, str]
    text: str = ""
    children: tuple[Element, ...] = ()

    def get(self, name: str, default: str = "") -> str:
        return self.attributes.get(name, default)

    def flag(self, name: str, default: bool) -> bool:
        return self.get(name, "true" if default else "false") == "true"

    def whole(self, name: str, default: int) -> int:
        return int(self.get(name, str(default)))

    def all(self, name: str) -> list[Element]:
        return [child for child in self.children if child.name == name]


def parse(body: bytes | str) -> tuple[Element, ...]:
    """The verbs of a document. Raises TwimlError 11750, 11770, 12100, 12102, 12200, 13320, 13520."""
    data = body.encode() if isinstance(body, str) else body
    if len(data) > MAX_BYTES:
        raise TwimlError(11750, "response body too large")
    if not data.strip():
        raise TwimlError(11770, "empty response body")
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise TwimlError(12100, "document type declarations are not allowed")
    try:
        root = ET.fromstring(data)  # noqa: S314 - no entities reach it
    except ET.ParseError as error:
        raise TwimlError(12100, f"document parse failure: {error}") from error
    if root.tag != "Response":
        raise TwimlError(12102, f"root element is <{root.tag}>, not <Response>")
    return _element(root, "").children


def _element(node: ET.Element, parent: str) -> Element:
    shape = GRAMMAR[node.tag]
    _check_attributes(node, shape)
    text = " ".join("".join(node.itertext()).split()) if node.tag == "Say" else _own_text(node)
    if text and (shape.text is None or not shape.text(text)):
        raise TwimlError(12200, f"text not allowed in <{node.tag}>: {text[:40]!r}")
    for child in node:
        _check_child(node, child, shape)
    children = () if node.tag == "Say" else tuple(_element(child, node.tag) for child in node)
    element = Element(node.tag, dict(node.attrib), text, children)
    _check_whole(element, shape, parent)
    return element


def _own_text(node: ET.Element) -> str:
    return ((node.text or "") + "".join(child.tail or "" for child in node)).strip()


def _check_attributes(node: ET.Element, shape: Shape) -> None:
    for name, value in node.attrib.items():
        check = shape.attributes.get(name)
        if check is None:
            raise TwimlError(12200, f"attribute {name!r} is not allowed in <{node.tag}>")
        if not check(value):
            raise TwimlError(12200, f"{value!r} is not allowed for {name!r} in <{node.tag}>")
    for name in shape.required:
        if name not in node.attrib:
            raise TwimlError(12200, f"<{node.tag}> needs {name!r}")


def _check_child(node: ET.Element, child: ET.Element, shape: Shape) -> None:
    if child.tag not in shape.children:
        code = 13320 if node.tag == "Gather" and child.tag in GRAMMAR else 12200
        raise TwimlError(code, f"<{child.tag}> is not allowed in <{node.tag}>")
    if node.tag == "Say":
        _check_ssml(child)


def _check_ssml(node: ET.Element) -> None:
    for child in node:
        if child.tag not in SSML:
            raise TwimlError(12200, f"<{child.tag}> is not allowed in <{node.tag}>")
        _check_ssml(child)


def _check_whole(element: Element, shape: Shape, parent: str) -> None:
    kinds = {child.name for child in element.children}
    if shape.one_kind and len(kinds) + bool(element.text) != 1:
        raise TwimlError(12200, f"<{element.name}> needs one kind of content")
    if element.name == "Say" and not element.text:
        raise TwimlError(13520, "nothing to <Say>")
    if element.name == "Say" and len(element.text) > 4096:
        raise TwimlError(13521, "text to <Say> is too long")
    if element.name == "Play" and parent == "Gather" and "digits" in element.attributes:
        raise TwimlError(12200, "no digits in a <Play> inside <Gather>")
    if element.name == "Reject" and parent != "Response":
        raise TwimlError(12200, "<Reject> stands alone")
