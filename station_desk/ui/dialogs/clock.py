"""What a person writes about one statutory clock: it was done, why it is late, or since when it counts. Owns asking."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from PySide6.QtWidgets import QLineEdit, QWidget

from station_desk.desk import case_acts
from station_desk.desk.casework import Kept
from station_desk.desk.ports import Desk, intake_form
from station_desk.domain.calendar import DateRefusedError, read_moment, show_moment
from station_desk.domain.clocks import Clock, ClockState
from station_desk.domain.fields import Wording
from station_desk.errors import DeskError, Problem
from station_desk.ui.choice import Choice
from station_desk.ui.dialogs.asking import AskingDialog
from station_desk.ui.field_row import FieldRow
from station_desk.ui.kit import Kit
from station_desk.ui.texts import Said

MET, LATE, STARTED = "met", "late", "started"
_SAID: Final[Mapping[str, Said]] = {MET: "clock.is_met", LATE: "clock.is_late", STARTED: "clock.is_started"}
_HELP: Final[Mapping[str, Said]] = {MET: "clock.at_help", LATE: "clock.why_help", STARTED: "clock.at_help"}
_ACTS: Final[Mapping[str, Callable[[Desk, str, str, str], Kept]]] = {
    MET: case_acts.note_met,
    LATE: case_acts.note_late,
    STARTED: case_acts.note_started,
}


def answers(clock: Clock) -> tuple[str, ...]:
    """Return what may be written about a clock as it stands, the likeliest first; nothing for one met in time."""
    match clock.state:
        case ClockState.DUE | ClockState.HELD:
            return (MET,)
        case ClockState.WAITING:
            return (STARTED, MET)
        case ClockState.LATE | ClockState.LATE_EXPLAINED:
            return (MET, LATE)
        case ClockState.MET_LATE if not clock.reason:
            return (LATE,)
        case _:
            return ()


class ClockDialog(AskingDialog):
    """A choice where there is one, a line for the time or the reason, the verb."""

    def __init__(self, parent: QWidget, kit: Kit, desk: Desk, matter: str, clock: Clock) -> None:
        self._desk, self._matter, self._clock = desk, matter, clock
        offered = answers(clock)
        self.choice = Choice(kit, "clock.ask", [(code, _SAID[code]) for code in offered], offered[0])
        self.choice.setVisible(len(offered) > 1)
        now = show_moment(desk.now())
        self.lines = {code: QLineEdit("" if code == LATE else now) for code in offered}
        self.rows = {
            code: FieldRow(kit, _SAID[code], line, help_text=self._help(kit, code), required=True)
            for code, line in self.lines.items()
        }
        super().__init__(
            parent,
            kit,
            clock.row.title,
            clock.row.section,
            (self.choice, *self.rows.values()),
            list(self.lines.values()),
            "clock.save",
            self._save,
        )
        for code, line in self.lines.items():
            line.returnPressed.disconnect()  # one line is there at a time: Enter in it writes
            line.returnPressed.connect(self._save)
            line.textChanged.connect(lambda _, row=self.rows[code]: row.set_problem(None))
        self.choice.changed.connect(self._ask)
        self._ask(offered[0])

    def _help(self, kit: Kit, code: str) -> Said:
        """Say how a time is written; where several times meet the clock, which of them this one stands for."""
        if code != MET or len(self._clock.missing) < 2:
            return _HELP[code]
        hindi, english = zip(*map(_label, self._clock.missing), strict=True)
        return kit.words.both("clock.all_help", missing=Wording(", ".join(hindi), ", ".join(english)))

    def _ask(self, chosen: str) -> None:
        for code, row in self.rows.items():
            row.setVisible(code == chosen)
        self._put_keyboard()

    def _put_keyboard(self) -> None:
        line = self.lines[self.choice.chosen]
        line.setFocus()
        line.selectAll()

    def _save(self) -> None:
        code = self.choice.chosen
        said = self._said(code)
        if said is None:
            self._put_keyboard()
            return
        self.kit.runner.run(
            _ACTS[code],
            self._desk,
            self._matter,
            self._clock.row.id,
            said,
            done=self._saved,
            failed=self._refused,
            busy=self.body,
        )

    def _said(self, code: str) -> str | None:
        """Return the reason, or the moment as it is kept; None with the trouble said under the line."""
        text, row = self.lines[code].text(), self.rows[code]
        if code == LATE:
            if not text.strip():
                row.set_problem("problem.required")
            return text if text.strip() else None
        try:
            return read_moment(text, self._desk.today())
        except DateRefusedError as error:
            row.show_problem(Problem("", error.code))
            return None

    def _saved(self, _: Kept) -> None:
        title = self._clock.row.title.in_(self.kit.words.language)
        self.accept()
        self.kit.notices.done("clock.saved", title=title)

    def _refused(self, error: DeskError) -> bool:
        self.rows[self.choice.chosen].refuse(error)
        self._put_keyboard()
        return True


def _label(path: str) -> tuple[str, str]:
    """Return the question of the entry at a path, in both languages."""
    first, _, rest = path.partition(".")
    field = intake_form().field(first)
    field = next((child for child in field.fields if child.id == rest), field)
    return field.label.hi, field.label.en
