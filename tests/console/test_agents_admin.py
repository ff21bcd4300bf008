"""Who takes which calls: read by supervisors, changed by admins, taken back by a button."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Page

from support.rules.staff import Profile
from support.services import staff
from support.store import agents as agent_store
from tests.console.browser import Site, sign_in, wait_for
from tests.console.centre import Centre, form_token, post

FORM = {"name": "Ana Agent", "role": "agent", "account": "on", "rings": "browser"}


def user_id(centre: Centre, login: str = "ana") -> int:
    with centre.store.reading() as session:
        return staff.by_login(session, login).user_id


def profile(centre: Centre, login: str = "ana") -> Profile:
    with centre.store.reading() as session:
        return staff.by_login(session, login).profile


def test_supervisors_read_and_do_not_change(centre: Centre, sue: FlaskClient) -> None:
    page = sue.get("/admin/agents").text
    for words in ("Ana Agent", "Billing", "Technical support", "In the browser", "Takes no calls"):
        assert words in page
    ana = sue.get(f"/admin/agents/{user_id(centre)}").text
    assert "Only admins can change this." in ana
    assert "<fieldset disabled>" in ana
    assert post(sue, f"/admin/agents/{user_id(centre)}", FORM).status_code == 403


def test_a_change_is_kept_audited_and_taken_back(centre: Centre, adam: FlaskClient) -> None:
    before = profile(centre)
    form = FORM | {
        "queue-billing": "2", "queue-tech": "", "skill-english": "7", "new-skill": " Fiber ",
        "new-level": "3",
        "rings": "elsewhere", "endpoint": "+55 11 98888-7777", "name": "Ana A.", "role": "supervisor",
    }  # fmt: skip
    answer = post(adam, f"/admin/agents/{user_id(centre)}", form, follow_redirects=True)
    assert "Ana A. is changed." in answer.text
    assert profile(centre) == Profile({"billing": 2}, {"english": 7, "fiber": 3}, "+5511988887777")
    assert centre.audited()[:2] == ["agent_changed", "person_changed"]
    undo = answer.text.split('class="note-line"', 1)[1].split("</form>", 1)[0]
    fields = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', undo))
    adam.post(f"/admin/agents/{user_id(centre)}", data=fields)
    assert profile(centre) == before
    with centre.store.reading() as session:
        assert (staff.by_login(session, "ana").name, staff.by_login(session, "ana").role) == (
            "Ana Agent",
            "agent",
        )


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"rings": "elsewhere", "endpoint": "ana"}, "A telephone is"),
        ({"rings": "elsewhere", "endpoint": ""}, "A telephone is"),
        ({"queue-billing": "99"}, "A rank is"),
        ({"queue-billing": "x"}, "A rank is"),
        ({"queue-nowhere": "1"}, "No flow has a queue"),
        ({"skill-english": "11"}, "A level is"),
        ({"new-skill": "<b>"}, "A skill is"),
        ({"role": "king"}, "A role is"),
        ({"role": ""}, "A role is"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_written_stays(
    centre: Centre, adam: FlaskClient, wrong: dict[str, str], words: str
) -> None:
    before = profile(centre)
    answer = post(adam, f"/admin/agents/{user_id(centre)}", FORM | {"skill-portuguese": "9"} | wrong)
    assert answer.status_code == 409
    assert words in answer.text
    assert 'name="skill-portuguese" value="9"' in answer.text
    assert profile(centre) == before
    assert "agent_changed" not in centre.audited()


def test_an_admin_does_not_lock_themselves_out(centre: Centre, adam: FlaskClient) -> None:
    form = FORM | {"name": "Adam Admin", "role": "admin", "account": "off"}
    answer = post(adam, f"/admin/agents/{user_id(centre, 'adam')}", form)
    assert "You cannot switch off your own account" in answer.text
    assert adam.get("/admin").status_code == 200


def test_who_is_switched_off_is_signed_out_and_shown(
    centre: Centre, ana: FlaskClient, adam: FlaskClient
) -> None:
    post(adam, f"/admin/agents/{user_id(centre)}", FORM | {"account": "off"})
    assert ana.get("/desk").status_code == 302
    assert "Account switched off" in adam.get("/admin/agents").text


@pytest.mark.parametrize("who", ["404", "0", "x", "99999999999", "-1"])
def test_somebody_there_is_not(adam: FlaskClient, who: str) -> None:
    assert adam.get(f"/admin/agents/{who}").status_code == 404
    assert adam.post(f"/admin/agents/{who}", data={"csrf_token": form_token(adam)}).status_code == 404


def test_a_profile_too_large_for_a_cookie_is_kept_without_an_undo(centre: Centre, adam: FlaskClient) -> None:
    many = {f"skill-word{n}": "3" for n in range(80)}
    path = f"/admin/agents/{user_id(centre)}"
    post(adam, path, FORM | many)
    answer = post(adam, path, FORM, follow_redirects=True)
    assert "Ana Agent is changed." in answer.text
    assert profile(centre).skills == {}


def test_in_a_browser_a_telephone_is_given_and_taken_back(centre: Centre, site: Site, page: Page) -> None:
    sign_in(page, site, "adam", "/admin/agents")
    page.get_by_role("link", name="Ana Agent").click()
    page.get_by_label("At a telephone").check()
    page.get_by_label("Telephone", exact=True).fill("sip:ana@example.com")
    page.get_by_label("Billing").select_option("Rank 2")
    page.get_by_role("button", name="Save").click()
    wait_for(page, "Ana Agent is changed.")
    wait_for(page, "sip:ana@example.com")
    page.get_by_role("button", name="Undo").click()
    page.wait_for_function("document.body && !document.body.innerText.includes('sip:ana@example.com')")
    with centre.store.reading() as session:
        agent = agent_store.agent(session, centre.agent_id())
        assert agent
        assert agent.endpoint == ""
