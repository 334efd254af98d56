"""The calls of a day on paper: only those whose safe hours fall in it. Owns what stands on it.

It passes the contact gate for every matter (domain notes 5.5): a number is printed only while she may be called; for a
later hour of the day the screen gives it then. Each matter is a reading of her identity, and logged as one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import partial

from station_desk.desk import calling, papers
from station_desk.desk.cases import answers_with_identity, case_of
from station_desk.desk.casework import due
from station_desk.desk.due_sheet import titled
from station_desk.desk.law import gate_rules
from station_desk.desk.letters import safe_times
from station_desk.desk.papers import CALL_LIST, Place, Printed
from station_desk.desk.ports import Desk, intake_form
from station_desk.desk.sheet_words import Saying, words
from station_desk.domain.calendar import INDIA, day_of, end_of_day, show_moment, write_moment
from station_desk.domain.case import FOLLOW_UP
from station_desk.domain.fields import Language
from station_desk.domain.gates import CallGate, WhyNot, may_call
from station_desk.domain.roles import Right
from station_desk.domain.sheets import Align, Column, Part, Row, Sheet
from station_desk.domain.tasks import TaskKind
from station_desk.errors import DeskError
from station_desk.host.paths import read_resource
from station_desk.printing import sheet
from station_desk.printing.ink import Pdf
from station_desk.store.cases import Due
from station_desk.store.connect import Connection

_BY_PHONE = frozenset({"", "safe_call"})
_COLUMNS = (
    ("number", 4, Align.CENTRE),
    ("token", 11, Align.LEFT),
    ("due", 10, Align.LEFT),
    ("hours", 15, Align.LEFT),
    ("phone", 14, Align.LEFT),
    ("caller", 14, Align.LEFT),
    ("code_word", 9, Align.LEFT),
    ("never", 10, Align.LEFT),
    ("tick", 13, Align.LEFT),
)


@dataclass(frozen=True, slots=True)
class _Call:
    """One call that is due, as the gate answers for this day."""

    due: Due
    gate: CallGate = field(repr=False)
    code_word: str = field(repr=False)


def print_calls(desk: Desk, day: date, language: Language) -> Printed:
    """Print the calls due by the end of a day whose safe hours fall in it. Raises NOT_ALLOWED.

    Matters whose safe hours are over, or who may not be called, stand under it with the reason and nothing else.
    """
    desk.must(Right.IDENTITY)
    desk.must_be("station")
    rows = [row for row in due(desk, end_of_day(day.isoformat())) if row.task.kind == TaskKind.FOLLOW_UP.value]
    rows.sort(key=lambda row: (row.task.due_at, row.token))
    now = desk.now()
    moment = now if day_of(now) == day else write_moment(datetime.combine(day, time(), INDIA))
    with desk.store.read() as read:
        found = [call for row in rows if (call := _call(read, row, moment))]
    matters = list(dict.fromkeys(call.due.task.matter for call in found))
    return papers.put_on_paper(
        desk,
        papers.SHEET_PRINTED,
        {"paper": CALL_LIST, "day": day.isoformat()},
        partial(_calls, Saying(desk, language), day, found, moment == now),
        name=f"calls-{day.isoformat()}.pdf",
        about={"rows": len(found)},
        upright=False,
        reads=[(matter, calling.CALL) for matter in matters],
    )


def _call(read: Connection, row: Due, moment: str) -> _Call | None:
    """Ask the gate; None for a visit, and for a matter that cannot be read: the check of the record tells of it."""
    try:
        planned = case_of(read, row.task.matter).of(FOLLOW_UP)
        answers = answers_with_identity(read, row.task.matter)
    except DeskError:
        return None
    way = next((str(one.answers.get("way", "")) for one in planned if one.record == row.task.key), "")
    if way not in _BY_PHONE:
        return None
    return _Call(row, may_call(intake_form(), answers, moment), calling.code_word(read, row.task.matter))


def _in_day(call: _Call, day: date) -> bool:
    """Tell whether she may be called on a day, at once or at a later hour of it."""
    return call.gate.allowed or (call.gate.next_at is not None and day_of(call.gate.next_at) == day)


def _calls(saying: Saying, day: date, calls: list[_Call], by_now: bool, place: Place) -> Pdf:
    said = words()["calls"]
    today = [call for call in calls if _in_day(call, day)]
    not_today = [call for call in calls if not _in_day(call, day)]
    paper = Sheet(
        title_lines=titled(saying, said["title"], day),
        head=(),
        columns=tuple(
            Column(number, saying.say(said[name]), width, align)
            for number, (name, width, align) in enumerate(_COLUMNS, 1)
        ),
        rows=tuple(_row(saying, number, call, by_now) for number, call in enumerate(today, 1)),
        nil_text=saying.say(said["nil"]),
        parts=(
            Part(
                title=saying.say(said["not_today"]),
                columns=(Column(0, saying.say(said["token"]), 20), Column(0, saying.say(said["why"]), 80)),
                rows=tuple(Row((call.due.token, _why_not(saying, call.gate))) for call in not_today),
                nil_text=saying.say(said["not_today_nil"]),
            ),
        ),
        notes=(saying.say(said["rule"]),),
        **saying.frame(place),
    )
    return sheet.render(paper, read_resource)


def _row(saying: Saying, number: int, call: _Call, by_now: bool) -> Row:
    said, gate, language = words()["calls"], call.gate, saying.language
    hours = safe_times(gate, language)
    owner = f" ({gate.owner.in_(language)})" if gate.owner else ""
    phone = f"{gate.number}{owner}" if gate.allowed and by_now else saying.say(said["later"])
    caller = gate.caller_name or saying.say(said["caller_nothing"])
    due_at = show_moment(call.due.task.due_at)
    cells = (str(number), call.due.token, due_at, hours, phone, caller, call.code_word, gate.never_via, "")
    return Row(cells)


def _why_not(saying: Saying, gate: CallGate) -> str:
    if gate.next_at:
        return saying.say(words()["calls"]["next"], at=show_moment(gate.next_at))
    return gate_rules().calls[gate.why_not or WhyNot.NOT_ASKED].words.in_(saying.language)
