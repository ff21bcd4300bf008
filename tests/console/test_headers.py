"""Headers of every page."""

from __future__ import annotations

from dataclasses import replace

import pytest

from console.headers import policy
from console.parts import ConsoleSettings, Parts
from tests.console.centre import Centre

SDK = "https://sdk.example/voice/2.0/twilio.min.js"


@pytest.fixture
def settings(centre: Centre) -> ConsoleSettings:
    parts: Parts = centre.app.extensions["ramal-console"]
    return parts.settings


def rules(text: str) -> dict[str, set[str]]:
    return {rule.split()[0]: set(rule.split()[1:]) for rule in text.split("; ")}


def test_with_an_exchange_nothing_comes_from_elsewhere(settings: ConsoleSettings) -> None:
    found = rules(policy(replace(settings, voice_sdk_url=SDK)))
    assert found["default-src"] == found["script-src"] == {"'self'"}
    assert found["connect-src"] == {"'self'", "ws:", "wss:"}
    assert not any("unsafe" in source for sources in found.values() for source in sources)


def test_twilios_sdk_is_let_in_only_without_one(settings: ConsoleSettings) -> None:
    found = rules(policy(replace(settings, has_exchange=False, voice_sdk_url=SDK)))
    assert found["script-src"] == {"'self'", "https://sdk.example"}
    assert "https://*.twilio.com" in found["connect-src"]


def test_pages_carry_them_and_are_not_kept(centre: Centre) -> None:
    for path in ("/", "/sign-in", "/nothing-here"):
        headers = centre.client().get(path).headers
        assert "default-src 'self'" in headers["Content-Security-Policy"], path
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "no-store"


def test_no_page_has_a_script_or_style_of_its_own(centre: Centre) -> None:
    client = centre.client("adam")
    for path in ("/", "/desk", "/tickets", "/wallboard", "/reports", "/admin", "/admin/flows/acme"):
        page = client.get(path).text
        assert "<style" not in page
        assert " style=" not in page
        assert " onclick=" not in page
        assert page.count("<script") == page.count("<script src=") + page.count('<script type="module" src=')
