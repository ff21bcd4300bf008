"""Carries out orders that send a report: it is made here and now, as of its due time, and goes its way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from support import mail
from support.errors import RamalError
from support.mail import Letter, NotTaken
from support.services import scheduled_reports
from support.services.scheduled_reports import Due
from support.settings import MailSettings
from support.store.orders import Order
from support.worker import Again, CarryOut, Done, GivenUp, Lane, Outcome

# The page's address with its filters, and the moment as of which it is made. Raises RamalError.
Render = Callable[[str, datetime], Letter]
TRIES, LONGEST_S = 14, 900  # about an hour and a half: mail servers ask to come again after minutes
LARGEST = 200_000  # characters of tables that hooks are told
LANE = Lane(frozenset({scheduled_reports.ORDER}), 1)


def nobody_renders(_url: str, _at: datetime) -> Letter:
    """Of a process that serves no pages."""
    raise RamalError("no pages are served here")


class ReportOrders:
    """`link`: the centre's own address, which letters lead to."""

    def __init__(
        self, render: Render, server: MailSettings | None, link: str, clock: Callable[[], datetime]
    ) -> None:
        self._render, self._server, self._link, self._clock = render, server, link, clock

    def kinds(self) -> dict[str, CarryOut]:
        """For the worker's table."""
        return {scheduled_reports.ORDER: self.send}

    def send(self, order: Order) -> Outcome:
        found = scheduled_reports.due(order)
        if found.to and self._server is None:
            return GivenUp("there is no mail server: set RAMAL_SMTP")
        try:
            letter = self._render(found.report, found.due_at)
        except RamalError as error:
            return GivenUp(str(error))
        if not found.to:
            return Done(aside={"subject": letter.subject, "tables": _tables(letter)})
        assert self._server
        return self._mail(self._server, letter, found)

    def _mail(self, server: MailSettings, letter: Letter, found: Due) -> Outcome:
        key = f"{found.name}\n{found.due_at.isoformat()}\n{found.to}"
        text = f"{letter.subject}\n\n{self._link}{found.report}\n"
        message = mail.written(letter, text, server.sender, found.to, key, self._clock())
        try:
            mail.send(server, message)
        except NotTaken as error:
            return GivenUp(str(error)) if error.is_final else Again(str(error), TRIES, LONGEST_S)
        return Done()


def _tables(letter: Letter) -> list[dict[str, str | None]]:
    """As CSV, while they are no book."""
    texts = [(name, content.decode("utf-8-sig")) for name, content in letter.files]
    fits = sum(len(text) for _, text in texts) <= LARGEST
    return [{"name": name, "csv": text if fits else None} for name, text in texts]
