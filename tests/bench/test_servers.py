"""Servers under measurement start, sit on their core, and are gone afterwards."""

from __future__ import annotations

import os
import socket

import pytest

from bench import servers
from tests.conftest import need


def test_a_free_port_can_be_bound() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", servers.free_port()))


def test_a_server_runs_while_the_block_does() -> None:
    port = servers.free_port()
    with servers.serving(["-m", "http.server", str(port), "--bind", "127.0.0.1"], {}, port) as pid:
        os.kill(pid, 0)
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.1", port), timeout=1)


def test_a_server_gets_its_settings_and_one_core() -> None:
    need(hasattr(os, "sched_setaffinity"), "an operating system that binds processes to cores")
    port = servers.free_port()
    program = (
        "import http.server, os\n"
        "assert len(os.sched_getaffinity(0)) == 1\n"
        f"assert '--bind 127.0.0.1:{port}' in os.environ['GUNICORN_CMD_ARGS']\n"
        "assert os.environ['BENCH_WORD'] == 'kept'\n"
        f"http.server.HTTPServer(('127.0.0.1', {port}), http.server.BaseHTTPRequestHandler).serve_forever()"
    )
    with servers.serving(["-c", program], {"BENCH_WORD": "kept"}, port):
        pass


def test_a_server_that_does_not_start_is_told() -> None:
    port = servers.free_port()
    with pytest.raises(RuntimeError, match="does not start"), servers.serving(["-c", "pass"], {}, port):
        pass


@pytest.mark.parametrize("first", [True, False])
def test_cores_are_given_back(first: bool) -> None:
    need(hasattr(os, "sched_getaffinity"), "an operating system that binds processes to cores")
    before = os.sched_getaffinity(0)
    with servers.pinned(first):
        inside = os.sched_getaffinity(0)
        assert inside <= before
        assert len(inside) == (1 if first else max(1, len(before) - 1))
    assert os.sched_getaffinity(0) == before


def test_memory_is_that_of_the_largest_child() -> None:
    port = servers.free_port()
    assert servers.resident_mb(-1) == 0
    with servers.serving(["-m", "http.server", str(port), "--bind", "127.0.0.1"], {}, port):
        found = servers.resident_mb(os.getpid())
    # 0 where there is no `ps`.
    assert found == 0 or 1 < found < 1000
