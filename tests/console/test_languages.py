"""The pages in the reader's language: chosen by the browser, by hand, and kept in the account."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from flask.testing import FlaskClient
from flask_babel import gettext, ngettext, pgettext

from console import languages, words
from tests.console.centre import START, Centre, post

ROOT = Path(languages.__file__).parent.parent
OTHERS = [each for each in languages.LANGUAGES if each != "en"]
PLACE = re.compile(r"%\(\w+\)s")
# Words that are the same in these languages; anything else that equals the English was forgotten.
SAME = {
    "pt": {
        "Login",
        "Normal",
        "Supervisor",
        "Ticket",
        "Ticket %(n)s",
        "Ticket %(number)s",
        "Tickets",
        "Twilio",
    },
    "es": {
        "Error",
        "Normal",
        "Supervisor",
        "Ticket",
        "Ticket %(n)s",
        "Ticket %(number)s",
        "Tickets",
        "Twilio",
        "no",
    },
}
# A word of the trade is the same everywhere: where the English has the first, the others have theirs.
TRADE = (
    (r"\bagents?\b", {"pt": "atendente", "es": "agente"}),
    (r"\bcallbacks?\b", {"pt": "retorno", "es": "devoluci"}),
    (r"\bqueues?\b", {"pt": "fila", "es": "cola"}),
    (r"\btickets?\b", {"pt": "ticket", "es": "ticket"}),
    (r"\bon hold\b", {"pt": "em espera", "es": "en espera"}),
    (r"\bwrap-up\b", {"pt": "pós-atendimento", "es": "post-llamada"}),
    (r"\bdisposition\b", {"pt": "tipificação", "es": "tipificación"}),
    (r"\btransfer\b", {"pt": "transfer", "es": "transfer"}),
    (r"\bflows?\b", {"pt": "fluxo", "es": "flujo"}),
    (r"\bcustomers?\b", {"pt": "cliente", "es": "cliente"}),
    (r"\bpassword\b", {"pt": "senha", "es": "contraseña"}),
)
CALCULATED = re.compile(
    r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<kbd>.*?</kbd>|<script.*?</script>|<style.*?</style>", re.DOTALL
)
# Refusals of commands and of made-up requests, which nobody sees on a page.
UNSEEN = {
    "support/rules/staff.py": 1,
    "support/services/agents.py": 1,
    "support/services/calls.py": 3,
    "support/services/customers.py": 1,
    "support/services/flows.py": 5,
    "support/services/learning.py": 2,
    "support/services/offers.py": 1,
    "support/services/people.py": 5,
    "support/services/rooms.py": 1,
    "support/services/staff.py": 2,
    "support/services/supervising.py": 1,
    "support/services/ticket_words.py": 2,
    "support/store/calls.py": 1,
}
# What is written in commands, not said to anybody.
CODE = re.compile(r"python app\.py [^:]*|“\w+:”|--\w+ \w+")


@pytest.fixture
def nobody(centre: Centre) -> FlaskClient:
    return centre.app.test_client()


@pytest.mark.parametrize(
    ("asked", "shown"),
    [("pt-BR,pt;q=0.9,en;q=0.5", "pt"), ("es-MX", "es"), ("de,en;q=0.5", "en"), ("ko", "en"), ("", "en")],
)
def test_a_page_speaks_what_the_browser_asks_for(nobody: FlaskClient, asked: str, shown: str) -> None:
    page = nobody.get("/sign-in", headers={"Accept-Language": asked}).get_data(as_text=True)
    assert f'<html lang="{shown}"' in page


def test_a_choice_is_kept_and_leads_back(nobody: FlaskClient) -> None:
    reply = post(nobody, "/language", {"language": "es", "next": "/sign-in?next=/desk"})
    assert (reply.status_code, reply.headers["Location"]) == (303, "/sign-in?next=/desk")
    assert '<html lang="es"' in nobody.get("/sign-in").get_data(as_text=True)


def test_a_choice_follows_the_account_to_another_browser(centre: Centre) -> None:
    post(centre.client("ana"), "/language", {"language": "pt", "next": "/desk"})
    assert '<html lang="pt"' in centre.client("ana").get("/tickets").get_data(as_text=True)


@pytest.mark.parametrize(
    ("fields", "status", "leads_to"),
    [
        ({"language": "tlh"}, 400, None),
        ({}, 400, None),
        ({"language": "pt", "next": "https://elsewhere.example"}, 303, "/"),
    ],
)
def test_a_bad_choice_changes_nothing_and_leads_nowhere_else(
    nobody: FlaskClient, fields: dict[str, str], status: int, leads_to: str | None
) -> None:
    reply = post(nobody, "/language", fields)
    assert (reply.status_code, reply.headers.get("Location")) == (status, leads_to)


def test_what_people_are_told_by_services_is_found_too() -> None:
    found = languages.sentences()
    assert found.get("nothing is ringing")
    assert found.get("Sign in")


@pytest.mark.parametrize(("language", "words"), [("pt", "Ninguém espera"), ("es", "Nadie espera")])
def test_a_page_is_told_in_the_words_of_its_catalogue(centre: Centre, language: str, words: str) -> None:
    """A page once said that it was Portuguese, and was not."""
    assert words in centre.client("sue").get("/supervise", headers={"Accept-Language": language}).text


# --- catalogues -------------------------------------------------------------------------------------


def forms(message: Message) -> tuple[str, ...]:
    """A sentence, or its singular and plural."""
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def sentences(language: str) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Every sentence in the code, and what it is in that language: one form, or singular and plural."""
    known = languages.catalogue(language)
    for message in languages.sentences():
        if message.id:
            found = known.get(forms(message)[0], message.context)
            said = (found.string if found else None) or ""
            yield forms(message), (said,) if isinstance(said, str) else tuple(said)


@pytest.mark.parametrize("language", OTHERS)
def test_every_sentence_is_translated(language: str) -> None:
    """New ones: `python -m console.languages`, then fill in what is empty in `console/translations`."""
    assert [
        english for english, said in sentences(language) if len(said) != len(english) or not all(said)
    ] == []


@pytest.mark.parametrize("language", OTHERS)
def test_nothing_is_kept_that_is_said_nowhere(language: str) -> None:
    said = {(forms(each)[0], each.context) for each in languages.sentences() if each.id}
    kept = [(forms(each)[0], each.context) for each in languages.catalogue(language) if each.id]
    assert [each for each in kept if each not in said] == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_has_the_same_places_for_values(language: str) -> None:
    """A singular may leave out its number."""
    wrong = [
        (english, said)
        for english, said in sentences(language)
        for own, one in zip(english, said, strict=True)
        if sorted(PLACE.findall(own)) != sorted(PLACE.findall(one)) or "%" in PLACE.sub("", one)
    ]
    assert wrong == []


@pytest.mark.parametrize("language", OTHERS)
def test_no_sentence_was_left_in_english(language: str) -> None:
    same = {
        one
        for english, said in sentences(language)
        for own, one in zip(english, said, strict=True)
        if own == one and re.search(r"[A-Za-z]", PLACE.sub("", own))
    }
    assert same == SAME[language]


@pytest.mark.parametrize("language", OTHERS)
def test_words_of_the_trade_are_the_same_everywhere(language: str) -> None:
    wrong = [
        (english, said)
        for english, said in sentences(language)
        for pattern, wanted in TRADE
        if re.search(pattern, CODE.sub("", PLACE.sub("", english[0])), re.IGNORECASE)
        and wanted[language] not in said[0].lower()
    ]
    assert wrong == []


def test_one_word_for_an_agent() -> None:
    """Portuguese pages once had both."""
    assert [
        said for _, said in sentences("pt") if re.search(r"\bagentes?\b", " ".join(said), re.IGNORECASE)
    ] == []


@pytest.mark.parametrize("language", OTHERS)
def test_sentences_begin_and_end_as_in_english(language: str) -> None:
    """Small letters go on after a colon or in a list; a sentence has its full stop."""
    wrong = [
        (own, one)
        for english, said in sentences(language)
        for own, one in zip(english, said, strict=True)
        if (own[0].isalpha() and one[0].isalpha() and own[0].isupper() != one[0].isupper())
        or (own[-1] in ".…:" and own[-1] != one[-1])
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("language", "count", "words"),
    [
        ("pt", 1, "1 livre"),
        ("pt", 2, "2 livres"),
        ("pt", 0, "0 livres"),
        ("es", 1, "1 libre"),
        ("es", 7, "7 libres"),
    ],
)
def test_plurals(centre: Centre, language: str, count: int, words: str) -> None:
    with centre.app.test_request_context(headers={"Accept-Language": language}):
        assert ngettext("%(num)s free", "%(num)s free", count) == words


@pytest.mark.parametrize(
    ("language", "state", "count", "button", "noun"),
    [
        ("pt", "Atendida", "Atendidas", "Prometer", "Prazo"),
        ("es", "Atendida", "Atendidas", "Prometer", "Promesa"),
        ("en", "Answered", "Answered", "Promise", "Promise"),
    ],
)
def test_the_same_english_word_is_another_elsewhere(
    centre: Centre, language: str, state: str, count: str, button: str, noun: str
) -> None:
    """A column of figures was once headed like a call's state, and a table of promises like a button."""
    with centre.app.test_request_context(headers={"Accept-Language": language}):
        assert (words.state("answered"), gettext("Answered")) == (state, count)
        assert (pgettext("button", "Promise"), gettext("Promise")) == (button, noun)


# --- what is not in catalogues ----------------------------------------------------------------------


def refusals() -> Iterator[tuple[str, ast.expr]]:
    """File and first argument of every refusal that services raise."""
    for path in sorted((ROOT / "support").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or not node.args:
                continue
            if node.func.id in ("Refused", "NotFound"):
                yield path.relative_to(ROOT).as_posix(), node.args[0]


def test_refusals_are_constant_sentences_with_places_for_values() -> None:
    """An f-string cannot be translated. These are never seen on a page: commands and made-up requests."""
    assert Counter(name for name, each in refusals() if isinstance(each, ast.JoinedStr)) == UNSEEN


def test_templates_hold_no_words_of_their_own() -> None:
    found = []
    for path in sorted((ROOT / "console" / "templates").rglob("*.html")):
        text = CALCULATED.sub("\0", path.read_text(encoding="utf-8"))
        found += re.findall(r'(?:aria-label|title|placeholder|alt)="([^"\0]*[a-z]{2}[^"\0]*)"', text)
        found += re.findall(r"[A-Za-z]{2,}", re.sub(r"<[^>]*>", " ", text))
    assert set(found) == {
        *("Ramal", "narrow", "slim"),  # a name, and names of widths
        *("wall", "page", "is", "tv"),  # names of kinds of pages
        *("SHA", "kB", "CSV"),  # of a digest, a unit, a format
        *("pt-BR", "vip", "https://crm.example.com/ramal"),  # examples of what to type
    }


def test_a_refusal_is_told_in_the_readers_language_with_its_values(centre: Centre) -> None:
    asked = {"Accept-Language": "pt", "Accept": "application/json"}
    reply = centre.client("ana").get("/tickets/7", headers=asked)
    assert reply.get_json() == {"error": "O ticket 7 não existe", "status": 404}


@pytest.mark.parametrize(
    ("language", "shown"),
    [("en", "2 Mar 2026"), ("pt", "2 mar. 2026"), ("es", "2 mar 2026")],
)
def test_dates_follow_the_reader(centre: Centre, language: str, shown: str) -> None:
    with centre.app.test_request_context(headers={"Accept-Language": language}):
        assert shown in words.exact(START)


def test_a_fixed_word_is_each_readers_own(centre: Centre) -> None:
    """It was the first reader's: constants are folded when a template is compiled."""
    for language, word in (("pt", "Disponível"), ("es", "Disponible"), ("en", "Available")):
        reader = centre.client("sue")
        post(reader, "/language", {"language": language, "next": "/"})
        page = reader.get("/supervise").get_data(as_text=True)
        assert f'value="available">{word}<' in page
