"""What can go wrong in the domain, without status codes: `app.py` holds the table from these to replies."""

from __future__ import annotations


class RamalError(Exception):
    """A sentence for the person who asked, with places for values: `"%(name)s is not free", name="Bia"`.

    The sentence itself is constant, so that it can be translated; `str()` is the whole in English.
    """

    def __init__(self, sentence: str, **values: object) -> None:
        super().__init__(sentence % values if values else sentence)
        self.sentence, self.values = sentence, values


class NotFound(RamalError):
    """There is no such thing, or no longer."""


class Refused(RamalError):
    """It exists, but this cannot be done to it now."""


def marked(sentence: str) -> str:
    """The sentence of an error that is raised elsewhere: so marked, translators find it."""
    return sentence
