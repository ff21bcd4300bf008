"""Lines, utterances and classifiers: order, limits, labels."""

from __future__ import annotations

from support.store import transcripts as store
from tests.support.centre import Centre


def keep(centre: Centre, text: str, flow: str = "acme", result: str = "rejected", sid: str = "CA1") -> int:
    row = store.Utterance(
        call_id=centre.row(sid).id,
        flow=flow,
        step="main",
        language="en-US",
        text=text,
        confidence=0.5,
        result=result,
        seq=1,
        at=centre.now,
    )
    with centre.store.writing() as session:
        session.add(row)
        session.flush()
        return row.id


def texts(centre: Centre, **wanted: object) -> list[str]:
    with centre.store.reading() as session:
        return [row.text for row in store.utterances(session, **wanted)]  # type: ignore[arg-type]


def test_the_last_lines_in_their_order(centre: Centre) -> None:
    centre.begin()
    call = centre.row().id
    for word in ("one", "two", "three"):
        centre.do(store.add_line, call, "caller", word, centre.now, final=True)
    with centre.store.reading() as session:
        assert [line.text for line in store.lines(session, call, limit=2)] == ["two", "three"]


def test_a_line_is_cut_where_nobody_would_read_on(centre: Centre) -> None:
    centre.begin()
    line = centre.do(store.add_line, centre.row().id, "caller", "x" * 5000, centre.now, final=False)
    centre.do(store.grow_line, line.id, "y" * 5000, final=True)
    with centre.store.reading() as session:
        assert [len(each.text) for each in store.lines(session, centre.row().id)] == [store.LONGEST]


def test_utterances_by_flow_result_and_label(centre: Centre) -> None:
    centre.begin()
    first = keep(centre, "first")
    keep(centre, "second", result="matched")
    keep(centre, "third", flow="shop")
    assert texts(centre) == ["third", "second", "first"]
    assert texts(centre, flow="acme") == ["second", "first"]
    assert texts(centre, results=("rejected",)) == ["third", "first"]
    assert centre.do(store.label, first, "billing", "Sofia", centre.now)
    assert texts(centre, labelled=True) == ["first"]
    assert texts(centre, labelled=False) == ["third", "second"]
    assert texts(centre, limit=1) == ["third"]


def test_unlabelled_ones_are_counted_by_flow(centre: Centre) -> None:
    centre.begin()
    first = keep(centre, "first")
    keep(centre, "second")
    keep(centre, "third", flow="shop")
    keep(centre, "understood", result="matched")
    centre.do(store.label, first, "billing", "Sofia", centre.now)
    with centre.store.reading() as session:
        assert store.unlabelled(session, ("rejected",)) == {"acme": 1, "shop": 1}


def test_a_label_for_nothing(centre: Centre) -> None:
    assert not centre.do(store.label, 99, "billing", "Sofia", centre.now)


def test_the_last_guess_of_this_call_is_the_one_that_was_wrong(centre: Centre) -> None:
    centre.begin()
    centre.begin("CA2")
    keep(centre, "first", result="unsure")
    keep(centre, "second", result="unsure")
    keep(centre, "elsewhere", result="unsure", sid="CA2")
    centre.do(store.correct_last, centre.row().id)
    assert texts(centre, results=("corrected",)) == ["second"]


def test_a_call_without_words_has_nothing_to_correct(centre: Centre) -> None:
    centre.begin()
    centre.do(store.correct_last, centre.row().id)
    assert texts(centre) == []


def test_a_classifier_for_each_version_and_language(centre: Centre) -> None:
    centre.begin()
    version = centre.row().version_id
    centre.do(store.keep_model, version, "en-US", b"\x00model")
    with centre.store.reading() as session:
        assert store.model(session, version, "en-US") == b"\x00model"
        assert store.model(session, version, "pt-BR") is None
