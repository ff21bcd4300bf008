"""What hears callers, and words that wait for their meaning."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from support.services import learning
from tests.console.centre import Centre, post

SCRIPT = {"Accept": "application/json"}
NO_MODEL = ("pt-BR", "off", "keys only: no model for pt; python app.py models get pt")
HEARS = ("en-US", "vosk", "Vosk hears with a small model")


@pytest.fixture
def talking(centre: Centre) -> Centre:
    """A centre whose flow hears words, with a call."""
    centre.talks()
    centre.call()
    return centre


def labels(centre: Centre) -> dict[int, str]:
    with centre.store.reading() as session:
        return {line.id: line.label for line in learning.review(session, labelled=True)}


def give(browser: FlaskClient, intent: str, *ids: int, **more: Any) -> TestResponse:
    data = {"id": ",".join(map(str, ids)), "intent": intent, **more}
    return post(browser, "/admin/speech/label", data)


def test_the_page_says_what_hears_each_language(talking: Centre, sue: FlaskClient) -> None:
    talking.report += [HEARS, NO_MODEL]
    page = sue.get("/admin/speech").text
    for words in ("English (United States)", "This machine", "Vosk hears with", "Keys only", "models get pt"):
        assert words in page
    assert "Acme customer line" in page


def test_without_languages_and_words_it_says_what_to_do(sue: FlaskClient) -> None:
    page = sue.get("/admin/speech").text
    assert "flows publish FILE" in page
    assert "Nothing waits" in page
    assert "Nothing is labelled here yet" in sue.get("/admin/speech?show=labelled").text


@pytest.mark.parametrize(("login", "told"), [("ana", False), ("sue", True), ("adam", True)])
def test_who_can_change_it_is_told_that_nobody_hears_a_language(
    talking: Centre, login: str, told: bool
) -> None:
    talking.report += [HEARS, NO_MODEL]
    for path in ("/", "/admin") if told else ("/",):
        page = talking.client(login).get(path).text
        assert ("Portuguese (Brazil)" in page) is told
        assert ("models get pt" in page) is told
        assert "Vosk hears with" not in page


def test_keys_only_by_a_flows_own_choice_is_no_news(talking: Centre, adam: FlaskClient) -> None:
    """One flow's choice was told as if nobody heard the language."""
    talking.report += [HEARS, ("en-US", "off", "keys only, as the flow A shop says")]
    assert "A shop" not in adam.get("/").text
    assert "keys only, as the flow A shop says" in adam.get("/admin/speech").text


def test_nothing_is_said_about_a_language_in_which_no_flow_asks_for_words(
    centre: Centre, adam: FlaskClient
) -> None:
    centre.report += [("en-US", "off", "keys only: no model for en")]
    assert "no model for en" not in adam.get("/").text
    assert "no model for en" in adam.get("/admin/speech").text


def test_words_that_wait_are_shown_with_the_guess_and_where(talking: Centre, adam: FlaskClient) -> None:
    talking.utterance(1, "the <bill> thing")
    page = adam.get("/admin/speech").text
    for words in ("the &lt;bill&gt; thing", "0.41", "Not understood", 'href="/calls/1"', "Tech support"):
        assert words in page
    assert "1</b> wait for somebody" in adam.get("/admin").text


def test_the_guess_is_what_one_press_labels(talking: Centre, adam: FlaskClient) -> None:
    talking.utterance(1, intent="tech_support")
    talking.utterance(1, intent="gone_since")
    page = adam.get("/admin/speech").text
    assert '<option value="tech_support" selected>' in page
    assert '<option value="oos" selected>' in page


def test_a_label_moves_the_words_and_can_be_undone(talking: Centre, adam: FlaskClient) -> None:
    first, second = talking.utterance(1), talking.utterance(1)
    answer = give(adam, "tech_support", second, next=str(first), flow="acme")
    assert answer.location == f"/admin/speech?flow=acme#u{first}"
    assert labels(talking) == {second: "tech_support"}
    page = adam.get("/admin/speech").text
    assert "1 labelled: Tech support." in page
    assert f'name="id" value="{second}"' in page  # of the undo
    assert give(adam, "", second).status_code == 303
    assert labels(talking) == {}


def test_a_label_that_is_taken_back_can_be_undone_too(talking: Centre, adam: FlaskClient) -> None:
    utterance = talking.utterance(1)
    give(adam, "billing", utterance)
    adam.get("/admin/speech")
    give(adam, "", utterance, was="billing", show="labelled")
    page = adam.get("/admin/speech?show=labelled").text
    assert "1 taken back" in page
    assert 'name="intent" value="billing"' in page


def test_several_are_labelled_at_once(talking: Centre, adam: FlaskClient) -> None:
    ids = [talking.utterance(1) for _ in range(3)]
    give(adam, "oos", *ids)
    assert labels(talking) == dict.fromkeys(ids, "oos")
    assert "3 labelled: None of these." in adam.get("/admin/speech").text


def test_several_need_one_flow(talking: Centre, adam: FlaskClient) -> None:
    talking.utterance(1)
    assert "Label the chosen" in adam.get("/admin/speech").text
    talking.utterance(1, flow="other")
    page = adam.get("/admin/speech").text
    assert "Choose a flow to label several" in page
    assert "Label the chosen" in adam.get("/admin/speech?flow=acme").text


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"id": "1", "intent": "nonsense"}, 409),
        ({"id": "1"}, 400),
        ({"id": "", "intent": "billing"}, 409),
        ({"id": "x", "intent": "billing"}, 409),
        ({"id": "1,4711", "intent": "billing"}, 404),
        ({"id": ",".join(map(str, range(1, 200))), "intent": "billing"}, 400),
    ],
)
def test_what_cannot_be_labelled_changes_nothing(
    talking: Centre, adam: FlaskClient, data: dict[str, str], status: int
) -> None:
    talking.utterance(1)
    assert post(adam, "/admin/speech/label", data).status_code == status
    assert labels(talking) == {}
    assert "utterances_labelled" not in talking.audited()


def test_the_trail_says_who_labelled_what_without_the_words(talking: Centre, adam: FlaskClient) -> None:
    give(adam, "billing", talking.utterance(1, "my secret"))
    page = adam.get("/admin/audit").text
    assert "Utterances labelled" in page
    assert "my secret" not in page


def test_supervisors_look_and_do_not_label(talking: Centre, sue: FlaskClient) -> None:
    utterance = talking.utterance(1)
    page = sue.get("/admin/speech").text
    assert "the bill thing" in page
    assert "Administrators say what words mean." in page
    assert "/admin/speech/label" not in page
    assert give(sue, "billing", utterance).status_code == 403


def test_labelled_words_wait_for_the_flow_to_be_published_again(talking: Centre, adam: FlaskClient) -> None:
    talking.clock.advance(5)
    give(adam, "billing", talking.utterance(1))
    give(adam, "oos", talking.utterance(1))
    page = adam.get("/admin/speech").text
    assert "Acme customer line: 1 labelled, they join" in page
    talking.clock.advance(5)
    assert post(adam, "/admin/flows/acme/republish", {"version": "2"}).status_code == 303
    assert "they join" not in adam.get("/admin/speech").text


def test_no_more_than_a_page(talking: Centre, adam: FlaskClient) -> None:
    for _ in range(101):
        talking.utterance(1)
    page = adam.get("/admin/speech").text
    assert page.count("data-row>") == 100
    assert "The newest 100; older ones follow" in page


def test_a_script_gets_no_page(talking: Centre, adam: FlaskClient) -> None:
    data = {"id": str(talking.utterance(1)), "intent": "billing"}
    assert post(adam, "/admin/speech/label", data, headers=SCRIPT).status_code == 204
