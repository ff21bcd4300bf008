"""Who may import whom: down, at any distance, never up or sideways."""

from __future__ import annotations

import pytest

from tests.architecture.source import PACKAGES, imports, modules

MAY_IMPORT: dict[str, set[str]] = {
    "flows": set(),
    "ivr": {"flows"},
    "speech": set(),
    "recordings": set(),
    "support": {"flows", "ivr", "speech", "recordings"},
    "webhooks": {"support", "flows", "ivr", "speech", "recordings"},
    "console": {"support", "flows", "ivr", "speech", "recordings"},
    "api": {"support", "flows", "ivr", "speech", "recordings"},
    "exchange": set(),
}
# Libraries that belong to one place, and the places.
ONLY_IN: dict[str, tuple[str, ...]] = {
    "sqlalchemy": ("support/store/",),
    "alembic": ("support/store/",),
    "vosk": ("speech/recognizer.py",),
    "twilio": ("webhooks/",),
    "flask": (
        "webhooks/",
        "console/",
        "api/",
        "app.py",
        "exchange/web.py",
        "exchange/phone_web.py",
        "exchange/rest/",
    ),
    "redis": ("support/relay.py",),
    "limits": ("console/tries.py", "api/rates.py"),
    "gunicorn": ("webhooks/server.py",),
    "pydantic": ("flows/", "api/"),
    "fsspec": ("recordings/",),
    "pydub": ("recordings/",),
    "cryptography": ("recordings/",),
    "ruamel": ("flows/",),
    "pygal": ("console/report_charts.py",),
    "prometheus_client": ("support/instruments.py",),
    "opentelemetry": ("support/traces.py",),
    "smtplib": ("support/mail.py",),
}
EXCHANGE_STARTERS = ("app.py", "bench/")  # and the exchange itself


# The composition root and the benchmarks wire everything.
@pytest.mark.parametrize("name", [name for name in modules() if name.split("/")[0] in MAY_IMPORT])
def test_imports_point_down(name: str) -> None:
    package = name.split("/")[0]
    ours = {found.split(".")[0] for found in imports(name)} & set(PACKAGES)
    assert ours - {package} <= MAY_IMPORT[package]


@pytest.mark.parametrize("library", ONLY_IN)
def test_a_library_stays_in_its_place(library: str) -> None:
    places = ONLY_IN[library]
    strays = [
        name
        for name in modules()
        if not name.startswith(("bench/", *places))
        and any(each.split(".")[0] == library for each in imports(name))
    ]
    assert strays == []


def test_nobody_but_the_program_starts_the_exchange() -> None:
    users = [
        name
        for name in modules()
        if not name.startswith(("exchange/", *EXCHANGE_STARTERS))
        and any(each.split(".")[0] == "exchange" for each in imports(name))
    ]
    assert users == []


def test_only_the_composition_root_reads_the_environment_and_the_clock() -> None:
    from pathlib import Path

    from tests.architecture.source import ROOT

    inside = ("flows/", "ivr/", "support/", "webhooks/", "console/", "api/", "speech/", "recordings/")
    strays = []
    for name in modules():
        text = (Path(ROOT) / name).read_text()
        reads = (
            "os.environ" in text or "os.getenv" in text or "datetime.now(" in text or "time.time()" in text
        )
        if name.startswith(inside) and reads:
            strays.append(name)
    assert strays == []
