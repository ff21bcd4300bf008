"""Logs are lines of JSON on stderr, and their tracebacks hold no values."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
import structlog

from support import logs


@pytest.fixture
def configured() -> Iterator[None]:
    before = structlog.get_config()
    logs.configure()
    yield
    structlog.configure(**before)


@pytest.mark.usefixtures("configured")
def test_a_line_is_json_with_a_level_and_a_time(capsys: pytest.CaptureFixture[str]) -> None:
    structlog.get_logger().warning("stream_not_expected", stream="MZ1")
    line = json.loads(capsys.readouterr().err)
    assert (line["event"], line["level"], line["stream"]) == ("stream_not_expected", "warning", "MZ1")
    assert line["timestamp"].endswith("Z")


@pytest.mark.usefixtures("configured")
def test_a_traceback_holds_no_values(capsys: pytest.CaptureFixture[str]) -> None:
    caller = "+5511988887777"
    try:
        int(caller[:0])
    except ValueError:
        structlog.get_logger().exception("broke")
    text = capsys.readouterr().err
    assert "ValueError" in text
    assert caller not in text
