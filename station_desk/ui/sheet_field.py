"""The 48 digits of a recovery sheet, typed: eight groups, each marked right or wrong as soon as it is whole.

Owns the grouping and the marks. Keeps nothing: who reads the digits clears the field.
"""

from __future__ import annotations

import re
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from station_desk.desk import recovery
from station_desk.desk.recovery import GROUP_DIGITS, GROUPS
from station_desk.domain.letters import fold_digits
from station_desk.errors import DeskError
from station_desk.ui.field_row import FieldRow
from station_desk.ui.flow import FlowLayout
from station_desk.ui.icons import Icon
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel
from station_desk.ui.texts import Said
from station_desk.ui.theme import Space

MOST: Final = 200  # a paste may bring blanks and hyphens


class SheetField(QWidget):
    """A line for the digits of one sheet, and eight marks under it.

    `whole(typed)`   all eight groups are right
    `touched`        something was typed
    """

    whole = Signal(str)
    touched = Signal()

    def __init__(self, kit: Kit, label: Said, *, help_text: Said | None = "sheet_field.help") -> None:
        super().__init__()
        self._kit = kit
        self.line = QLineEdit()
        self.line.setMaxLength(MOST)
        self.line.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.line.textEdited.connect(self._regroup)
        self.row = FieldRow(kit, label, self.line, help_text=help_text, required=True)
        self.marks = [_Mark(kit, place + 1) for place in range(GROUPS)]
        self.told = PlainLabel(type_="strong")
        self.told.setVisible(False)
        self._all_marks = QWidget()
        marks = FlowLayout(spacing=Space.SMALL)
        self._all_marks.setLayout(marks)
        for mark in self.marks:
            marks.addWidget(mark)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.HAIR)
        column.addWidget(self.row)
        column.addWidget(self._all_marks)
        column.addWidget(self.told)
        self.setFocusProxy(self.line)

    @property
    def digits(self) -> str:
        """The digits typed so far, Western."""
        return re.sub(r"[^0-9]", "", fold_digits(self.line.text()))

    @property
    def is_whole(self) -> bool:
        """Whether all eight groups are there and right."""
        digits = self.digits
        return len(digits) == GROUPS * GROUP_DIGITS and all(
            recovery.group_fits(place, _group(digits, place)) for place in range(GROUPS)
        )

    def tell(self, said: Said) -> None:
        """Say whose sheet it is."""
        self._kit.words.tie(self.told, said)
        self._tell(told=True)

    def refuse(self, error: DeskError) -> None:
        """Say beside the line why the sheet was not taken."""
        self._tell(told=False)
        self.row.refuse(error)

    def clear(self) -> None:
        """Forget what was typed, also what Ctrl+Z would bring back."""
        self.line.setText("")
        self._show("")

    def _regroup(self, typed: str) -> None:
        """Part the digits into groups of six, and keep the cursor after the digit it was after."""
        before = len(re.sub(r"[^0-9]", "", fold_digits(typed[: self.line.cursorPosition()])))
        digits = self.digits[: GROUPS * GROUP_DIGITS]
        shown = " ".join(digits[start : start + GROUP_DIGITS] for start in range(0, len(digits), GROUP_DIGITS))
        if shown != typed:
            self.line.setText(shown)
            self.line.setCursorPosition(min(before + max(before - 1, 0) // GROUP_DIGITS, len(shown)))
        self._show(digits)
        self.touched.emit()
        if self.is_whole:
            self.whole.emit(digits)

    def _tell(self, *, told: bool) -> None:
        """Show whose it is in the place of eight marks that are all right: a dialog has no room for both."""
        self.told.setVisible(told)
        self._all_marks.setVisible(not told)

    def _show(self, digits: str) -> None:
        self._tell(told=False)
        wrong = 0
        for place, mark in enumerate(self.marks):
            six = _group(digits, place)
            right = recovery.group_fits(place, six) if len(six) == GROUP_DIGITS else None
            mark.show_state(right)
            if right is False and not wrong:
                wrong = place + 1
        if wrong:
            self.row.set_problem("sheet_field.wrong", group=wrong)
        else:
            self.row.set_problem(None)


def _group(digits: str, place: int) -> str:
    return digits[place * GROUP_DIGITS : (place + 1) * GROUP_DIGITS]


class _Mark(QWidget):
    """One group: its number and a shape."""

    def __init__(self, kit: Kit, number: int) -> None:
        super().__init__()
        self._kit = kit
        self.right: bool | None = None
        self._mark = QLabel()
        number_label = PlainLabel(str(number), "small")
        number_label.setWordWrap(False)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.HAIR)
        row.addWidget(number_label)
        row.addWidget(self._mark)
        self.show_state(None)

    def show_state(self, right: bool | None) -> None:
        """Show whether the group is right; None while it is not whole."""
        self.right = right
        icon, colour, word = {
            None: (Icon.TO_COME, "soft_ink", "step.to_come"),
            True: (Icon.DONE, "done", "sheet_field.right"),
            False: (Icon.HIGH, "danger", "step.wrong"),
        }[right]
        self._kit.icons.put_mark(self._mark, icon, colour)
        self._kit.words.tie_plain(self._mark.setAccessibleName, word)
