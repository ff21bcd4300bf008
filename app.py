"""Ramal's composition root: settings, wiring, the command line, and the table from errors to replies.

The only module that reads the environment and supplies the system clock. No rules of its own.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from flask import Flask

from api import scraping
from api import shell as api
from api.parts import Parts as ApiParts
from console import errors as console_errors
from console import reports as console_reports
from console import shell as console
from console.commands.welcome import told, who_hears
from recordings.storage import Storage
from speech.choice import Hearing
from support import demo, equipment, logs, own_orders
from support.bookkeeper import Bookkeeper
from support.errors import NotFound, RamalError, Refused
from support.hook_sender import HookSender
from support.live import Live
from support.mail import Letter
from support.observing import Observing
from support.relay import Relay
from support.services import flows, intents, listening
from support.services.flows import FlowShelf
from support.services.settling import settler
from support.settings import ROOT, Settings, SettingsError, read_settings
from support.store import migrate
from support.store.base import Store
from support.worker import Worker
from webhooks import music, numbers, outbound, rescue, server, tokens
from webhooks import shell as webhooks
from webhooks.client import make_client
from webhooks.ears import Ears
from webhooks.parts import Parts

if TYPE_CHECKING:
    from exchange.exchange import Exchange

VERSION = "0.1.0"
EVERYWHERE = "0.0.0.0"  # noqa: S104  # every address of this machine
MAX_BODY = 4 * 1024 * 1024
SDK_URL = "https://cdn.jsdelivr.net/npm/@twilio/voice-sdk@2.18.5/dist/twilio.min.js"
SDK_INTEGRITY = "sha384-LUG7DmzDPWNKRYoqyGpV4d/IByMLiya/oUhMSc/4/6hi0wbzO/8PffM4lzeFEYS8"
Clock = Callable[[], datetime]
ERRORS: tuple[tuple[type[RamalError], int], ...] = ((NotFound, 404), (Refused, 409), (RamalError, 400))


@dataclass
class Centre:
    """Everything one process runs, in the order in which it is stopped."""

    settings: Settings
    store: Store
    live: Live
    worker: Worker
    hearing: Hearing
    ears: Ears
    relay: Relay
    sender: HookSender
    books: Bookkeeper
    observing: Observing
    exchange: Exchange | None = None

    def hearing_report(self) -> list[tuple[str, str, str]]:
        """(language, engine, sentence) for each language of the published flows."""
        with self.store.reading() as session:
            return listening.report(session, self.hearing)

    def hear(self) -> None:
        """Load what our own ears need for the languages that flows listen in, so that no caller waits."""
        languages = [language for language, engine, _ in self.hearing_report() if engine == "vosk"]
        self.hearing.load(languages)
        if languages:
            intents.warm_up()

    def load_models(self) -> None:
        """The same beside the first calls: a model takes seconds, and keys work meanwhile."""
        threading.Thread(target=self.hear, name="models", daemon=True).start()

    def changed(self, topics: frozenset[str]) -> None:
        """Committed here: everybody is told, in this process and the others."""
        self.hear_of(topics)
        self.relay.tell(topics)

    def hear_of(self, topics: frozenset[str]) -> None:
        self.live.publish(topics)
        if topics & {"orders", "waiting", "agents", "*"}:
            self.worker.wake()
        self.ears.wake()
        if "hooks" in topics:
            self.sender.sweep()

    def start(self) -> None:
        if self.exchange:
            self.exchange.start()
        self.work()

    def work(self) -> None:
        self.worker.start()
        self.books.start()

    def stop(self) -> None:
        self.ears.stop()
        self.worker.stop()
        self.books.stop()
        self.sender.stop()
        self.relay.stop()
        if self.exchange:
            self.exchange.stop()
        self.observing.stop()
        self.store.close()


def open_store(url: str, secret: str = "") -> Store:
    """The database, brought to its newest shape. Raises SettingsError when it cannot be used."""
    try:
        store = Store(url, secret=secret)
        migrate.upgrade(store)
    except Exception as error:
        why = str(error.__cause__ or error).strip().partition("\n")[0]
        raise SettingsError(f"the database cannot be used: {why} (DATABASE_URL)") from error
    return store


def system_clock() -> datetime:
    return datetime.now(UTC)


def create_app(
    settings: Settings,
    *,
    clock: Clock = system_clock,
    exchange: Exchange | None = None,
    hearing: Hearing | None = None,
) -> Flask:
    """The whole program behind one WSGI application; `app.extensions["ramal"]` is its Centre."""
    live, shelf = Live(), FlowShelf()
    store = open_store(settings.database_url, settings.secret_key)
    if settings.is_demo:
        demo.fill(store, settings.flows, clock())
    hearing = hearing or equipment.hearing(settings)
    sounds = equipment.sounds(settings)
    instruments = equipment.instruments(store, clock, lambda: (ears.live, settings.streams))
    seen = equipment.observing(settings, instruments, VERSION)
    secret = settings.secret_key
    parts = Parts(
        store, shelf, clock, settings.twilio,
        secret=secret, hearing=hearing, sounds=sounds, observing=seen,
    )  # fmt: skip
    rescue.learn(parts)
    client = make_client(settings.twilio)
    own = own_orders.kinds(
        settings, store, sounds, clock, lambda url, at: Letter(*console_reports.render(app, url, at))
    )
    carry_out = outbound.carrier(parts, client, settings.data, own)
    hush = outbound.Rest(parts, client).hush
    worker = Worker(store, clock, carry_out, settler(shelf), lanes=own_orders.LANES, observing=seen)
    ears = Ears(parts, worker.do_now, hush, settings.streams)
    relay = Relay(settings.redis_url, lambda topics: centre.hear_of(topics))
    sender = HookSender(store, clock, inside=settings.hooks_inside)
    worker.also(sender.sweep)
    books = Bookkeeper(store, clock)
    centre = Centre(settings, store, live, worker, hearing, ears, relay, sender, books, seen, exchange)
    store.listener = centre.changed
    if exchange:
        worker.also(lambda: numbers.sync(exchange, store, settings.twilio.public_url))

    app = _flask(settings)
    app.extensions["ramal"] = centre
    webhooks.mount(app, parts, ears)
    app.register_blueprint(music.blueprint(settings.data))
    api.mount(app, ApiParts(store, clock, sounds, settings.redis_url, VERSION))
    app.register_blueprint(
        scraping.blueprint(instruments.read, settings.metrics_token, settings.twilio.public_url)
    )
    console.mount(app, _console_parts(centre, sounds, clock))
    if exchange:
        from exchange import web

        web.mount(app, exchange)
    for error, status in ERRORS:
        app.register_error_handler(error, partial(console_errors.reply, status))
    return app


def _flask(settings: Settings) -> Flask:
    app = Flask("ramal", static_folder=None, static_url_path="/static", root_path=str(ROOT))
    app.config.update(
        SECRET_KEY=settings.secret_key,
        REDIS_URL=settings.redis_url,
        MAX_CONTENT_LENGTH=MAX_BODY,
        MAX_FORM_MEMORY_SIZE=MAX_BODY,
        SESSION_COOKIE_SECURE=settings.twilio.public_url.startswith("https"),
    )
    return app


def _console_parts(centre: Centre, sounds: Storage, clock: Clock) -> console.Parts:
    settings = centre.settings
    with centre.store.reading() as session:
        timezone = flows.timezone(session)
    shown = console.ConsoleSettings(
        timezone=timezone,
        has_exchange=settings.has_exchange,
        voice_sdk_url=SDK_URL,
        voice_sdk_integrity=SDK_INTEGRITY,
        data_folder=settings.data,
        hooks_inside=settings.hooks_inside,
        sends_mail=settings.mail is not None,
        demo_logins=demo.LOGINS if settings.is_demo else (),
        version=VERSION,
    )

    token = partial(tokens.voice_token, settings.twilio)
    return console.Parts(centre.store, clock, centre.live, sounds, shown, token, centre.hearing_report)


def make_exchange(settings: Settings) -> Exchange:
    from exchange.exchange import Account, Exchange

    twilio = settings.twilio
    account = Account(twilio.account_sid, twilio.auth_token, twilio.api_key, twilio.api_secret)
    return Exchange(account, f"http://127.0.0.1:{settings.port}", settings.data / "exchange")


# --- command line ------------------------------------------------------------------------------------


def _stop_when_asked() -> None:
    """Also where a shell had us started in the background, deaf to Ctrl-C."""
    for asked_to_stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(asked_to_stop, signal.default_int_handler)


def run_all(settings: Settings) -> int:
    """Web, worker and exchange in this process, on one port, for one machine."""
    host = "127.0.0.1" if settings.is_demo else EVERYWHERE  # demo log-ins stay on this machine
    server.refuse_taken_port(host, settings.port)
    app = create_app(settings, exchange=make_exchange(settings) if settings.has_exchange else None)
    centre: Centre = app.extensions["ramal"]
    front = server.threaded(host, settings.port, app)
    _stop_when_asked()
    centre.start()
    if settings.redis_url or settings.twilio.ears_url:
        centre.relay.start()  # other processes work with us
    logins = demo.LOGINS if settings.is_demo else ()
    print(told(VERSION, settings, centre.store, centre.hearing_report(), logins), flush=True)
    centre.load_models()
    try:
        front.serve_forever()  # comes back when it is interrupted
    finally:
        print("\nStopping.", flush=True)
        front.server_close()
        centre.stop()
    return 0


def main(arguments: Sequence[str], environ: Mapping[str, str], clock: Clock = system_clock) -> int:
    """`clock`: of the processes that serve; tests have one of their own."""
    from console.commands import run as people_commands
    from webhooks.commands import run as twilio_commands

    logs.configure()
    try:
        settings = read_settings(environ)
        logs.configure(settings.log)
        command, rest = (arguments[0], list(arguments[1:])) if arguments else ("", [])
        if command == "":
            return run_all(settings)
        if command in PROCESSES and not {"-h", "--help"} & set(rest):
            return PROCESSES[command](settings, rest, clock)
        store = open_store(settings.database_url, settings.secret_key)
        if command == "twilio":
            return twilio_commands(rest, settings.twilio, store)
        return people_commands(
            command,
            rest,
            store,
            settings.flows,
            system_clock,
            settings.data,
            equipment.hearing(settings),
            equipment.sounds(settings),
        )
    except (SettingsError, RamalError) as error:
        print(f"ramal: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def _serve(settings: Settings, _rest: list[str], clock: Clock) -> int:
    """Web only, with gunicorn; workers and threads as it is told by GUNICORN_CMD_ARGS."""
    server.refuse_taken_port(EVERYWHERE, settings.port)
    # Made ready here, once: its processes would all do it at the same time.
    create_app(settings, clock=clock).extensions["ramal"].store.close()

    def make() -> Flask:
        app = create_app(settings, clock=clock)
        app.extensions["ramal"].relay.start()
        if not settings.twilio.ears_url:
            app.extensions["ramal"].load_models()
        return app

    server.serve(make, settings.port)
    return 0


def _ears(settings: Settings, _rest: list[str], clock: Clock) -> int:
    """Media streams alone, for many calls: route /twilio/media of PUBLIC_URL to this process."""
    from webhooks.ear_server import run
    from webhooks.signature import SignatureCheck

    server.refuse_taken_port(EVERYWHERE, settings.port)
    centre = _watched(settings, clock)
    centre.relay.start()
    centre.hear()
    print(who_hears(centre.hearing_report()), flush=True)
    ready = f"The ears are listening at port {settings.port}; Ctrl-C stops them."
    try:
        check, tell = SignatureCheck(settings.twilio), partial(print, ready, flush=True)
        run(centre.ears, check, EVERYWHERE, settings.port, tell)
    finally:
        centre.stop()
    return 0


def _watched(settings: Settings, clock: Clock) -> Centre:
    """Of a process without a web: machines read what it measures at a port of its own."""
    app = create_app(settings, clock=clock)
    server.watched(app, settings.metrics_port, has_token=bool(settings.metrics_token))
    centre: Centre = app.extensions["ramal"]
    return centre


def _worker(settings: Settings, _rest: list[str], clock: Clock) -> int:
    centre = _watched(settings, clock)
    _stop_when_asked()
    centre.relay.start()
    centre.work()
    try:
        with suppress(KeyboardInterrupt):
            print("The worker is running; Ctrl-C stops it.", flush=True)
            centre.worker.join()
    finally:
        centre.stop()
    return 0


def _exchange(settings: Settings, _rest: list[str], _clock: Clock) -> int:
    """The exchange alone: its REST, its phones, and calls to the webhooks at PUBLIC_URL."""
    from exchange import web

    server.refuse_taken_port("127.0.0.1", settings.port)
    exchange = make_exchange(settings)
    app = Flask("exchange", static_folder=None)
    web.mount(app, exchange)
    _stop_when_asked()
    exchange.start()
    numbers.sync(exchange, open_store(settings.database_url), settings.twilio.public_url)
    print("The exchange is running; Ctrl-C stops it.", flush=True)
    try:
        server.threaded("127.0.0.1", settings.port, app).serve_forever()
    finally:
        exchange.stop()
    return 0


def _call(settings: Settings, rest: list[str], _clock: Clock) -> int:
    from exchange.phones import terminal

    url = f"ws://127.0.0.1:{settings.port}/exchange/phone"
    return terminal.run(url, sys.stdin, sys.stdout, to=rest[0] if rest else "")


PROCESSES: dict[str, Callable[[Settings, list[str], Clock], int]] = {
    "serve": _serve,
    "worker": _worker,
    "ears": _ears,
    "exchange": _exchange,
    "call": _call,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
