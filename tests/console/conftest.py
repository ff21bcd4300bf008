"""The console's fixtures: a centre, browsers of its people, and a real one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Response
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from playwright.sync_api import Browser, Page, sync_playwright

from tests.console.browser import ARGUMENTS, VOICE, Site
from tests.console.centre import PASSWORD, START, Centre, Clock, build, seed


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file to copy: making the tables takes longer than most tests."""
    password = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(PASSWORD)
    return seed(tmp_path_factory.mktemp("seeded"), password)


@pytest.fixture
def centre(tmp_path: Path, seeded: Path) -> Iterator[Centre]:
    shutil.copy(seeded, tmp_path / seeded.name)
    built = build(tmp_path, Clock(START))
    # Each application compiles its templates anew; with this, each template is compiled once.
    built.app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(seeded.parent))
    yield built
    built.store.close()


@pytest.fixture
def ana(centre: Centre) -> FlaskClient:
    """An agent's browser."""
    return centre.client("ana")


@pytest.fixture
def sue(centre: Centre) -> FlaskClient:
    """A supervisor's."""
    return centre.client("sue")


@pytest.fixture
def adam(centre: Centre) -> FlaskClient:
    """An admin's."""
    return centre.client("adam")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not path:
        if os.environ.get("CI") == "true":
            pytest.fail("Chromium is missing")
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture
def site(centre: Centre) -> Iterator[Site]:
    def voice() -> Response:
        return Response(VOICE, mimetype="text/javascript")

    centre.app.add_url_rule("/phone/static/voice.js", "voice", voice)
    served = Site(centre)
    yield served
    served.down()


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-US")
    context.set_default_timeout(15_000)
    opened = context.new_page()
    yield opened
    context.close()
