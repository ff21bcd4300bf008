"""A real day read from a table: midnight, phantoms, stretches of presence, patience by Kaplan-Meier."""

from __future__ import annotations

import gzip
import random
from pathlib import Path

import pytest

from bench.day_play import RuleLine, Stretch, play
from bench.day_replay import (
    AHEAD_S,
    Row,
    Unusable,
    beyond,
    busiest,
    calls,
    read,
    staff,
    survival,
)

HEAD = (
    "call_id,customer_id,priority,type,date,vru_entry,vru_exit,vru_time,q_start,q_exit,q_time,outcome,"
    "ser_start,ser_exit,ser_time,server"
)
TABLE = f"""{HEAD}
1,,0,PS,1999-08-02,9:00:00,9:00:10,10,0:00:00,0:00:00,0,AGENT,9:00:10,9:01:10,60,ana
2,,2,PS,1999-08-02,9:00:20,9:00:30,10,9:00:30,9:01:30,60,AGENT,9:01:29,9:02:29,60,ana
3,,1,NW,1999-08-02,9:00:25,9:00:35,10,9:00:35,9:00:55,20,HANG,0:00:00,0:00:00,0,
4,,0,PS,1999-08-02,9:03:00,9:03:10,10,0:00:00,0:00:00,0,HANG,0:00:00,0:00:00,0,
5,,0,PS,1999-08-02,9:03:00,9:03:10,10,9:03:10,9:04:10,60,PHANTOM,0:00:00,0:00:00,0,ana
6,,0,PS,1999-08-02,23:59:50,24:00:00,10,0:00:05,0:00:25,20,AGENT,0:00:25,0:01:25,60,bo
7,,0,PS,1999-08-03,9:00:00,9:00:10,10,9:00:10,9:00:20,10,HANG,0:00:00,0:00:00,0,
"""


def written(folder: Path, text: str = TABLE) -> Path:
    path = folder / "calls.csv.gz"
    path.write_bytes(gzip.compress(text.encode()))
    return path


def row(at_s: float, wait_s: float, service_s: float = 60, server: str = "ana", queue: str = "PS") -> Row:
    begins = at_s + wait_s
    return Row("day", queue, False, at_s, wait_s, bool(server), begins, service_s, server)


def test_only_who_came_to_a_line_is_read(tmp_path: Path) -> None:
    rows = read(written(tmp_path))
    assert [(each.at_s, each.wait_s, each.answered, each.server) for each in rows] == [
        (9 * 3600 + 10, 0, True, "ana"),
        (9 * 3600 + 30, 60, True, "ana"),
        (9 * 3600 + 35, 20, False, ""),
        (24 * 3600 + 5, 20, True, "bo"),
        (9 * 3600 + 10, 10, False, ""),
    ]
    assert rows[3].served_at_s == 24 * 3600 + 25


def test_the_busiest_day_in_order(tmp_path: Path) -> None:
    day = busiest(read(written(tmp_path)))
    assert {each.date for each in day} == {"1999-08-02"}
    assert [each.at_s for each in day] == sorted(each.at_s for each in day)
    with pytest.raises(Unusable, match="nobody waited"):
        busiest([])


@pytest.mark.parametrize(
    ("text", "message"),
    [("a,b\n1,2\n", "not a table of calls"), (TABLE.replace("9:00:20", "soon"), "not a table of calls")],
)
def test_a_file_that_is_something_else(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(Unusable, match=message):
        read(written(tmp_path, text))


def test_a_file_that_is_not_there_or_not_packed(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match="no such file"):
        read(tmp_path / "nothing.csv.gz")
    (tmp_path / "plain.csv").write_text(TABLE)
    with pytest.raises(Unusable, match="not a table of calls"):
        read(tmp_path / "plain.csv")


def test_a_pause_while_somebody_waits_is_work_or_absence() -> None:
    waiting = row(0, 2000, server="")
    found = staff([waiting, row(0, 0), row(70, 0), row(1000, 0), row(1070, 0)])
    assert found.stretches == (Stretch(0, 0, 130), Stretch(0, 1000, 1130))
    assert found.after_s == 10


def test_a_pause_while_nobody_waits_is_a_quiet_hour() -> None:
    found = staff([row(0, 0), row(1000, 0)])
    assert found.stretches == (Stretch(0, 0, 1060),)
    assert found.after_s == 0


def test_who_waits_for_others_calls_nobody_back() -> None:
    """The agent never served that type: that its callers wait says nothing of the agent's absence."""
    found = staff([row(0, 2000, server="", queue="NE"), row(0, 0), row(1000, 0)])
    assert found.stretches == (Stretch(0, 0, 1060),)
    assert found.serves == {0: {"PS": 1}}


def test_survival_by_hand() -> None:
    """Kaplan and Meier's curve of 5 callers: gone at 1 and 3; served at 2, 3 and 4."""
    curve = survival([(1, True), (2, False), (3, True), (3, False), (4, False)])
    assert [at for at, _ in curve] == [1, 3]
    assert [share for _, share in curve] == pytest.approx([0.8, 0.8 * 2 / 3])


def test_patience_is_drawn_beyond_what_is_known() -> None:
    chance = random.Random(1)
    curve = [(10.0, 0.5), (20.0, 0.25), (40.0, 0.0)]
    drawn = [beyond(curve, 10.0, chance) for _ in range(2000)]
    assert set(drawn) == {20.0, 40.0}
    assert drawn.count(20.0) / 2000 == pytest.approx(0.5, abs=0.05)
    assert beyond(curve, 50.0, chance) == 50.0
    assert beyond([], 5.0, chance) == 5.0


def test_the_day_again(tmp_path: Path) -> None:
    rows = busiest(read(written(tmp_path)))
    known = staff(rows)
    again = calls(rows, known.after_s, 1)
    assert again == calls(rows, known.after_s, 1)
    assert [call.ahead_s for call in again] == [0, AHEAD_S, 0, 0]
    assert again[2].patience_s == 20
    assert again[2].handling_s == 60 + known.after_s  # nobody of that type was served: drawn from all
    outcomes = play(again, known.stretches, RuleLine(known.serves))
    assert [each.answered for each in outcomes] == [True, True, False, True]
    assert outcomes[1].wait_s == pytest.approx(40 + known.after_s)
