"""A slow browser loses old sound, never words, and never holds anybody up."""

import threading

from exchange.phones.outbox import MOST_FRAMES, MOST_WORDS, Outbox


def sent_by(outbox: Outbox, sent: list[str | bytes]) -> list[str | bytes]:
    while outbox.send_next(wait=False):
        pass
    return sent


def test_order_is_kept() -> None:
    sent: list[str | bytes] = []
    outbox = Outbox(sent.append)
    messages: list[str | bytes] = ["a", b"1", "b", b"2", "c"]
    for message in messages:
        outbox.put(message)
    assert sent_by(outbox, sent) == messages


def test_old_sound_goes_first_and_words_stay() -> None:
    sent: list[str | bytes] = []
    outbox = Outbox(sent.append)
    outbox.put("words")
    for number in range(MOST_FRAMES + 3):
        outbox.put(bytes([number]))
    assert sent_by(outbox, sent) == ["words", *(bytes([n]) for n in range(3, MOST_FRAMES + 3))]


def test_interrupted_sound_is_forgotten() -> None:
    sent: list[str | bytes] = []
    outbox = Outbox(sent.append)
    for message in ("a", b"1", b"2", "b"):
        outbox.put(message)
    outbox.drop_sound()
    outbox.put(b"3")
    assert sent_by(outbox, sent) == ["a", "b", b"3"]


def test_nobody_reading_closes_the_box() -> None:
    outbox = Outbox(lambda _: None)
    for number in range(MOST_WORDS):
        outbox.put(str(number))
    assert outbox.send_next()
    outbox.put("the place that became free")
    outbox.put("one too many")
    assert not outbox.send_next()


def test_a_connection_that_raises_closes_the_box() -> None:
    def gone(_: str | bytes) -> None:
        raise OSError("gone")

    outbox = Outbox(gone)
    outbox.put("a")
    assert not outbox.send_next()
    assert outbox.closed


def test_a_browser_that_does_not_read_holds_nobody() -> None:
    reading, finish = threading.Event(), threading.Event()

    def stuck(_: str | bytes) -> None:
        reading.set()
        finish.wait(5)

    outbox = Outbox(stuck)
    sender = threading.Thread(target=outbox.run)
    sender.start()
    outbox.put("a")
    assert reading.wait(5)
    for _ in range(1000):
        outbox.put(b"x" * 160)
    outbox.close()
    finish.set()
    sender.join(5)
    assert not sender.is_alive()
