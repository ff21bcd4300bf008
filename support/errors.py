"""What can go wrong in the domain, without status codes: `app.py` holds the table from these to replies."""

from __future__ import annotations


class RamalError(Exception):
    """The message is a sentence for the person who asked."""


class NotFound(RamalError):
    """There is no such thing, or no longer."""


class Refused(RamalError):
    """It exists, but this cannot be done to it now."""
