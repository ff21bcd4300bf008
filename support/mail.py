"""Letters: how one is written, and how it reaches a mail server. What a failure means is told apart here.

A letter of the same name and time has the same Message-ID: should it go out twice, because a worker died
between the server's yes and our writing it down, mail programs show it once.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from hashlib import sha256
from ipaddress import ip_address

from support.settings import MailSettings

PATIENCE_S = 20
_DETAIL = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")


@dataclass(frozen=True)
class Letter:
    """`files` are (name, content), text as CSV."""

    subject: str
    html: str
    files: Sequence[tuple[str, bytes]] = ()


class NotTaken(Exception):
    """The server has not taken it. `is_final`: it will not take it later either. Says no addresses."""

    def __init__(self, why: str, *, is_final: bool) -> None:
        super().__init__(why)
        self.is_final = is_final


def written(letter: Letter, text: str, sender: str, to: str, key: str, now: datetime) -> EmailMessage:
    """`text`: for who reads no HTML; `key` is what makes it this letter and no other."""
    message = EmailMessage()
    message["Subject"] = " ".join(letter.subject.split())
    name, address = parseaddr(sender)
    message["From"] = Address(name, addr_spec=address)
    message["To"] = Address(addr_spec=to)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{sha256(key.encode()).hexdigest()[:40]}@{address.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    message.add_alternative(letter.html, subtype="html")
    for file, content in letter.files:
        message.add_attachment(content.decode(), subtype="csv", filename=file)
    return message


def send(server: MailSettings, message: EmailMessage) -> None:
    """Raises NotTaken."""
    try:
        with _connected(server) as line:
            if server.user:
                line.login(server.user, server.password)
            line.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        code, said = next(iter(error.recipients.values()))
        raise _answered(code, said) from None
    except smtplib.SMTPResponseException as error:
        raise _answered(error.smtp_code, error.smtp_error) from None
    except smtplib.SMTPNotSupportedError:
        raise NotTaken("the mail server takes no log-in", is_final=True) from None
    except ssl.SSLCertVerificationError:
        raise NotTaken("the mail server's certificate is not good", is_final=True) from None
    except (smtplib.SMTPException, OSError) as error:
        raise NotTaken(f"no connection to the mail server: {type(error).__name__}", is_final=False) from None


def _connected(server: MailSettings) -> smtplib.SMTP:
    """TLS from the beginning, or as soon as it is offered; a password is never told without."""
    context = ssl.create_default_context()
    if server.is_tls:
        return smtplib.SMTP_SSL(server.host, server.port, timeout=PATIENCE_S, context=context)
    line = smtplib.SMTP(server.host, server.port, timeout=PATIENCE_S)
    try:
        line.ehlo()
        if line.has_extn("starttls"):
            line.starttls(context=context)
            line.ehlo()
        elif server.user and not _is_here(server.host):
            raise NotTaken("the mail server offers no TLS: no password is told to it", is_final=True)
    except BaseException:
        line.close()
        raise
    return line


def _answered(code: int, said: bytes | str) -> NotTaken:
    """By its numbers alone: the words may hold addresses."""
    detail = _DETAIL.search(said if isinstance(said, str) else said.decode("ascii", "replace"))
    told = f"{code} {detail[0]}" if detail else str(code)
    return NotTaken(f"the mail server answered {told}", is_final=code >= 500)


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
