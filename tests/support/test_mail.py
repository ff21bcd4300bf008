"""Letters reach a server whole; what a failure means is told apart, and tells no addresses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest

from support import mail
from support.mail import Letter, NotTaken
from support.settings import MailSettings
from tests.support.mail_server import MailServer, mail_server

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
TO = "ana@example.org"
LETTER = Letter(
    "Relatório de ontem", "<p>Olá</p>", [("daily.csv", "\ufefffila;n\r\ncobrança;3\r\n".encode())]
)


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as found:
        yield found


def message(to: str = TO, key: str = "k", subject: str = LETTER.subject) -> EmailMessage:
    letter = Letter(subject, LETTER.html, LETTER.files)
    return mail.written(letter, "See https://…", "Ramal <ramal@example.com>", to, key, NOON)


def refused(server: MailServer, **more: str) -> NotTaken:
    with pytest.raises(NotTaken) as found:
        mail.send(server.settings(**more), message())
    assert TO not in str(found.value)
    return found.value


def test_a_letter_arrives_whole(server: MailServer) -> None:
    mail.send(server.settings(), message())
    [letter], [envelope] = server.letters, server.envelopes
    assert envelope == ("ramal@example.com", [TO])
    assert letter["Subject"] == LETTER.subject
    assert letter["To"] == TO
    assert letter["Auto-Submitted"] == "auto-generated"
    html, plain = letter.get_body(("html",)), letter.get_body(("plain",))
    assert html
    assert plain
    assert html.get_content().strip() == LETTER.html
    [file] = letter.iter_attachments()
    assert file.get_filename() == "daily.csv"
    assert file.get_content_type() == "text/csv"
    assert file.get_content().splitlines() == ["\ufefffila;n", "cobrança;3"]


def test_the_same_letter_has_the_same_name() -> None:
    assert message()["Message-ID"] == message(subject="Another")["Message-ID"]
    assert message()["Message-ID"] != message(key="other")["Message-ID"]
    assert message()["Message-ID"].endswith("@example.com>")


def test_nobody_writes_headers_of_their_own() -> None:
    assert message(subject="One\r\nBcc: eve@example.org")["Subject"] == "One Bcc: eve@example.org"


@pytest.mark.parametrize(("word", "said", "told", "is_final"), [
    ("RCPT", "550 5.1.1 nobody called ana@example.org", "the mail server answered 550 5.1.1", True),
    ("RCPT", "451 4.7.1 come again, ana@example.org", "the mail server answered 451 4.7.1", False),
    ("MAIL", "553 not from you", "the mail server answered 553", True),
    ("DATA", "452 4.2.2 full", "the mail server answered 452 4.2.2", False),
])  # fmt: skip
def test_a_refusal(server: MailServer, word: str, said: str, told: str, is_final: bool) -> None:
    server.answers[word] = [said]
    error = refused(server)
    assert (str(error), error.is_final) == (told, is_final)
    assert server.letters == []
    mail.send(server.settings(), message())
    assert len(server.letters) == 1


def test_a_line_that_breaks_may_be_better_later(server: MailServer) -> None:
    server.hangs_up_on = "DATA"
    assert not refused(server).is_final
    server.server_close()
    server.shutdown()
    assert not refused(server).is_final


def test_who_has_a_log_in_signs_in(server: MailServer) -> None:
    server.offers = ("AUTH PLAIN",)
    mail.send(server.settings(user="ana", password="word"), message())
    assert len(server.logins) == len(server.letters) == 1
    server.answers["AUTH"] = ["535 5.7.8 wrong", "535 5.7.8 wrong", "535 5.7.8 wrong"]
    error = refused(server, user="ana", password="word")
    assert error.is_final
    assert "word" not in str(error)


def test_a_server_without_log_in_is_told_no_password(server: MailServer) -> None:
    assert refused(server, user="ana", password="word").is_final


def test_a_password_is_never_told_in_the_open(server: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    server.offers = ("AUTH PLAIN",)
    monkeypatch.setattr(mail, "_is_here", lambda _host: False)
    error = refused(server, user="ana", password="word")
    assert error.is_final
    assert "no TLS" in str(error)
    assert server.logins == []


def test_tls_that_nobody_vouches_for_is_refused(server: MailServer) -> None:
    settings = server.settings()
    with pytest.raises(NotTaken):
        mail.send(MailSettings(settings.host, settings.port, True, settings.sender), message())
    assert server.letters == []
