"""TwiML Apps through the vendor's client, and the calls that browsers place (reference 5.8, 6)."""

from __future__ import annotations

from tests.exchange.conftest import Town


def test_made_changed_listed_deleted(town: Town) -> None:
    app = town.api.applications.create(friendly_name="desk", voice_url="https://cc.example/a")
    assert app.update(voice_url="https://cc.example/b").voice_url == "https://cc.example/b"
    assert [a.sid for a in town.api.applications.list(friendly_name="desk")] == [app.sid]
    assert town.api.applications(app.sid).delete()
    assert town.api.applications.list() == []


def test_a_browser_dials_through_its_application(town: Town) -> None:
    app = town.api.applications.create(voice_url=town.customer.on("/desk", "<Say>dialling</Say>"))
    agent = town.exchange.client("agent_1")
    agent.application_sid = app.sid
    agent.dial("", {"To": "+5511900000001", "ticket": "7"})
    agent.expect_heard("dialling")
    asked = town.customer.expect("/desk")
    assert (asked["From"], asked["Caller"]) == ("client:agent_1", "client:agent_1")
    assert (asked["To"], asked["ticket"]) == ("+5511900000001", "7")
    assert (asked["Direction"], asked["ApplicationSid"]) == ("inbound", app.sid)
