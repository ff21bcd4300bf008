"""The languages of the pages: which one the reader gets, their catalogues, and the choice of another.

Catalogues are `translations/LANGUAGE.po`, read when first needed. `python -m console.languages` looks
for sentences in the code and brings them up to date; what services tell people is in them too.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel import negotiate_locale
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from babel.support import NullTranslations, Translations
from flask import Flask, abort, redirect, request, session
from flask_babel import Babel, Domain, get_locale
from flask_login import current_user
from werkzeug.wrappers import Response

from console.parts import parts
from console.replies import safe_next
from console.route import Route
from console.session import me
from support.services import people

LANGUAGES = {"en": "English", "pt": "Português", "es": "Español"}
FOLDER = Path(__file__).parent / "translations"
_ROOT = Path(__file__).parent.parent
_CHOSEN = "language"
_METHODS = [("**/templates/**.html", "jinja2"), ("**.py", "python")]
_IGNORED = ("translations",)
# A refusal's sentence is read by people: the first argument counts, where it is a plain text.
_SENTENCES = {
    "_": None, "gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2),
    "Refused": None, "NotFound": None, "marked": None,
}  # fmt: skip


def install(app: Flask, timezone: str) -> None:
    babel = Babel()
    babel.init_app(app, default_timezone=timezone, locale_selector=chosen)
    babel.domain_instance = Catalogues()


def chosen() -> str:
    """What the reader has chosen, here or in their account; else what their browser asks for first."""
    wanted = [
        session.get(_CHOSEN, ""),
        getattr(current_user, "language", ""),
        *request.accept_languages.values(),
    ]
    return negotiate_locale([each for each in wanted if each], list(LANGUAGES), sep="-") or "en"


def choose() -> Response:
    language = request.form.get("language", "")
    if language not in LANGUAGES:
        abort(400)
    session[_CHOSEN] = language
    if current_user.is_authenticated:
        with parts().store.writing() as work:
            people.change_language(work, me(), language)
    return redirect(safe_next(request.form.get("next", ""), "/"), code=303)


class Catalogues(Domain):  # type: ignore[misc]  # the package is untyped
    """Translations straight from the catalogues' text: nothing compiled is kept anywhere."""

    def __init__(self) -> None:
        super().__init__()
        self._kept: dict[str, NullTranslations] = {}
        self._lock = threading.Lock()

    def get_translations(self) -> NullTranslations:
        language = str(get_locale() or "en")
        with self._lock:
            if language not in self._kept:
                self._kept[language] = translations(language)
            return self._kept[language]


def translations(language: str) -> NullTranslations:
    """English is in the code itself."""
    if language not in LANGUAGES or language == "en":
        return NullTranslations()
    compiled = BytesIO()
    write_mo(compiled, catalogue(language))
    compiled.seek(0)
    return Translations(compiled)


def catalogue(language: str) -> Catalog:
    path = FOLDER / f"{language}.po"
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def sentences() -> Catalog:
    """Every sentence in the code that a reader may see."""
    found = Catalog(charset="utf-8")
    for folder, name, message, context in _found():
        found.add(message, locations=[(f"{folder}/{name}", 0)], context=context)
    return found


def _found() -> Iterator[tuple[str, str, str | tuple[str, ...], str | None]]:
    """Folder, file, sentence with its plural, and what tells it from another in the same words."""
    for folder in ("console", "support"):
        for name, _line, message, _comments, context in extract_from_dir(
            _ROOT / folder, method_map=_METHODS, keywords=_SENTENCES
        ):
            yield folder, name, message, context


def update() -> None:
    """Write the catalogues anew: what is new is empty, what is gone is dropped, in alphabetical order."""
    template = sentences()
    for language in LANGUAGES:
        if language == "en":
            continue
        known = catalogue(language)
        known.update(template, no_fuzzy_matching=True)
        known.obsolete.clear()
        with (FOLDER / f"{language}.po").open("wb") as file:
            write_po(file, known, width=110, no_location=True, omit_header=True, sort_output=True)


ROUTES = (Route("/language", choose, "language", role="anybody", methods=("POST",)),)

if __name__ == "__main__":
    update()
