"""Who is told: those who wait on a topic, at once; nobody who closed."""

from __future__ import annotations

import threading

import pytest

from support.live import Live


@pytest.mark.parametrize(
    ("topics", "told", "heard"),
    [
        (["queues"], ["queues"], {"queues"}),
        (["queues"], ["tickets"], set()),
        (["queues", "desk:7"], ["desk:7", "tickets"], {"desk:7"}),
        (["*"], ["desk:7", "tickets"], {"desk:7", "tickets"}),
        ([], ["queues"], set()),
        (["queues", "desk:7"], ["*"], {"queues", "desk:7"}),
        (["*"], ["*"], {"*"}),
    ],
)
def test_only_what_was_asked_for(topics: list[str], told: list[str], heard: set[str]) -> None:
    live = Live()
    subscription = live.subscribe(topics)
    live.publish(told)
    assert subscription.wait(0) == heard
    assert subscription.wait(0) == set()


def test_news_between_two_looks_adds_up() -> None:
    live = Live()
    subscription = live.subscribe(["a", "b"])
    live.publish(["a"])
    live.publish(["b", "c"])
    live.publish(["a"])
    assert subscription.wait(0) == {"a", "b"}


def test_who_waits_is_woken() -> None:
    live = Live()
    subscription = live.subscribe(["a"])
    heard: list[frozenset[str]] = []
    thread = threading.Thread(target=lambda: heard.append(subscription.wait(10)))
    thread.start()
    live.publish(["a"])
    thread.join(5)
    assert heard == [{"a"}]


def test_everybody_is_told_and_nobody_who_closed() -> None:
    live = Live()
    first, second, gone = (live.subscribe(["a"]) for _ in range(3))
    gone.close()
    gone.close()
    live.publish(["a"])
    assert [each.wait(0) for each in (first, second, gone)] == [{"a"}, {"a"}, frozenset()]


def test_nothing_is_lost_between_many_who_publish() -> None:
    live = Live()
    subscription = live.subscribe(["*"])
    threads = [threading.Thread(target=lambda n=n: live.publish([f"topic:{n}"])) for n in range(20)]
    for thread in threads:
        thread.start()
    heard: set[str] = set()
    while len(heard) < 20:
        new = subscription.wait(5)
        assert new
        heard |= new
    for thread in threads:
        thread.join(5)


def test_who_asked_to_be_called_is_called_once_until_they_look() -> None:
    live = Live()
    calls: list[str] = []
    subscription = live.subscribe(["a"], lambda: calls.append("news"))
    live.publish(["b"])
    live.publish(["a"])
    live.publish(["a"])
    assert calls == ["news"]
    assert subscription.wait(0) == {"a"}
    live.publish(["a"])
    assert calls == ["news", "news"]


def test_a_revision_is_another_one_after_a_change_and_before_anybody_is_told() -> None:
    live = Live()
    seen: list[int] = []
    live.subscribe(["queues"], lambda: seen.append(live.revision(["queues", "agents"])))
    before = live.revision(["queues", "agents"])
    live.publish(["tickets"])
    assert live.revision(["queues", "agents"]) == before
    live.publish(["queues", "tickets"])
    assert seen == [live.revision(["queues", "agents"])] != [before]
    after = live.revision(["queues", "agents"])
    live.publish(["*"])
    assert live.revision(["agents"]) != before
    assert live.revision(["queues", "agents"]) != after
