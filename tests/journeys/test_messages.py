"""Customers text and are texted: a ticket, answers, a survey, STOP; and calling again."""

from __future__ import annotations

from typing import Any

from exchange.phones.script import ScriptPhone
from support.services import surveys, tickets
from support.store import messages as message_store
from support.store import recordings as recording_store
from support.store import tickets as store
from support.store.base import Session
from support.store.recordings import Recording
from tests.journeys.town import ACME, SMALL, Town

ANA = 1


def do(town: Town, function: Any, *facts: Any, **more: Any) -> Any:
    with town.centre.store.writing() as session:
        return function(session, *facts, **more)


def text(town: Town, phone: ScriptPhone, body: str, to: str = SMALL) -> None:
    """Sent, and what follows from it is in the database."""
    before = town.read(lambda session: len(message_store.messages_with(session, phone.address)))
    town.exchange.send_text(phone.address, to, body)
    town.until(
        lambda: town.read(lambda session: len(message_store.messages_with(session, phone.address))) > before,
        f"{body!r} to be kept",
    )


def said(town: Town, number: int) -> list[str]:
    def look(session: Session) -> list[str]:
        ticket = store.ticket(session, number)
        assert ticket
        return [line.text for line in store.history(session, ticket.id) if line.kind == "answer"]

    return list(town.read(look))


def texts(town: Town, phone: ScriptPhone) -> list[str]:
    return [message.body for message in town.exchange.texts(phone.address)]


def test_a_text_becomes_a_ticket_and_a_conversation(town: Town) -> None:
    carol = town.customer()
    text(town, carol, "My radio is broken \U0001f4fb")
    carol.expect_text("we have your request 1001")
    [ticket] = town.tickets()
    assert (ticket.kind, ticket.customer) == ("sms", carol.address)

    do(town, tickets.reply, 1001, "Which radio is it?", ANA, town.now(), status="pending")
    carol.expect_text("request 1001: Which radio is it?")
    text(town, carol, "The red one")
    town.until(lambda: said(town, 1001) == ["The red one"], "the answer on the ticket")
    assert [each.status for each in town.tickets()] == ["open"]

    do(town, tickets.change_status, 1001, "solved", ANA, town.now())
    carol.expect_text("1001 is solved")
    town.advance(3605, step=60)
    carol.expect_text("how satisfied")
    text(town, carol, "4!")
    carol.expect_text("thank you")
    [score] = town.read(lambda session: surveys.of_number(session, carol.address))
    assert (score.survey, score.score, score.channel, score.ticket_id) == ("csat", 4, "sms", 1)
    assert [each.status for each in town.tickets()] == ["solved"]

    text(town, carol, "It is broken again")
    town.until(lambda: [each.status for each in town.tickets()] == ["open"], "the ticket to be open again")
    assert len(town.tickets()) == 1


def test_stop_means_stop(town: Town) -> None:
    carol = town.customer("+5511988887777")
    text(town, carol, "A internet caiu", ACME)
    carol.expect_text("pedido 1001")
    text(town, carol, "sair", ACME)
    carol.expect_text("VOLTAR")
    do(town, tickets.reply, 1001, "Já estamos vendo.", ANA, town.now())
    do(town, tickets.change_status, 1001, "solved", ANA, town.now())
    town.advance(3 * 3600, step=300)
    assert len(texts(town, carol)) == 2
    text(town, carol, "Voltar", ACME)
    carol.expect_text("ligadas de novo")


def test_the_network_s_own_stop(town: Town) -> None:
    """It blocks by itself and answers by itself: nothing of ours may follow, and no order fails."""
    carol = town.customer()
    text(town, carol, "my radio is broken")
    carol.expect_text("request 1001")
    text(town, carol, "STOP")
    carol.expect_text("no more messages")
    do(town, tickets.reply, 1001, "We are on it.", ANA, town.now())
    town.advance(60, step=5)
    assert not any("We are on it" in body for body in texts(town, carol))
    text(town, carol, "START")
    carol.expect_text("messages from this number again")
    do(town, tickets.reply, 1001, "It is done.", ANA, town.now())
    carol.expect_text("It is done.")
    assert len(texts(town, carol)) == 4, "each is confirmed once"


def test_calling_again_and_adding_by_voice(town: Town) -> None:
    carol = town.customer("+5511988887777")
    do(town, tickets.open, tickets.New("api", "No internet", "technical", carol.address), town.now())
    do(town, tickets.change_status, 1001, "pending", ANA, town.now())
    carol.dial(ACME)
    carol.expect_heard("For English")
    carol.press("2")
    carol.expect_heard("Your request 1 0 0 1 is waiting for your answer")
    carol.press("1")
    carol.expect_kind("recording")
    carol.say("it is the modem in the kitchen")
    town.advance(4)
    carol.press("#")
    carol.expect_heard("Goodbye")
    assert carol.expect_ended() == "completed"
    assert [(each.number, each.status) for each in town.tickets()] == [(1001, "open")]

    def left(session: Session) -> list[Recording]:
        return recording_store.recordings_of(session, 1)

    assert [each.kind for each in town.read(left)] == ["voicemail"]


def test_a_survey_in_words(town: Town) -> None:
    ana, carol = town.desk("ana").available(), town.customer("+5511988887777")
    carol.dial(ACME)
    carol.expect_heard("For English")
    carol.press("2")
    carol.expect_heard("For billing")
    carol.press("0")
    ana.answer()
    ana.hang_up()
    carol.expect_heard("rate this call")
    carol.say("four please")
    carol.expect_heard("say why")
    carol.hang_up()
    carol.expect_ended()
    [score] = town.read(lambda session: surveys.of_number(session, carol.address))
    assert (score.score, score.agent, score.channel) == (4, "Ana Souza", "call")
