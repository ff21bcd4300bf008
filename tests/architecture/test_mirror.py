"""Tests mirror the tree: every module has its test file, and nothing is committed that should not be."""

from __future__ import annotations

import re

import pytest

from tests.architecture.source import ROOT, modules, tracked

TOP = {
    ".ci", ".gitignore", "CHANGELOG.md", "README.md", "api", "app.py", "bench", "console", "deploy", "docs",
    "exchange", "flows", "ivr", "recordings", "requirements-dev.txt", "requirements.txt", "speech",
    "support", "tests", "webhooks",
}  # fmt: skip
EXEMPT = ("__init__.py", "__main__.py", "support/store/migrations/env.py")


@pytest.mark.parametrize("name", [name for name in modules() if not name.endswith(EXEMPT)])
def test_every_module_has_its_test_file(name: str) -> None:
    folder, _, file = name.rpartition("/")
    expected = ROOT / "tests" / folder / f"test_{file}"
    assert expected.is_file(), f"tests/{folder}/test_{file} is missing"


def test_the_top_level_is_closed() -> None:
    assert {name.split("/")[0] for name in tracked()} <= TOP


def test_nothing_of_others_and_nothing_of_the_machine_is_committed() -> None:
    machine = re.compile(r"/(?:root|home/[a-z]+)/|/work/(?:main|shared)|pypi\.(?:org|python)")
    own = "tests/architecture/test_mirror.py"
    texts = (".py", ".md", ".txt", ".html", ".js", ".css", ".yaml", ".ini", ".toml", ".svg")
    found = [
        name
        for name in tracked()
        if name.endswith(texts) and name != own and machine.search((ROOT / name).read_text(encoding="utf-8"))
    ]
    assert found == []


def test_requirements_are_pinned() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        for line in (ROOT / name).read_text().splitlines():
            wanted = line.split("#")[0].strip()
            if wanted and not wanted.startswith("-r"):
                assert "==" in wanted, f"{name}: {wanted}"
