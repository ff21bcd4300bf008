"""The graph under the keypaths."""

from flows.flow import Flow
from flows.paths_graph import Node, build, ends_at, is_person


def test_ends_in_words(acme: Flow) -> None:
    told = {name: ends_at(step) for name, step in acme.steps.items()}
    assert told["billing_queue"] == "queue billing"
    assert told["closed_message"] == "voicemail general"
    assert told["closed_callback"] == "callback general"
    assert told["goodbye"] == "hang up"
    assert told["main"] == ""


def test_people_are_queues_and_transfers(acme: Flow) -> None:
    assert is_person(acme.steps["billing_queue"])
    assert not is_person(acme.steps["closed_message"])


def test_later_steps_come_first_and_only_ways_back_break_that(acme: Flow) -> None:
    graph = build(acme)
    at = {node: i for i, node in enumerate(graph.later_first)}
    assert set(at) == set(graph.edges)
    for node in graph.edges:
        assert all(at[edge.to] < at[node] for edge in graph.onward(node) if edge.to)
    assert (Node("", "billing"), Node("", "main")) in graph.back


def test_steps_of_a_subflow_know_where_they_are(acme: Flow) -> None:
    graph = build(acme)
    inner = next(node for node in graph.edges if node.step == "ask_cpf")
    assert inner == Node("identify", "ask_cpf", (("", "identify"),))
    assert graph.name(inner) == "identify.ask_cpf"
