"""The benchmark measures a flow without faults, and refuses one with."""

from __future__ import annotations

import pytest

from bench.flows import QUICK_STEPS, lint, main, walk


def test_the_figures(capsys: pytest.CaptureFixture[str]) -> None:
    figures = main(["--quick"])
    assert figures["steps"] == QUICK_STEPS
    assert figures["lint_s"] > 0
    assert figures["paths_s"] >= 0
    assert figures["paths_listed"] > 0
    assert "lint_s" in capsys.readouterr().out


def test_a_flow_with_faults_is_not_measured() -> None:
    with pytest.raises(RuntimeError, match="has faults"):
        walk(lint("flow: x"))
