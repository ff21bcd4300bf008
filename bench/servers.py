"""Servers to be measured: processes of their own, on one core, with the same gunicorn settings."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
START_S = 60
THREADS = 8


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def gunicorn_settings(port: int) -> str:
    """GUNICORN_CMD_ARGS: one process, a few threads, connections kept."""
    return (
        f"--workers 1 --worker-class gthread --threads {THREADS} --keep-alive 75 "
        f"--bind 127.0.0.1:{port} --log-level warning"
    )


@contextmanager
def serving(
    arguments: Sequence[str], environ: Mapping[str, str], port: int, first: bool = True
) -> Iterator[int]:
    """`python ARGUMENTS` on the first core (or all others) while the block runs; its process id."""
    environment = {**os.environ, **environ, "GUNICORN_CMD_ARGS": gunicorn_settings(port)}
    with pinned(first):  # a process inherits the cores of the one that starts it
        process = subprocess.Popen([sys.executable, *arguments], cwd=ROOT, env=environment)  # noqa: S603
    try:
        _wait_for(port, process)
        yield process.pid
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_S
    while process.poll() is None and time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("the server to be measured does not start")


@contextmanager
def pinned(first: bool) -> Iterator[None]:
    """Only the first core, or all but it, while the block runs; nothing where the system cannot say."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    one, *others = sorted(before)
    os.sched_setaffinity(0, {one} if first or not others else set(others))
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def resident_mb(parent: int) -> float:
    """Memory of the largest child of a gunicorn master: its worker. 0 where `ps` cannot say."""
    command = ["ps", "-A", "-o", "ppid=,rss="]
    try:
        listed = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    except (OSError, subprocess.CalledProcessError):
        return 0.0
    rows = [line.split() for line in listed.stdout.splitlines()]
    return max((int(rss) / 1024 for ppid, rss in rows if int(ppid) == parent), default=0.0)


def cpu_s(pid: int) -> float:
    """Seconds of processor time that a process has had; 0 where the system cannot say."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
