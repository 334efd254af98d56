"""The morning sheet: everything due today or overdue, by token, with room to tick by hand. Owns what stands on it.

It lies on a desk: no name, no matter head; of a restricted matter nothing that somebody wrote in their own words.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial

from station_desk.desk import papers
from station_desk.desk.due_list import DueTask, due_tasks
from station_desk.desk.papers import DUE_SHEET, Place, Printed
from station_desk.desk.ports import Desk
from station_desk.desk.sheet_words import Saying, words
from station_desk.domain.calendar import DAYS_EN, DAYS_HI, day_of, end_of_day, show_date, show_moment
from station_desk.domain.fields import Language
from station_desk.domain.roles import Right
from station_desk.domain.sensitivity import Confidentiality
from station_desk.domain.sheets import Align, Column, Row, Sheet
from station_desk.domain.tasks import AT_CLOSURE, TaskKind
from station_desk.host.paths import read_resource
from station_desk.printing import sheet
from station_desk.printing.ink import Pdf
from station_desk.store import office

_COLUMNS = (
    ("number", 4, Align.CENTRE),
    ("token", 11, Align.LEFT),
    ("what", 28, Align.LEFT),
    ("section", 12, Align.LEFT),
    ("told", 11, Align.LEFT),
    ("due", 14, Align.LEFT),
    ("owner", 10, Align.LEFT),
    ("tick", 12, Align.LEFT),
)


def print_due(desk: Desk, day: date, language: Language) -> Printed:
    """Print what is due by the end of a day, the oldest first. Raises NOT_ALLOWED."""
    desk.must(Right.MATTERS)
    desk.must_be("station")
    rows = sorted(due_tasks(desk, end_of_day(day.isoformat())), key=lambda row: (row.due.task.due_at, row.due.token))
    with desk.store.read() as read:
        people = {person.id: f"{person.rank} {person.name}".strip() for person in office.people(read)}
    return papers.put_on_paper(
        desk,
        papers.SHEET_PRINTED,
        {"paper": DUE_SHEET, "day": day.isoformat()},
        partial(_due, Saying(desk, language), day, rows, people),
        name=f"due-{day.isoformat()}.pdf",
        about={"rows": len(rows)},
        upright=False,
    )


def titled(saying: Saying, wording: Mapping[str, str], day: date) -> tuple[str, ...]:
    """Return the heading of the sheet of a day."""
    weekday = (DAYS_HI if saying.language == "hi" else DAYS_EN)[day.weekday()]
    return saying.titles(saying.say(wording, date=show_date(day.isoformat()), weekday=weekday))


def _due(saying: Saying, day: date, tasks: list[DueTask], people: Mapping[str, str], place: Place) -> Pdf:
    said = words()["due"]
    late = sum(_days_over(task, day) > 0 for task in tasks)
    paper = Sheet(
        title_lines=titled(saying, said["title"], day),
        head=(),
        columns=tuple(
            Column(number, saying.say(said[name]), width, align)
            for number, (name, width, align) in enumerate(_COLUMNS, 1)
        ),
        rows=tuple(_row(saying, day, number, task, people) for number, task in enumerate(tasks, 1)),
        nil_text=saying.say(said["nil"]),
        notes=(saying.say(said["count"], count=str(len(tasks)), late=str(late)), saying.say(said["hidden"])),
        signatures=tuple(saying.say(box) for box in said["sign"]),
        signature_asks=saying.signing_staff,
        **saying.frame(place),
    )
    return sheet.render(paper, read_resource)


def _row(saying: Saying, day: date, number: int, task: DueTask, people: Mapping[str, str]) -> Row:
    said, language = words()["due"], saying.language
    section = task.says.section.in_(language) if task.says.section else ""
    if task.to_verify:
        section = saying.say(saying.common["unsourced"], text=section)
    over, at = _days_over(task, day), task.due.task.due_at
    date_at = show_date(day_of(at).isoformat())
    due = saying.say(said["at_once"], date=date_at) if task.says.at_once else show_moment(at)
    late = f"\n{saying.say(said['late'], count=str(over))}" if over > 0 else ""
    return Row(
        (
            str(number),
            task.due.token,
            _what(saying, task),
            section,
            ", ".join(told.in_(language) for told in task.says.told),
            due + late,
            people.get(task.due.task.owner, ""),
            "",
        )
    )


def _what(saying: Saying, task: DueTask) -> str:
    """Say what is to be done; what people wrote in a restricted matter stays on the screen."""
    said, kind = words()["due"], TaskKind(task.due.task.kind)
    if kind is TaskKind.FOLLOW_UP and task.due.task.key == AT_CLOSURE:
        return saying.say(said["kind"]["at_closure"])
    text = task.says.what.in_(saying.language) if task.says.what else ""
    if kind is TaskKind.PROMISE and task.due.confidentiality != Confidentiality.OPEN:
        text = saying.say(said["restricted"])
    return saying.say(said["kind"][kind.value], text=text)


def _days_over(task: DueTask, day: date) -> int:
    """Return by how many Indian days a task is overdue on a day."""
    return (day - day_of(task.due.task.due_at)).days
