"""What is shipped for many machines: it parses, its commands exist, its settings are known. No containers."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
from configparser import RawConfigParser
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

import app
from support.settings import KNOWN, NAMED, read_settings
from tests.architecture.source import PACKAGES, tree
from tests.conftest import ROOT

DEPLOY = ROOT / "deploy"
OURS = ("web", "worker", "ears")
UNITS = sorted(DEPLOY.glob("ramal-*.service"))


@pytest.fixture
def compose() -> dict[str, Any]:
    found: dict[str, Any] = YAML(typ="safe").load((DEPLOY / "compose.yaml").read_text())
    return found


def example() -> dict[str, str]:
    """The settings of the example file, those in comments too."""
    lines = (DEPLOY / "ramal.env.example").read_text().splitlines()
    found = (re.fullmatch(r"#?([A-Z_]+)=(.*)", line) for line in lines)
    return {match[1]: match[2] for match in found if match}


def unit(path: Path) -> RawConfigParser:
    parsed = RawConfigParser(strict=False)
    parsed.optionxform = str  # type: ignore[assignment, method-assign]
    parsed.read_string(path.read_text())
    return parsed


@pytest.mark.parametrize("name", OURS)
def test_composes_commands_exist_and_its_settings_are_known(compose: dict[str, Any], name: str) -> None:
    service = compose["services"][name]
    assert service["command"][0] in app.PROCESSES
    assert set(service["environment"]) <= set(KNOWN)


def test_compose_has_everything_that_it_mentions(compose: dict[str, Any]) -> None:
    services, volumes = compose["services"], compose["volumes"]
    assert set(services) == {*OURS, "proxy", "postgres", "redis"}
    for service in services.values():
        assert set(service.get("depends_on", ())) <= set(services)
        for volume in service.get("volumes", ()):
            source = volume.split(":")[0]
            assert source in volumes or (DEPLOY / source).is_file(), volume
    assert (DEPLOY / services["web"]["build"]["context"] / services["web"]["build"]["dockerfile"]).is_file()


def test_the_proxy_knows_who_is_there(compose: dict[str, Any]) -> None:
    targets = re.findall(r"reverse_proxy (\w+):(\d+)", (DEPLOY / "Caddyfile").read_text())
    assert {name for name, _ in targets} == {"web", "ears"}
    assert {port for _, port in targets} == {"5000"}
    assert "5000" in (DEPLOY / "Dockerfile").read_text()
    assert "PORT" not in compose["services"]["web"]["environment"]


def test_the_image_holds_what_the_program_imports() -> None:
    """The exchange stays at home."""
    copied = set(re.findall(r"^COPY (\w+) \w+$", (DEPLOY / "Dockerfile").read_text(), re.M))
    needed = {
        (node.module or "").split(".")[0] for node in tree("app.py").body if isinstance(node, ast.ImportFrom)
    } & set(PACKAGES)
    assert needed <= copied
    assert "exchange" not in copied


def test_the_examples_settings_are_known_and_make_a_centre(tmp_path: Path) -> None:
    given = example()
    assert {name for name in given if not name.startswith("AWS_")} <= set(KNOWN)  # those are for S3's client
    filled = {name: value or "x" for name, value in given.items()} | {"RAMAL_HOOKS_INSIDE": "yes"}
    settings = read_settings(filled | {"RAMAL_DATA": str(tmp_path)})
    assert (settings.has_exchange, settings.is_demo) == (False, False)
    assert settings.redis_url


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_a_units_command_exists_and_its_settings_are_known(path: Path) -> None:
    parsed = unit(path)
    command = parsed["Service"]["ExecStart"].split()[-1]
    assert command in app.PROCESSES
    names = re.findall(r"^Environment=(\w+)=", path.read_text(), re.M)
    assert set(names) <= set(KNOWN)


def test_units_on_one_machine_have_ports_of_their_own() -> None:
    assert [path.stem for path in UNITS] == ["ramal-ears", "ramal-web", "ramal-worker"]
    ports = re.findall(r"^Environment=PORT=(\d+)", "".join(path.read_text() for path in UNITS), re.M)
    assert len(ports) == len(set(ports)) == 2


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is missing")
@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_systemd_finds_no_fault(path: Path) -> None:
    command = ["systemd-analyze", "verify", str(path)]
    told = subprocess.run(command, capture_output=True, text=True, check=False).stderr
    # The program is not installed where its unit says: nothing else may be wrong.
    faults = [line for line in told.splitlines() if path.name in line and "is not executable" not in line]
    assert faults == []


def test_the_page_about_it_names_every_file_and_only_known_settings() -> None:
    page = (ROOT / "docs" / "deploy.md").read_text()
    for path in DEPLOY.iterdir():
        assert path.name in page or path.stem.split("-")[0] + "-*" in page, path.name
    mentioned = set(re.findall(r"`((?:RAMAL|TWILIO)_[A-Z_]+|[A-Z]+_URL|SECRET_KEY)", page))
    assert mentioned
    assert {name for name in mentioned if not name.startswith(NAMED)} <= set(KNOWN)
