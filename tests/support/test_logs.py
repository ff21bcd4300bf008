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


@pytest.mark.usefixtures("configured")
def test_what_concerns_a_call_names_it(capsys: pytest.CaptureFixture[str]) -> None:
    with logs.about(call="CA1", order=7, leg=""):
        structlog.get_logger().warning("order_given_up")
    structlog.get_logger().warning("later")
    inside, later = (json.loads(line) for line in capsys.readouterr().err.splitlines())
    assert (inside["call"], inside["order"]) == ("CA1", 7)
    assert "leg" not in inside
    assert "call" not in later


def test_people_may_read_lines_of_text(capsys: pytest.CaptureFixture[str]) -> None:
    before = structlog.get_config()
    logs.configure("text")
    try:
        with logs.about(call="CA1"):
            structlog.get_logger().warning("order_given_up", kind="ring_agent")
    finally:
        structlog.configure(**before)
    line = capsys.readouterr().err
    assert "order_given_up" in line
    assert "call=CA1" in line
    assert "\x1b" not in line, "no colours: it may be a file"
