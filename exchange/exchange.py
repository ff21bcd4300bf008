"""The phone company as one object: numbers, telephones, calls, texts. Wiring only; the work is elsewhere."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from exchange import calls, messages
from exchange.account import Account
from exchange.audio.speech import Speech
from exchange.clock import Clock, SystemClock
from exchange.faults import Faults
from exchange.office import Office
from exchange.phones.base import Line, Phone
from exchange.phones.script import ScriptPhone
from exchange.records import Alert, Application, Message, Number
from exchange.sids import new_sid
from exchange.verbs.table import TABLE

__all__ = ["Account", "Exchange"]

NONE: Mapping[str, str] = MappingProxyType({})


class Exchange:
    """base_url: where its own REST and media live. prompt_speed 0: words last no time; files always do.

    debugger: errors and warnings so far; empty after a clean journey.
    """

    def __init__(
        self,
        account: Account,
        base_url: str,
        folder: Path,
        clock: Clock | None = None,
        speech: Speech | None = None,
        prompt_speed: float = 1.0,
    ) -> None:
        self.account = account
        self.base_url = base_url.rstrip("/")
        self.clock = clock or SystemClock()
        self.speech = speech or Speech()
        self.faults = Faults()
        self.office = Office(
            account,
            self.base_url,
            folder,
            self.clock,
            self.speech,
            prompt_speed,
            self.faults,
            TABLE,
        )
        self.debugger: list[Alert] = self.office.debugger
        self._clients: dict[str, ScriptPhone] = {}

    # What the account has.

    def add_number(
        self,
        number: str,
        *,
        voice_url: str = "",
        voice_fallback_url: str = "",
        status_callback: str = "",
        sms_url: str = "",
        friendly_name: str = "",
    ) -> Number:
        """A number of the account; one that exists keeps its SID and gets these URLs."""
        directory = self.office.directory
        with directory.lock:
            known = directory.number(number)
            record = known or Number(new_sid("PN"), number, self.clock.now())
            record.friendly_name = friendly_name or record.friendly_name or number
            record.voice_url = voice_url
            record.voice_fallback_url = voice_fallback_url
            record.status_callback = status_callback
            record.sms_url = sms_url
            directory.numbers[record.sid] = record
        return record

    def add_application(
        self, friendly_name: str, *, voice_url: str, status_callback: str = "", sid: str = ""
    ) -> Application:
        """A TwiML App, for calls that browsers place."""
        record = Application(sid or new_sid("AP"), self.clock.now(), friendly_name, voice_url)
        record.status_callback = status_callback
        with self.office.directory.lock:
            self.office.directory.applications[record.sid] = record
        return record

    def numbers(self) -> Mapping[str, str]:
        """What one can call, with names."""
        with self.office.directory.lock:
            return {n.number: n.friendly_name for n in self.office.directory.numbers.values()}

    def secrets(self) -> Mapping[str, str]:
        """Secrets of the account's API keys by SID."""
        with self.office.directory.lock:
            made = {key.sid: key.secret for key in self.office.directory.keys.values()}
        return {self.account.api_key: self.account.api_secret} | made

    # Telephones.

    def phone(self, number: str, wants_audio: bool = False) -> ScriptPhone:
        """A scriptable telephone with this number; the same one each time."""
        with self.office.directory.lock:
            if number not in self._clients:
                self._clients[number] = ScriptPhone(self, number, wants_audio)
                self.register(self._clients[number])
            return self._clients[number]

    def client(self, identity: str, wants_audio: bool = False) -> ScriptPhone:
        """A scriptable registered client, "client:identity"."""
        return self.phone(f"client:{identity}", wants_audio)

    def register(self, phone: Phone) -> None:
        """Make phone.address reachable."""
        with self.office.directory.lock:
            self.office.directory.phones.setdefault(phone.address, []).append(phone)

    def unregister(self, phone: Phone) -> None:
        """Nobody can ring it any more; nothing happens if it is unknown."""
        with self.office.directory.lock:
            phones = self.office.directory.phones
            left = [other for other in phones.get(phone.address, ()) if other is not phone]
            if left:
                phones[phone.address] = left
            else:
                phones.pop(phone.address, None)
                self._clients.pop(phone.address, None)

    def dial(
        self, phone: Phone, to: str, parameters: Mapping[str, str] = NONE, application: str = ""
    ) -> Line:
        """A phone calls. `to`: a number of ours; for clients anything, handled by a TwiML App.

        application: AP sid (a web phone takes it from its token); "" uses phone.application_sid, if
        the phone has one, else the account's first application.
        """
        return calls.dial(self.office, phone, to, parameters, application)

    # Texts.

    def send_text(self, from_: str, to: str, body: str) -> None:
        """An inbound SMS: the number's SMS URL is asked."""
        messages.receive(self.office, from_, to, body)

    def texts(self, number: str) -> list[Message]:
        """SMS delivered to a number, oldest first."""
        with self.office.directory.lock:
            every = list(self.office.directory.messages.values())
        return [m for m in every if m.to == number and m.status == "delivered"]

    def kill_streams(self) -> None:
        """A fault: all media sockets drop without a word."""
        with self.office.directory.lock:
            live = list(self.office.directory.streams.values())
        for stream in live:
            stream.kill()

    # The machine.

    def start(self) -> None:
        """Background threads; calls placed before wait with their notifications."""
        self.office.folder.mkdir(parents=True, exist_ok=True)
        self.office.dispatcher.start()

    def stop(self) -> None:
        """Hang everybody up, send what is still to be told, join."""
        with self.office.directory.lock:
            live = list(self.office.directory.legs.values())
        for leg in live:
            leg.end("completed" if leg.call.answered is not None else "canceled")
        self.office.quiet(5)
        self.office.dispatcher.stop()
        self.office.http.close()

    def idle(self) -> bool:
        """No live legs."""
        return not self.office.directory.legs

    def settle(self, timeout_s: float = 10) -> bool:
        """Wait until all calls are over and everything about them is told."""
        deadline = time.monotonic() + timeout_s
        return self.office.quiet(timeout_s) and self.office.dispatcher.quiet(
            max(0.0, deadline - time.monotonic())
        )
