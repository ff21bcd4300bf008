"""Where speech models are, whether they are whole, and how the official ones are fetched. Nothing is loaded here."""

from __future__ import annotations

import struct
from pathlib import Path

_FST_MAGIC = 2125659606  # OpenFst, fst.h: kFstMagicNumber
_STATE, _ARC = 20, 16  # bytes in a ConstFst of standard arcs


def problem(path: Path) -> str:
    """Empty when Vosk can be given this folder; else one line that names the file.

    Vosk does not report all of these: over some it ends the process.
    """
    if not path.is_dir():
        return f"{path}: no such folder"
    new = (path / "am").is_dir() or not (path / "final.mdl").exists()
    graph = path / "graph" if new else path
    needed = ["am/final.mdl", "conf/model.conf", "conf/mfcc.conf"] if new else ["final.mdl", "mfcc.conf"]
    try:
        wrong = _missing(path, needed) or _wrong_graph(path, graph) or _wrong_ivectors(path / "ivector")
        return wrong or (_without(path / "conf/model.conf", "--endpoint.silence-phones=") if new else "")
    except OSError as error:
        return f"{path}: cannot be read ({error.strerror})"


def _missing(folder: Path, names: list[str]) -> str:
    for name in names:
        file = folder / name
        if not file.is_file():
            return f"{folder}: {name} is missing"
        if not file.stat().st_size:
            return f"{folder}: {name} is empty"
    return ""


def _wrong_graph(path: Path, graph: Path) -> str:
    if (graph / "HCLG.fst").exists():
        return _missing(graph, ["words.txt"]) or _wrong_fst(graph / "HCLG.fst")
    wrong = _missing(graph, ["HCLr.fst", "Gr.fst", "disambig_tid.int"])
    if wrong:
        return wrong
    numbers = (graph / "disambig_tid.int").read_bytes()
    if not numbers.endswith(b"\n") or not numbers.split():
        return f"{graph}: disambig_tid.int is cut off"
    return _wrong_fst(graph / "HCLr.fst")


def _wrong_ivectors(folder: Path) -> str:
    if not folder.is_dir():
        return ""
    names = ["final.ie", "final.mat", "final.dubm", "global_cmvn.stats", "online_cmvn.conf", "splice.conf"]
    wrong = _missing(folder, names)
    return wrong or _without(folder / "splice.conf", "--left-context=", "--right-context=")


def _without(file: Path, *settings: str) -> str:
    text = file.read_text(encoding="utf-8", errors="replace")
    lost = next((setting for setting in settings if setting not in text), "")
    return f"{file.parent}: {file.name} has no {lost}" if lost else ""


def _wrong_fst(file: Path) -> str:
    """A graph must be at least as long as its states and arcs."""
    with file.open("rb") as opened:
        head = opened.read(512)
    try:
        least = _least_size(head)
    except (struct.error, ValueError):
        return f"{file.parent}: {file.name} is no graph"
    return f"{file.parent}: {file.name} is cut off" if file.stat().st_size < least else ""


def _least_size(head: bytes, at: int = 0) -> int:
    """Bytes that a ConstFst needs after its header; 0 for other types (OpenFst, fst.cc: FstHeader::Read).

    The header: magic, two counted strings (type, arc), version, flags, properties, start, states, arcs.
    """
    if struct.unpack_from("<i", head, at)[0] != _FST_MAGIC:
        raise ValueError
    kind_at = at + 8
    kind = head[kind_at : kind_at + struct.unpack_from("<i", head, at + 4)[0]]
    at = kind_at + len(kind)
    at += 4 + struct.unpack_from("<i", head, at)[0]
    _version, _flags, _properties, _start, states, arcs = struct.unpack_from("<iiQqqq", head, at)
    if kind.endswith(b"_lookahead"):  # wraps another graph, after a number of its own
        return _least_size(head, at + struct.calcsize("<iiQqqq") + 4)
    return int(states * _STATE + arcs * _ARC) if kind == b"const" else 0
