"""The web phone's door through a real WebSocket: calls, sound both ways, agents by token, texts."""

import json
import os
import re
import socket
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
import requests

from exchange import messages
from exchange.audio import mulaw, tones, wav
from exchange.audio.speech import Speech

from .phone_server import CUSTOMER, DESK, LINE, VOICEMAIL, PhoneServer, Telephone, eventually, running


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PhoneServer]:
    with running(tmp_path_factory.mktemp("exchange"), Speech(use_espeak=False)) as server:
        yield server


@pytest.fixture
def phone(company: PhoneServer) -> Iterator[Telephone]:
    telephone = company.socket(number=CUSTOMER, tts="captions")
    telephone.expect("registered")
    yield telephone
    telephone.close()


def loud(frames: list[bytes]) -> list[bytes]:
    return [frame for frame in frames if mulaw.loudness(frame) > 1000]


def test_the_page_holds_no_inline_code(company: PhoneServer) -> None:
    page = requests.get(f"{company.url}/phone", timeout=5)
    assert page.status_code == 200
    policy = page.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"<script(?![^>]*src=)|<style|\sstyle=|\son\w+=", page.text)
    for path in re.findall(r'(?:src|href)="(/phone/static/[^"]+)"', page.text):
        assert requests.get(company.url + path, timeout=5).status_code == 200


def test_modules_load_as_scripts_and_import_only_each_other(company: PhoneServer) -> None:
    names = {"phone.js", "voice.js", "capture.js", "playback.js"}
    seen: set[str] = set()
    while names - seen:
        name = (names - seen).pop()
        seen.add(name)
        reply = requests.get(f"{company.url}/phone/static/{name}", timeout=5)
        assert reply.status_code == 200, name
        assert "javascript" in reply.headers["Content-Type"]
        names |= set(re.findall(r'from "\./([^"]+)"', reply.text))
        assert not re.search(r"https?://|from \"[^.]", reply.text.replace("https and", ""))


def test_registering_shows_what_can_be_called(company: PhoneServer) -> None:
    welcome = company.socket(number=CUSTOMER).expect("registered")
    assert {"number": LINE, "name": "Acme customer line"} in welcome["numbers"]
    assert welcome["address"] == CUSTOMER
    assert welcome["tts"] is False


def test_a_call_by_keys(phone: Telephone) -> None:
    phone.do("dial", to=LINE)
    phone.expect("answered")
    phone.expect("heard", kind="say", text=lambda words: "bom dia" in words, language="pt-BR")
    phone.do("press", digits="1")
    phone.expect("heard", kind="say", text="Você escolheu 1.")
    phone.expect("ended", status="completed")


def test_a_call_by_words(phone: Telephone) -> None:
    phone.do("dial", to=LINE)
    phone.expect("heard", kind="say")
    phone.do("say", text="faturas")
    phone.expect("heard", kind="say", text="Você escolheu faturas.")
    phone.expect("ended", status="completed")


def test_a_number_nobody_has(phone: Telephone) -> None:
    phone.do("dial", to="+551199990000")
    phone.expect("ended", status="failed")
    phone.do("dial", to=LINE)
    phone.expect("answered")


def test_hanging_up_frees_the_phone(company: PhoneServer, phone: Telephone) -> None:
    for _ in range(3):
        phone.do("dial", to=LINE)
        phone.expect("answered")
        phone.do("hang_up")
        phone.expect("ended", status="completed")
    assert eventually(company.exchange.idle)


def test_a_dropped_socket_hangs_up_and_cannot_be_rung(company: PhoneServer) -> None:
    agent = company.socket(token=company.token("agent_9"))
    agent.expect("registered", address="client:agent_9")
    agent.close()
    telephone = company.socket(number="+5511911112222")
    telephone.do("dial", to=LINE)
    telephone.expect("answered")
    telephone.close()
    assert eventually(company.exchange.idle)
    assert eventually(lambda: not company.exchange.office.directory.phones_at("+5511911112222"))
    assert eventually(lambda: not company.exchange.office.directory.phones_at("client:agent_9"))


def test_a_voicemail_is_what_the_microphone_heard(company: PhoneServer) -> None:
    telephone = company.socket(number=CUSTOMER, tts="server", audio=True)
    telephone.do("dial", to=VOICEMAIL)
    telephone.expect("heard", kind="beep")
    telephone.expect("heard", kind="recording")
    telephone.listen(lambda frames: len(loud(frames)) > 20)
    assert {len(frame) for frame in telephone.frames} == {160}
    message = tones.dtmf("147*") * 2
    for frame in mulaw.frames(message):
        telephone.socket.send(frame)
    telephone.do("press", digits="#")
    telephone.expect("ended", status="completed")
    (path,) = [path for path in company.exchange.office.folder.rglob("*.wav") if path.stat().st_size > 100]
    assert mulaw.seconds(wav.read(path)) >= 0.5
    assert mulaw.loudness(wav.read(path)) > 1000


def test_customer_and_agent_talk_in_both_directions(company: PhoneServer) -> None:
    agent = company.socket(token=company.token(), audio=True)
    agent.expect("registered", address="client:agent_1", incoming=True)
    customer = company.socket(number="+5511922223333", audio=True)
    customer.do("dial", to=DESK)
    agent.expect("ringing", **{"from": "+5511922223333", "params": {"queue": "billing"}})
    agent.do("answer")
    agent.expect("answered")
    customer.expect("heard", kind="conference")
    voice = tones.beep()
    for speaker, listener in ((customer, agent), (agent, customer)):
        before = len(loud(listener.frames))
        for frame in mulaw.frames(voice * 4):
            speaker.socket.send(frame)
        listener.listen(lambda frames, before=before: len(loud(frames)) > before + 15)  # type: ignore[misc]
    agent.do("hang_up")
    agent.expect("ended", status="completed")
    customer.expect("ended", status="completed")
    agent.close()  # all telephones of one identity ring
    assert eventually(lambda: not company.exchange.office.directory.phones_at("client:agent_1"))


def test_an_agent_in_a_call_is_busy_for_the_next(company: PhoneServer) -> None:
    agent = company.socket(token=company.token())
    agent.expect("registered")
    first, second = (company.socket(number=f"+551193333000{n}") for n in (1, 2))
    first.do("dial", to=DESK)
    agent.expect("ringing")
    agent.do("answer")
    agent.expect("answered")
    second.do("dial", to=DESK)
    second.expect("ended")
    agent.do("hang_up")
    agent.expect("ended", status="completed")


def test_a_token_of_somebody_else_registers_nobody(company: PhoneServer) -> None:
    stranger = company.socket(token=company.token()[:-4] + "AAAA")
    assert "token" in stranger.expect("error")["message"]


def test_texts_come_and_are_answered(company: PhoneServer, phone: Telephone) -> None:
    messages.send(company.exchange.office, LINE, CUSTOMER, "Protocolo 2031")
    phone.expect("text", body="Protocolo 2031", **{"from": LINE})
    phone.do("text", to=LINE, body="obrigado")
    assert eventually(lambda: company.texts == ["obrigado"])


@pytest.mark.parametrize("origin", ["http://evil.example", "null"])
def test_another_sites_page_gets_no_telephone(company: PhoneServer, origin: str) -> None:
    assert company.connect(Origin=origin).closed()


def test_the_own_page_gets_one(company: PhoneServer) -> None:
    telephone = company.connect(Origin="http://127.0.0.1")  # this client names its host without the port
    telephone.do("register", number=CUSTOMER)
    telephone.expect("registered")


def test_nonsense_on_the_socket_is_answered(phone: Telephone) -> None:
    for nonsense in ("{", "[]", '{"do": "fly"}'):
        phone.socket.send(nonsense)
        phone.expect("error")
    phone.socket.send(b"\x00" * 20_000)
    phone.do("dial", to=LINE)
    phone.expect("answered")


def test_a_browser_that_vanishes_without_a_word_is_noticed(tmp_path: Path) -> None:
    with running(tmp_path, Speech(use_espeak=False), ping_interval=0.1) as company:
        host, port = company.server.server_address[:2]
        with socket.create_connection((str(host), int(port))) as wire:
            wire.sendall(
                b"GET /exchange/phone HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
            )
            assert wire.recv(4096).startswith(b"HTTP/1.1 101")
            register = json.dumps({"do": "register", "number": CUSTOMER}).encode()
            wire.sendall(bytes([0x81, 0x80 | len(register), 0, 0, 0, 0]) + register)
            registered = partial(company.exchange.office.directory.phones_at, CUSTOMER)
            assert eventually(registered)
            assert eventually(lambda: not registered())


def test_server_voice_is_heard(tmp_path: Path) -> None:
    speech = Speech()
    if not speech.available and os.environ.get("CI") != "true":
        pytest.skip("espeak-ng is not installed")
    with running(tmp_path, speech, prompt_speed=1.0) as company:
        telephone = company.socket(number=CUSTOMER, tts="server", audio=True)
        assert telephone.expect("registered")["tts"] is True
        telephone.do("dial", to=LINE)
        telephone.expect("heard", kind="say")
        telephone.listen(lambda frames: len(loud(frames)) > 25)
        telephone.do("press", digits="1")
        telephone.expect("interrupted")
        telephone.expect("heard", text="Você escolheu 1.")
