"""Problems: a sentence for people, fields for programs."""

from __future__ import annotations

from api.problems import TITLES, Problem, Trouble, reply


def test_a_problem_has_its_own_type_and_shape() -> None:
    trouble = Trouble(400, "this is wrong", fields=[("body.a", "missing")], headers={"X-Why": "so"})
    answer = reply(trouble)
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    assert answer.headers["X-Why"] == "so"
    told = Problem.model_validate_json(answer.get_data())
    assert told.detail == "This is wrong."
    assert (told.fields[0].name, told.changed) == ("body.a", [])


def test_every_status_has_a_title() -> None:
    for status in TITLES:
        assert Problem.model_validate_json(reply(Trouble(status, "")).get_data()).title
