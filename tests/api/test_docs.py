"""docs/api.md says what is true: its verifier, its events, its commands."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

from api.shell import routes
from support.rules import hooks

TEXT = (Path(__file__).resolve().parent.parent.parent / "docs" / "api.md").read_text(encoding="utf-8")


def test_the_verifier_tells_ours_from_others() -> None:
    [code] = re.findall(r"```python\n(.*?)```", TEXT, flags=re.S)
    names: dict[str, Any] = {}
    exec(code, names)  # as a reader would
    header = hooks.signature("whsec_x", int(time.time()), b"{}")
    assert names["is_ramal"]("whsec_x", header, b"{}")
    assert not names["is_ramal"]("whsec_y", header, b"{}")
    assert not names["is_ramal"]("whsec_x", header, b"{ }")
    assert not names["is_ramal"]("whsec_x", hooks.signature("whsec_x", 1, b"{}"), b"{}"), "an old one"


def test_every_event_is_told() -> None:
    for event in hooks.EVENTS:
        noun, _, what = event.partition(".")
        assert f"`{event}`" in TEXT or (f"`{noun}." in TEXT and f"`.{what}`" in TEXT), event


def test_its_addresses_are_there() -> None:
    known = [re.sub(r"<[^>]+>", "[^/?]+", route.rule) for route in routes()]
    for path in re.findall(r"/api/v1(/[^\s\"\'?`]+)", TEXT):
        assert any(re.fullmatch(rule, path) for rule in known), path
