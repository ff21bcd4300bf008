"""Jobs: imports, exports and erasures in slices, by a worker that may die between any two."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from recordings.storage import Storage
from support import sweeper
from support.jobs import Jobs
from support.services import customers, data_rights, erasure, holds_legal, jobs, opt_outs, policies
from support.services.settling import settler
from support.store import agents as agent_store
from support.store.base import Base
from support.store.jobs import Job
from support.store.orders import Order
from support.store.recordings import Recording
from support.worker import Done, GivenUp, Outcome, Worker
from tests.support.centre import CALLBACK, CALLER, NOTICE, OTHER, VOICEMAIL, Centre

HEADER = "numbers,name,tier\n"


class Office:
    """A centre with a worker that does jobs, and nothing else by REST."""

    def __init__(self, centre: Centre, folder: Path) -> None:
        self.centre, self.files = centre, Storage(str(folder))
        self.pace: Callable[[], float] = lambda: 0.0
        self.done = 0
        centre.agent("sue")

    def worker(self) -> Worker:
        done = Jobs(self.centre.store, lambda: self.centre.now, self.files, "salt", lambda: self.pace())

        def carry_out(order: Order) -> Outcome:
            self.done += 1
            kinds = done.kinds()
            return kinds[order.kind](order) if order.kind in kinds else Done()

        return Worker(self.centre.store, lambda: self.centre.now, carry_out, settler(self.centre.shelf))

    def work(self) -> None:
        self.worker().run_once()

    def job(self, job_id: int) -> Job:
        with self.centre.store.reading() as session:
            row = session.get(Job, job_id)
        assert row
        return row

    def importing(self, text: str, *, dry: bool = False) -> Job:
        kept = self.files.write([text.encode()], ".csv")
        job_id = self.centre.do(
            jobs.begin, "import", 1, self.centre.now, path=kept.name, options={"dry": dry}
        )
        self.work()
        return self.job(job_id)

    def file(self, job: Job) -> bytes:
        with self.files.open(job.path) as file:
            return file.read()

    def dump(self) -> str:
        """Everything that the database says."""
        with self.centre.store.reading() as session:
            rows = [list(session.execute(select(table))) for table in Base.metadata.sorted_tables]
        return repr(rows)


@pytest.fixture
def office(centre: Centre, tmp_path: Path) -> Office:
    return Office(centre, tmp_path / "sounds")


# --- files ---------------------------------------------------------------------------------------------


def test_a_file_adds_and_changes_and_says_what_it_refused(office: Office) -> None:
    office.centre.do(customers.create, {"name": "Rosa"}, [CALLER], None, office.centre.now)
    text = HEADER + "11 98888-7777,Rosa Lima,vip\n'+5511977776666,=1+1,\nnone,Bia,\n,,gold\n"
    dry = office.importing(text, dry=True)
    assert dry.state == "done"
    counts = {"added": 1, "changed": 1, "refused": 2}
    assert {name: dry.result[name] for name in counts} == counts
    assert [each["line"] for each in dry.result["problems"]] == [4, 5]
    assert "none" not in str(dry.result)
    assert [each.name for each in office.centre.do(customers.find)] == ["Rosa"]
    real = office.importing(text)
    assert {name: real.result[name] for name in counts} == counts
    assert {each.name: each.tier for each in office.centre.do(customers.find)} == {
        "=1+1": "",
        "Rosa Lima": "vip",
    }
    assert office.importing(text).result["same"] == 2


def test_a_long_file_is_taken_in_slices_each_line_once(office: Office) -> None:
    ticks = iter(range(0, 10_000, 20))
    office.pace = lambda: float(next(ticks))
    lines = "".join(f"+55119{index:08},N{index},\n" for index in range(350))
    job = office.importing(HEADER + lines)
    assert (job.state, job.total, job.result["added"]) == ("done", 350, 350)
    assert office.done >= 4
    assert len(office.centre.do(customers.find, "", limit=1000)) == 350


def test_a_slice_that_is_done_twice_does_nothing_twice(office: Office) -> None:
    kept = office.files.write([(HEADER + "+5511977776666,Bia,\n").encode()], ".csv")
    job_id = office.centre.do(jobs.begin, "import", 1, office.centre.now, path=kept.name)
    with office.centre.store.writing() as session:
        session.add(
            Order(
                kind="run_job",
                payload={"job_id": job_id},
                due_at=office.centre.now,
                created_at=office.centre.now,
            )
        )
    office.work()
    assert office.job(job_id).result["added"] == 1
    assert len(office.centre.do(customers.find)) == 1


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", 'name\n"x'])
def test_a_file_that_is_none_fails_with_a_sentence_or_adds_nothing(office: Office, text: str) -> None:
    job = office.importing(text)
    assert (job.state, bool(job.error)) in (("failed", True), ("done", False))
    if job.state == "failed":
        office.centre.do(jobs.again, job.id, 1, office.centre.now)
        office.work()
        assert office.job(job.id).state == "failed"


def test_what_is_exported_is_imported_again_as_the_same(office: Office) -> None:
    values = {"name": "=HYPERLINK(0)", "notes": 'two\nlines, "quoted"', "external_id": "-7", "tier": "@vip"}
    office.centre.do(customers.create, values, [CALLER, OTHER], None, office.centre.now)
    for number, kind in ((OTHER, "sms"), (CALLER, "sms"), (OTHER, "calls")):
        office.centre.do(customers.consented, number, kind, False, "agent", office.centre.now)
    job_id = office.centre.do(jobs.begin, "export", 1, office.centre.now)
    office.work()
    content = office.file(office.job(job_id))
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    again = office.importing(content.decode("utf-8"))
    assert again.result["same"] == 1, again.result


def test_files_are_deleted_when_their_time_is_over(office: Office) -> None:
    job = office.importing(HEADER + "x,y,\n", dry=True)
    assert office.files.has(job.path)
    office.centre.later(25 * 3600)
    office.work()
    assert not office.files.has(job.path)
    assert office.job(job.id).path == ""
    assert office.job(job.id).result["problems"] == []


# --- data rights -----------------------------------------------------------------------------------------


def a_life(office: Office, number: str = CALLER, tag: str = "1") -> None:
    """Calls, a voicemail with a sound, a callback, a customer, consents."""
    centre = office.centre
    centre.do(customers.create, {"name": "Rosalinda", "notes": "Has a parrot"}, [number], None, centre.now)
    centre.do(customers.consented, number, "recording", True, "call", centre.now)
    centre.reach(VOICEMAIL, sid=f"CAv{tag}", caller=number)
    centre.end(f"CAv{tag}")
    centre.reach(CALLBACK, sid=f"CAc{tag}", caller=number)
    centre.end(f"CAc{tag}")
    centre.reach(NOTICE, sid=f"CAn{tag}", caller=number)
    centre.end(f"CAn{tag}")
    kept = office.files.write([b"RIFF sound"], ".wav")
    with centre.store.writing() as session:
        row = session.scalars(select(Recording).order_by(Recording.id.desc())).first()
        assert row
        row.path, row.state = kept.name, "filed"


def erased(office: Office, number: str = CALLER) -> Job:
    job_id = office.centre.do(data_rights.erase, number, number, 1, office.centre.now)
    office.work()
    return office.job(job_id)


def test_erased_nothing_of_the_number_is_left_anywhere(office: Office) -> None:
    a_life(office)
    a_life(office, OTHER, tag="2")
    before = office.dump()
    assert CALLER in before
    job = erased(office)
    assert job.state == "done", job.error
    left = office.dump()
    assert CALLER.lstrip("+") not in left
    assert left.count("Rosalinda") * 2 == before.count("Rosalinda")
    assert "98888" not in left
    with office.centre.store.reading() as session:
        trail = {each.action: each for each in agent_store.audit_trail(session)}
        sound = session.get(Recording, 1)
    assert sound
    assert (sound.state, sound.path) == ("deleted", "")
    assert trail["data_erased"].object == data_rights.digest(CALLER, "salt")
    assert office.centre.do(data_rights.show, OTHER).sections
    assert office.centre.do(data_rights.show, CALLER).sections == ()


def test_figures_stay(office: Office) -> None:
    a_life(office)
    counts = {"calls": 3, "tickets": 1}
    events = office.centre.kinds("CAv1")
    job = erased(office)
    assert {name: job.result[name] for name in counts} == counts
    assert office.centre.kinds("CAv1") == [*events, "erased"]  # so that its facts are made anew
    assert office.centre.call("CAv1").outcome


def test_who_wants_no_messages_gets_none_after_it_either(office: Office) -> None:
    a_life(office)
    office.centre.do(opt_outs.leave, CALLER, "sair", office.centre.now)
    assert office.centre.do(data_rights.show, CALLER).wants_no_messages
    assert erased(office).result["wish"] == "kept"
    assert CALLER.lstrip("+") not in office.dump()
    assert office.centre.do(opt_outs.is_out, CALLER)
    left = office.centre.do(data_rights.show, CALLER)
    assert [section.table for section in left.sections] == ["opt_outs"]


def test_whoever_calls_now_is_erased_when_the_call_is_over(office: Office) -> None:
    a_life(office)
    office.centre.begin("CAnow", CALLER)
    job = erased(office)
    assert job.state == "working"
    assert office.centre.do(data_rights.show, CALLER).is_calling
    office.centre.end("CAnow")
    office.centre.later(40)
    office.work()
    assert office.job(job.id).state == "done"
    assert CALLER.lstrip("+") not in office.dump()


def test_a_worker_that_dies_at_any_step_loses_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_life(office)
    job_id = office.centre.do(data_rights.erase, CALLER, CALLER, 1, office.centre.now)
    honest, steps = erasure.step, iter(range(1000))

    def dying(*given: object) -> bool:
        more = honest(*given)  # type: ignore[arg-type]
        if next(steps) % 2 == 0:
            raise SystemExit("killed before it was written")
        return more

    monkeypatch.setattr(erasure, "step", dying)
    for _ in range(60):
        with suppress(SystemExit):
            office.work()
        office.centre.later(70)
    assert office.job(job_id).state == "done"
    assert CALLER.lstrip("+") not in office.dump()


@pytest.mark.parametrize(("kind", "ref"), [("ticket", "1001"), ("recording", "1")])
def test_what_is_held_stays_and_is_told(office: Office, kind: str, ref: str) -> None:
    a_life(office)
    hold_id = office.centre.do(holds_legal.place, kind, ref, "Case 7", 1, office.centre.now)
    job = erased(office)
    assert job.result["kept"] == {"tickets": [1001], "calls": [1, 2]}
    left = {each.table: each.count for each in office.centre.do(data_rights.show, CALLER).sections}
    assert (left["calls"], left["tickets"], left["recordings"]) == (2, 1, 1)
    assert "customers" not in left
    assert office.centre.do(customers.find, CALLER) == []
    office.centre.do(holds_legal.release, hold_id, 1, office.centre.now)
    assert erased(office).state == "done"
    assert CALLER.lstrip("+") not in office.dump()


def test_a_held_number_is_not_erased(office: Office) -> None:
    a_life(office)
    office.centre.do(holds_legal.place, "number", CALLER, "Case 7", 1, office.centre.now)
    with pytest.raises(Exception, match="Case 7"):
        erased(office)


def test_the_archive_holds_every_kind_and_the_sound(office: Office) -> None:
    a_life(office)
    a_life(office, OTHER, tag="2")
    job_id = office.centre.do(data_rights.export, "11 98888-7777", 1, office.centre.now)
    office.work()
    job = office.job(job_id)
    assert job.expires_at == office.centre.now + timedelta(hours=24)
    with zipfile.ZipFile(io.BytesIO(office.file(job))) as pack:
        assert pack.testzip() is None
        assert pack.read("audio/1.wav") == b"RIFF sound"
        calls = json.loads(pack.read("calls.json"))
        assert [each["caller"] for each in calls] == [CALLER] * 3
        everything = b"".join(pack.read(name) for name in pack.namelist())
    assert b"parrot" in everything
    assert OTHER.lstrip("+").encode() not in everything
    assert erased(office).state == "done"
    office.work()
    assert not office.files.has(job.path)


def test_a_failed_job_of_no_known_file_says_so(office: Office) -> None:
    office.files.write([b"another"], ".csv")  # a storage that is away as a whole is tried again instead
    job_id = office.centre.do(jobs.begin, "import", 1, office.centre.now, path="0" * 32 + ".csv")
    office.work()
    assert office.job(job_id).error == "the file is gone"
    assert GivenUp("x").error == "x"


def test_new_policies_are_followed_by_sounds_that_are_there(office: Office) -> None:
    a_life(office)
    text = office.centre.do(policies.text)
    shorter = text.replace("{kind: voicemail, days: 365}", "{kind: voicemail, days: 2}")
    assert shorter != text
    office.centre.do(policies.publish, shorter, 1, office.centre.now)
    office.work()
    with office.centre.store.reading() as session:
        row = session.get(Recording, 1)
    assert row
    assert row.expires_at == row.created_at + timedelta(days=2)
    office.centre.later(3 * 86_400)
    office.centre.do(sweeper.sweep, office.centre.now)
    with office.centre.store.reading() as session:
        row = session.get(Recording, 1)
    assert row
    assert row.state == "deleted"
