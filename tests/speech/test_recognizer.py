"""Real Vosk hears synthesised speech; what is no model is refused before it can end the process."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from speech.recognizer import EmptyGrammar, Heard, Model, ModelError, Recognizer, _for_telephones, trial
from tests.speech.korean import (
    BOOKING,
    LOG_IN,
    PASSWORD,
    REFUND,
    TRAVEL,
    WORDS,
    cut,
    like,
    model,
    model_path,
    speak,
    without,
)


def hear(recognizer: Recognizer, pcm: bytes, piece: int = 320) -> Heard:
    for at in range(0, len(pcm), piece):
        recognizer.feed(pcm[at : at + piece])
    return recognizer.finish()


@pytest.mark.parametrize("word", WORDS)
def test_a_word_of_the_grammar(word: str) -> None:
    heard = hear(model().recognizer(WORDS), speak(word))
    assert heard.text == word
    assert [each.text for each in heard.words] == [word]
    assert 0.5 < heard.confidence <= 1


def test_a_partial_comes_before_the_end() -> None:
    recognizer, pcm = model().recognizer(WORDS), speak(BOOKING)
    partials = [recognizer.feed(pcm[at : at + 320]) for at in range(0, len(pcm), 320)]
    assert partials[0] == ""
    assert BOOKING in partials[: len(partials) - 20]


def test_utterances_one_after_the_other_begin_at_zero() -> None:
    recognizer = model().recognizer(WORDS)
    heard = [hear(recognizer, speak(word)) for word in (REFUND, TRAVEL)]
    assert [each.text for each in heard] == [REFUND, TRAVEL]
    for each in heard:
        assert 0.2 < each.words[0].start_s < each.words[0].end_s < 1.5


def test_a_pause_does_not_end_an_utterance() -> None:
    heard = hear(model().recognizer(WORDS), speak(REFUND) + bytes(32_000) + speak(BOOKING))
    assert heard.text == f"{REFUND} {BOOKING}"
    assert heard.words[0].end_s < heard.words[1].start_s


def test_odd_pieces_and_nothing() -> None:
    recognizer = model().recognizer(WORDS)
    recognizer.feed(b"")
    assert hear(recognizer, speak(LOG_IN), piece=333).text == LOG_IN


@pytest.mark.parametrize("pcm", [b"", bytes(16_000), b"\x01"])
def test_silence_is_nothing(pcm: bytes) -> None:
    recognizer = model().recognizer(WORDS)
    recognizer.feed(pcm)
    assert recognizer.finish() == Heard("", 0.0, ())
    assert recognizer.finish() == Heard("", 0.0, ())


def test_open_vocabulary() -> None:
    heard = hear(model().recognizer(None), speak(REFUND))
    assert heard.text
    assert 0 <= heard.confidence <= 1


def test_two_callers_of_one_model_at_once() -> None:
    words = [REFUND, PASSWORD] * 4
    with ThreadPoolExecutor(4) as threads:
        heard = list(threads.map(lambda word: hear(model().recognizer(WORDS), speak(word)).text, words))
    assert heard == words


def test_a_grammar_is_what_the_model_knows() -> None:
    grammar = model().grammar([f" {REFUND}!", REFUND, f"{BOOKING}, qqqxx {TRAVEL}", "qqqxx", "", "«?»"])
    assert grammar == [REFUND, BOOKING, TRAVEL]


def test_a_phrase_of_known_words_stays_whole() -> None:
    assert model().grammar([f"{BOOKING} {TRAVEL}?"]) == [f"{BOOKING} {TRAVEL}"]
    assert model().grammar([f"{BOOKING}-{TRAVEL}"]) == [f"{BOOKING} {TRAVEL}"]


def test_decomposed_letters_are_the_same_word() -> None:
    import unicodedata

    assert model().grammar([unicodedata.normalize("NFD", REFUND)]) == [REFUND]


def test_a_grammar_is_not_shared_with_who_asked() -> None:
    model().grammar(WORDS).clear()
    assert model().grammar(WORDS) == list(WORDS)


def test_what_the_model_knows() -> None:
    assert model().grammar([REFUND]) == [REFUND]
    assert model().grammar(["qqqxx"]) == []
    assert model().grammar([""]) == []


@pytest.mark.parametrize("phrases", [[], ["qqqxx"], ["[unk]"]])
def test_nothing_to_listen_for(phrases: list[str]) -> None:
    assert model().grammar(phrases) == []
    with pytest.raises(EmptyGrammar):
        model().recognizer(phrases)


class Engine:
    """Vosk's recogniser with answers of our choice."""

    def __init__(self, result: str) -> None:
        self.result = result

    def SetWords(self, _wanted: bool) -> None: ...  # noqa: N802

    def FinalResult(self) -> str:  # noqa: N802
        return self.result


@pytest.mark.parametrize("number", ["nan", "-nan", "inf", "-inf", "NaN", "7", "-1", "null", '"x"'])
def test_a_confidence_that_is_none(number: str) -> None:
    result = (
        f'{{"result": [{{"conf" : {number}, "end" : 1.5, "start" : 1.0, "word" : "nan"}}], "text": "nan"}}'
    )
    heard = Recognizer(Engine(result), 8000).finish()
    assert heard.text == "nan"
    assert math.isfinite(heard.confidence)
    assert 0 <= heard.confidence <= 1


def test_unknown_words_are_not_words() -> None:
    result = (
        '{"result": [{"conf": 1, "word": "[unk]"}, {"conf": 0.5, "word": "fatura"}], "text": "[unk] fatura"}'
    )
    heard = Recognizer(Engine(result), 8000).finish()
    assert (heard.text, heard.confidence, len(heard.words)) == ("fatura", 0.5, 1)


def test_a_folder_without_a_model(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"am/final\.mdl is missing"):
        Model(tmp_path)


@pytest.mark.parametrize("name", ["final.mdl", "Gr.fst", "final.ie"])
def test_a_file_that_is_cut_off(tmp_path: Path, name: str, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ModelError) as refused:
        Model(like(tmp_path, cut(name)))
    assert "\n" not in str(refused.value)
    assert str(tmp_path) in str(refused.value)
    assert "VoskAPI" not in capfd.readouterr().err


def test_a_model_over_which_vosk_ends_the_process(tmp_path: Path) -> None:
    half = b"1\n2\n"  # well-formed, and too few: a segmentation fault with open vocabulary
    broken = like(tmp_path, lambda file: half if file.name == "disambig_tid.int" else b"")
    assert trial(broken) == f"{tmp_path}: Vosk breaks down over this model; fetch it again"


def test_a_trial_says_what_the_model_says(tmp_path: Path) -> None:
    assert trial(model_path()) == ""
    assert "HCLr.fst is missing" in trial(like(tmp_path, without("HCLr.fst")))


@pytest.mark.parametrize("flat", [False, True], ids=["new layout", "old layout"])
def test_a_model_made_for_16_khz_hears_a_telephone(tmp_path: Path, flat: bool) -> None:
    """vosk-model-small-en-us-0.15 has no --allow-upsample: plain Vosk refuses 8 kHz."""
    like(
        tmp_path,
        lambda f: f.read_bytes().replace(b"--allow-upsample=true\n", b"") if f.name == "mfcc.conf" else b"",
    )
    if flat:
        flatten(tmp_path)
    heard = hear(Model(tmp_path).recognizer(WORDS), speak(REFUND))
    assert heard.text == REFUND
    assert "upsample" not in next(tmp_path.rglob("mfcc.conf")).read_text()


def flatten(folder: Path) -> None:
    """The layout of vosk-model-small-pt-0.3: everything but the i-vectors in one folder."""
    for file in [path for path in folder.rglob("*") if path.is_file()]:
        if file.parent.name != "ivector":
            file.rename(folder / file.name)
    for name in ("graph/phones", "graph", "am", "conf"):
        (folder / name).rmdir()


def test_more_frames_are_decoded_at_once_unless_a_model_says_how_many(tmp_path: Path) -> None:
    """Callers who take turns are a quarter cheaper so; the model's own files stay as they are."""
    settings = tmp_path / "conf" / "model.conf"
    settings.parent.mkdir()
    settings.write_text("--beam=10.0")
    (tmp_path / "conf" / "mfcc.conf").write_text("--allow-upsample=true\n")
    with _for_telephones(tmp_path) as fit:
        assert (fit / "conf/model.conf").read_text() == "--beam=10.0\n--frames-per-chunk=42\n"
        assert (fit / "conf/mfcc.conf").resolve() == (tmp_path / "conf/mfcc.conf").resolve()
    assert settings.read_text() == "--beam=10.0"
    settings.write_text("--frames-per-chunk=20\n")
    with _for_telephones(tmp_path) as fit:
        assert fit == tmp_path
