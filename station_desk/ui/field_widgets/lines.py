"""Answers written on one line: words, numbers, phones, tokens, dates, moments. Owns saying back what was understood.

Nothing is corrected in the line itself; what was understood stands beside it, so that a slip of the finger is seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from station_desk.domain.calendar import (
    DAYS_EN,
    DAYS_HI,
    INDIA,
    MONTHS_HI,
    DateRefusedError,
    parse_moment,
    read_date,
    read_moment,
    show_date,
    show_moment,
)
from station_desk.domain.fields import Field, Future, Language
from station_desk.domain.figures import read_phone
from station_desk.domain.ids import read_token
from station_desk.errors import ProblemCode
from station_desk.ui.field_row import FieldRow
from station_desk.ui.field_widgets.editor import Editor, Problems, Room
from station_desk.ui.labels import PlainLabel
from station_desk.ui.theme import Space

NARROW: Final = 220
MIDDLE: Final = 320
WIDE_FROM: Final = 60  # letters: a longer text gets the whole line
_NOW_WORDS: Final = {"अभी", "abhi", "now"}
_MONTHS_EN: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


class LineEditor(Editor):
    """One line of text."""

    def __init__(self, room: Room, field: Field) -> None:
        super().__init__(room, field)
        self._kept: object = None  # what was given to show, until somebody types: a moment has seconds no line shows
        self.line = QLineEdit()
        self.line.textEdited.connect(self._typed)
        self.line.installEventFilter(self)
        self.understood = PlainLabel(type_="soft")
        self._row = QHBoxLayout()
        self._row.setSpacing(Space.SMALL)
        self._row.addWidget(self.line, 1)
        self._row.addWidget(self.understood, 1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(Space.TIGHT)
        self._column.addLayout(self._row)
        room.kit.theme.changed.connect(self._measure)
        room.kit.words.changed.connect(self._say_back)
        self._measure()

    @property
    def speaker(self) -> QWidget:
        """The line takes the keyboard."""
        return self.line

    def value(self) -> object:
        """Return what is written."""
        return self._kept if self._kept is not None else self.line.text() or None

    def set_value(self, value: object, reasons: Mapping[str, str]) -> None:  # noqa: ARG002
        """Show what was kept or typed."""
        self._kept = value if value not in ("", None) else None
        self.line.setText(self.written(value) if self._kept is not None else "")
        self.line.setCursorPosition(0)
        self._say_back()

    def written(self, value: object) -> str:
        """Return a kept answer as a person would write it; what was typed stays as it is."""
        return str(value)

    def meaning(self, text: str) -> str:  # noqa: ARG002
        """Return what was understood, to be shown beside the line; "" when there is nothing to say."""
        return ""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hear when the keyboard leaves the line."""
        if watched is self.line and event.type() is QEvent.Type.FocusOut:
            self.left_line()
        return False

    def left_line(self) -> None:
        """Do what is due when the line is left."""

    def _typed(self, _: str) -> None:
        self._kept = None
        self._say_back()
        self.changed.emit(False)

    def _say_back(self) -> None:
        said = self.meaning(self.line.text())
        self.understood.setText(said)

    def _measure(self) -> None:
        wide = self.width_wanted()
        self.line.setMaximumWidth(self.room.kit.theme.pixels(wide) if wide else 16_777_215)
        self.understood.setVisible(bool(wide))  # it also holds a short line at the left

    def width_wanted(self) -> int:
        """Return the greatest width at 100 %, 0 for all there is: the length of a line tells how much is expected."""
        return MIDDLE if self.field.max is not None and self.field.max < WIDE_FROM else 0


class NumberEditor(LineEditor):
    """A whole number in either digit set."""

    def width_wanted(self) -> int:
        """Be as wide as a number."""
        return NARROW // 2


class PhoneEditor(LineEditor):
    """A phone number; its digits are said back in groups."""

    def meaning(self, text: str) -> str:
        """Group the ten digits as people read them out."""
        phone = read_phone(text)
        return f"{phone[:5]} {phone[5:]}" if phone and len(phone) == 10 else phone or ""

    def width_wanted(self) -> int:
        """Be as wide as a phone number."""
        return NARROW


class TokenEditor(LineEditor):
    """A token, whole or its serial alone."""

    def meaning(self, text: str) -> str:
        """Say the whole token."""
        around = self.room.around()
        token = read_token(text, around.station, around.today.year) if text.strip() else None
        return str(token) if token else ""

    def width_wanted(self) -> int:
        """Be as wide as a token."""
        return MIDDLE


class DateEditor(LineEditor):
    """A date as people write it; the day understood stands beside it, and a later day asks why right here."""

    def __init__(self, room: Room, field: Field) -> None:
        super().__init__(room, field)
        self.reason = QLineEdit()
        self.reason_row = FieldRow(room.kit, "form.later_reason", self.reason, help_text="form.later_help")
        self.reason_row.setVisible(False)
        self.reason.textEdited.connect(lambda _: self.changed.emit(False))
        self._column.addWidget(self.reason_row)

    def set_value(self, value: object, reasons: Mapping[str, str]) -> None:
        """Show the date and the reason given for a later one."""
        super().set_value(value, reasons)
        self.reason.setText(reasons.get("", ""))
        self.reason_row.setVisible(bool(self.reason.text()))

    def reasons(self) -> dict[str, str]:
        """Return the reason for a later date."""
        return {"": self.reason.text()} if self.reason.text().strip() else {}

    def show_problems(self, problems: Problems) -> None:
        """Ask why, under a date after today."""
        later = any(problem.code is ProblemCode.FUTURE_DATE for problem in problems.get("", ()))
        wanted = later and self.field.future is Future.WARN
        if wanted or not self.reason.hasFocus():
            self.reason_row.setVisible(wanted)

    def written(self, value: object) -> str:
        """Turn a kept date round."""
        text = str(value)
        parts = text.split("-")
        kept = len(parts[0]) == 4 and all(part.isascii() and part.isdigit() for part in parts)
        return show_date(text) if kept else text

    def meaning(self, text: str) -> str:
        """Say date and weekday, or the month where only that was told."""
        if not text.strip():
            return ""
        try:
            kept = read_date(text, self.room.around().today, partial=self.field.partial)
        except DateRefusedError:
            return ""
        return say_date(kept, self.room.kit.words.language)

    def width_wanted(self) -> int:
        """Be as wide as a date."""
        return NARROW


class MomentEditor(DateEditor):
    """A date with a time, or a time alone for today; "अभी" means this moment."""

    def written(self, value: object) -> str:
        """Turn a kept moment into Indian date and time."""
        text = str(value)
        return show_moment(text) if text.endswith("Z") and "T" in text else text

    def meaning(self, text: str) -> str:
        """Say date, weekday and time."""
        if text.strip().lower() in _NOW_WORDS:
            return self._say(self.room.now())
        try:
            return self._say(read_moment(text, self.room.around().today)) if text.strip() else ""
        except DateRefusedError:
            return ""

    def left_line(self) -> None:
        """Turn "now" into the moment it was when the line was left."""
        if self.line.text().strip().lower() in _NOW_WORDS:
            self.set_value(self.room.now(), self.reasons())
            self.changed.emit(True)

    def _say(self, kept: str) -> str:
        moment = parse_moment(kept).astimezone(INDIA)
        return f"{say_date(moment.date().isoformat(), self.room.kit.words.language)}, {moment:%H:%M}"


def say_date(kept: str, language: Language) -> str:
    """Say a kept date with its weekday, or month and year by name where the day is not known."""
    parts = kept.split("-")
    if len(parts) == 3:
        weekday = date.fromisoformat(kept).weekday()
        return f"{show_date(kept)}, {(DAYS_HI if language == 'hi' else DAYS_EN)[weekday]}"
    if len(parts) == 2:
        return f"{(MONTHS_HI if language == 'hi' else _MONTHS_EN)[int(parts[1]) - 1]} {parts[0]}"
    return kept
