"""Report: where callers go in a flow and where they leave it, drawn on its diagram; the calls behind a step.

Besides the period and the flow the address says `version`, and of a step that is looked into `step`, `left`
(only those who hung up there) and `before` (the call after which a list goes on).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import has_request_context, request, url_for
from flask_babel import format_decimal, format_percent
from flask_babel import gettext as _

from console import funnel_drawing, report_tiles, words
from console.replies import positive
from console.report_filters import Filters
from console.report_parts import Cell, Column, Drawing, Note, Part, Report, Row, Table, Tiles
from flows.diagram_words import kind
from flows.flow import Flow
from flows.loader import from_document
from support.errors import marked
from support.services import flow_paths, flows
from support.services.flow_paths import Funnel, StepFigures
from support.services.metrics_more import share
from support.store.base import Session

PAGE = 25  # calls of a step that are listed at once


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address says besides the filters."""

    version: int | None = None
    step: str = ""
    left: bool = False
    before: int | None = None


def build(session: Session, filters: Filters) -> Sequence[Part]:
    period = filters.period
    known = flow_paths.flows(session, period.start, period.end)
    titles = {line.flow: line.title for line in flows.published(session)}
    flow = filters.value if filters.dim == "flow" else next(iter(known), "")
    if not flow:
        return [Note(_("No call came to a flow in this period."))]
    asked = _asked()
    found = flow_paths.funnel(session, flow, period.start, period.end, asked.version)
    drawn = _document(session, flow, asked.version)
    return [
        _tiles(session, filters, found, asked),
        *(_behind(session, filters, flow, asked) if asked.step else ()),
        _picture(filters, found, drawn, asked, titles.get(flow, flow)),
        _table(filters, found, drawn, asked),
        *(_versions(session, filters, known.get(flow, 0), flow, asked) if drawn or asked.version else ()),
        _flows(filters, known, titles, flow),
    ]


def _asked() -> Asked:
    """A report that is sent by itself is of no request."""
    if not has_request_context():
        return Asked()
    args = request.args
    return Asked(
        positive(args.get("version", "")), args.get("step", "")[:128], args.get("left") == "1",
        _row_id(args.get("before", "")),
    )  # fmt: skip


def _row_id(text: str) -> int | None:
    """Negative ones are other systems' calls."""
    found = positive(text.removeprefix("-"))
    return -found if found and text.startswith("-") else found


def _document(session: Session, flow: str, version: int | None) -> Flow | None:
    """As it was published, the newest first; None for a flow of another system's, or one that is gone."""
    rows = flows.versions(session, flow)
    row = next((each for each in rows if version in (None, each.version)), None)
    return from_document(row.document) if row else None


def _tiles(session: Session, filters: Filters, found: Funnel, asked: Asked) -> Tiles:
    before, flow = filters.before, found.flow
    was = flow_paths.funnel(session, flow, before.start, before.end, asked.version) if before else None
    return report_tiles.of(
        _("Calls that are over"), found, was,
        [
            (_("Calls"), "count", "", lambda one: one.calls),
            (_("Hung up in a step"), "count", "", _left),
            (_("Of all calls"), "share", "", lambda one: share(_left(one), one.calls)),
            (_("Steps that were met"), "count", "", lambda one: len(_met(one))),
        ],
    )  # fmt: skip


def _left(found: Funnel) -> int:
    return sum(each.left for each in found.steps.values())


def _met(found: Funnel) -> list[StepFigures]:
    met = [each for each in found.steps.values() if each.came > 0]
    return sorted(met, key=lambda each: (-each.came, each.step))


# --- the picture ------------------------------------------------------------------------------------------


def _picture(filters: Filters, found: Funnel, flow: Flow | None, asked: Asked, title: str) -> Drawing:
    steps = [_drawn(filters, each, found, flow, asked) for each in _met(found)]
    said = funnel_drawing.Words(
        title,
        _("%(calls)s calls; a line is as wide as its share of them.", calls=_count(found.calls)),
        lambda count, came: _percent(share(count, came)),
        lambda to, count, came: f"→ {to} {_percent(share(count, came))}",
        lambda n: str(_("%(n)s steps to which fewer callers came are only in the table.", n=n)),
    )
    begin = flow.start if flow else ""
    table = _ways(found)
    svg = funnel_drawing.draw(steps, found.calls, begin, said)
    about = _(
        "Choose a step to see its calls. Who hung up in a step is told in it; steps to which nobody came are "
        "not drawn. Percentages at lines are of those who came to the step above."
    )
    return Drawing("funnel", _("Where callers go"), svg, table, about)


def _drawn(
    filters: Filters, each: StepFigures, found: Funnel, flow: Flow | None, asked: Asked
) -> funnel_drawing.Step:
    came = _percent(share(each.came, found.calls))
    lines = [(str(_("%(n)s came, %(share)s", n=_count(each.came), share=came)), False)]
    if each.left:
        lost = _percent(share(each.left, each.came))
        lines.append((_("%(n)s hung up here, %(share)s", n=_count(each.left), share=lost), True))
    if each.ended:
        over = _percent(share(each.ended, each.came))
        lines.append((_("%(n)s ended here, %(share)s", n=_count(each.ended), share=over), False))
    if each.times.median is not None:
        lines.append((_("%(time)s median", time=words.duration(each.times.median)), False))
    what = _kind(flow, each.step)
    link = _address(filters, found.flow, asked, step=each.step)
    is_gone = flow is not None and not what
    shown = str(_("no longer there")) if is_gone else what
    return funnel_drawing.Step(each.step, what, each.came, each.ways, lines, link, shown, is_gone)


def _kind(flow: Flow | None, step: str) -> str:
    if flow is None:
        return ""
    sub, _dot, name = step.rpartition(".")
    holder = flow.subflows.get(sub) if sub else flow
    return kind(holder.steps[name]) if holder and name in holder.steps else ""


def _ways(found: Funnel) -> Table:
    rows = [
        Row((each.step, to, count, share(count, each.came), share(count, found.calls)))
        for each in _met(found)
        for to, count in sorted(each.ways.items(), key=lambda way: (-way[1], way[0]))
    ]
    columns = [
        Column(_("From")), Column(_("To")), Column(_("Callers"), "count"),
        Column(_("Of those who came"), "share"), Column(_("Of all calls"), "share"),
    ]  # fmt: skip
    return Table("ways", _("Ways"), columns, rows, empty=_("Nobody went from a step to another."))


# --- tables -----------------------------------------------------------------------------------------------


def _table(filters: Filters, found: Funnel, flow: Flow | None, asked: Asked) -> Table:
    rows = [_row(filters, each, found, flow, asked) for each in _met(found)]
    columns = [
        Column(_("Step")), Column(_("Kind")), Column(_("Came"), "count"), Column(_("Of all calls"), "share"),
        Column(_("Went on"), "count"), Column(_("Mostly to")), Column(_("Hung up there"), "count"),
        Column(_("Of those who came"), "share"), Column(_("Ended there"), "count"),
        Column(_("Mean"), "seconds"), Column(_("Median"), "seconds"), Column(_("90 % within"), "seconds"),
    ]  # fmt: skip
    note = str(_("A caller may come to a step more than once."))
    if asked.version is not None and found.calls >= flow_paths.NEWEST:
        note += " " + str(_("Of this version the last %(n)s calls are shown.", n=_count(found.calls)))
    elif found.timed < found.calls:
        note += " " + str(_("Median and 90 %% are of the last %(n)s calls.", n=_count(found.timed)))
    return Table("steps", _("Steps"), columns, rows, note=note, empty=_("Nobody came to a step."))


def _row(filters: Filters, each: StepFigures, found: Funnel, flow: Flow | None, asked: Asked) -> Row:
    mostly = max(each.ways.items(), key=lambda way: (way[1], way[0]))[0] if each.ways else None
    left = Cell(each.left)
    if each.left:
        gone = _address(filters, found.flow, asked, step=each.step, left="1")
        left = Cell(each.left, tone="worse", link=gone)
    return Row(
        (
            each.step, _kind(flow, each.step) or "–", each.came, share(each.came, found.calls),
            sum(each.ways.values()), mostly, left, share(each.left, each.came), each.ended, each.mean,
            each.times.median, each.times.p90,
        ),
        link=_address(filters, found.flow, asked, step=each.step),
    )  # fmt: skip


def _versions(session: Session, filters: Filters, calls: int, flow: str, asked: Asked) -> list[Table]:
    counts = flow_paths.versions(session, flow, filters.period.start, filters.period.end)
    every = Row((_marked(_("All"), asked.version is None), max(calls, sum(counts.values()))),
                link=_address(filters, flow, Asked()))  # fmt: skip
    rows = [
        Row((_marked(str(each), asked.version == each), count), link=_address(filters, flow, Asked(each)))
        for each, count in counts.items()
    ]
    note = str(_("Choose a version to see its calls alone."))
    if sum(counts.values()) >= flow_paths.NEWEST:
        note += " " + str(_("They are counted in the last %(n)s calls.", n=_count(flow_paths.NEWEST)))
    return [Table("versions", _("Versions"), [Column(_("Version")), Column(_("Calls"), "count")],
                  [every, *rows] if rows else [], note=note)]  # fmt: skip


def _flows(filters: Filters, known: Mapping[str, int], titles: Mapping[str, str], flow: str) -> Table:
    rows = [
        Row((_marked(titles.get(each, each), each == flow), count), link=_address(filters, each, Asked()))
        for each, count in known.items()
    ]
    return Table("flows", _("Flows"), [Column(_("Flow")), Column(_("Calls"), "count")], rows)


def _marked(name: str, is_shown: bool) -> str:
    return str(_("%(name)s (shown)", name=name)) if is_shown else name


def _behind(session: Session, filters: Filters, flow: str, asked: Asked) -> list[Part]:
    """The calls of one step, newest first."""
    rows = flow_paths.calls_at(
        session, flow, asked.step, filters.period.start, filters.period.end, asked.version,
        left=asked.left, before_id=asked.before, limit=PAGE,
    )  # fmt: skip
    title = _("Calls that came to “%(step)s”", step=asked.step)
    if asked.left:
        title = _("Calls that hung up in “%(step)s”", step=asked.step)
    lines = [
        Row(
            (
                Cell(row.arrived_at, link=_call(row.call_id)), words.language(row.language),
                sum(ms for name, ms, _how in row.path if name == asked.step) / 1000,
                str(row.path[-1][0]), words.state(row.outcome),
            )
        )
        for row in rows
    ]  # fmt: skip
    columns = [
        Column(_("Began"), "moment"), Column(_("Language")), Column(_("Time in the step"), "seconds"),
        Column(_("Last step")), Column(_("Outcome")),
    ]  # fmt: skip
    table = Table("step_calls", title, columns, lines, empty=_("No such call in this period."))
    links = [Note(_("One step is looked into."), link=_address(filters, flow, Asked(asked.version)),
                  link_text=_("All steps"))]  # fmt: skip
    if len(rows) == PAGE:
        older = _address(filters, flow, asked, step=asked.step, left="1" if asked.left else "",
                         before=str(rows[-1].call_id))  # fmt: skip
        links.append(Note(_("These are %(n)s calls.", n=PAGE), link=older, link_text=_("Older ones")))
    return [table, *links]


def _call(call_id: int) -> str:
    return url_for("console.call", call_id=call_id) if call_id > 0 else ""


def _address(filters: Filters, flow: str, asked: Asked, **more: str) -> str:
    version = {"version": str(asked.version)} if asked.version is not None else {}
    query = filters.query({"flow": flow}, **version, **{name: value for name, value in more.items() if value})
    anchor = "#step_calls" if "step" in more else ""
    return f"{url_for('console.report', name=REPORT.name)}?{query}{anchor}"


def _count(value: int) -> str:
    return str(format_decimal(value))


def _percent(value: float | None) -> str:
    if value is None:
        return "–"
    return str(format_percent(value, "0 %" if value >= 0.0995 or value == 0 else "0.0 %"))


REPORT = Report(
    "flow",
    marked("Flow funnel"),
    marked("Where callers go in a flow and where they leave it, drawn on its diagram."),
    build,
    takes=("flow",),
    default="last28",
    has_ledger=False,
)
