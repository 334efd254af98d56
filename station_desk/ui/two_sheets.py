"""Two recovery sheets typed by those who keep them. Owns the two lines, whose each is, and what is said beside them.

Keeps nothing: who reads the digits clears the fields.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from station_desk.errors import DeskError, ErrorCode
from station_desk.ui.kit import Kit
from station_desk.ui.sheet_field import SheetField
from station_desk.ui.theme import Space

WHOSE: Final = {
    "house_officer": "recover.of_house_officer",
    "nodal_officer": "recover.of_nodal_officer",
    "district": "recover.of_district",
}
OF_SHEETS: Final = frozenset(
    {
        ErrorCode.RECOVERY_DIGITS,
        ErrorCode.RECOVERY_GROUP,
        ErrorCode.RECOVERY_SAME_SHEET,
        ErrorCode.RECOVERY_SHEET_OTHER,
        ErrorCode.RECOVERY_UNFINISHED,
    }
)


class TwoSheetFields(QWidget):
    """The first sheet and the second; `entered` when Enter was pressed in either."""

    entered = Signal()

    def __init__(self, kit: Kit, whose: Callable[[str], str]) -> None:
        """`whose` tells by its digits which sheet was typed; it reads only."""
        super().__init__()
        self._kit = kit
        self._whose = whose
        self.first = SheetField(kit, "recover.first")
        self.second = SheetField(kit, "recover.second", help_text=None)  # said once for both
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.SMALL)
        for field in (self.first, self.second):
            field.whole.connect(partial(self._ask_whose, field))
            field.line.returnPressed.connect(self.entered)
            column.addWidget(field)
        self.setFocusProxy(self.first)

    def digits(self) -> tuple[str, str] | None:
        """Return the digits of both; None after saying beside the field what is missing."""
        for field in (self.first, self.second):
            if not field.is_whole:
                if not field.row.has_problem:
                    field.row.set_problem("sheet_field.not_whole", count=len(field.digits))
                field.line.setFocus()
                return None
        return self.first.digits, self.second.digits

    def refuse(self, error: DeskError) -> bool:
        """Say beside the second sheet why they were not taken; False when the error is about something else."""
        if error.code not in OF_SHEETS:
            return False
        self.second.refuse(error)
        self.second.line.setFocus()
        return True

    def clear(self) -> None:
        """Forget what was typed."""
        self.first.clear()
        self.second.clear()

    def _ask_whose(self, field: SheetField, typed: str) -> None:
        said = partial(self._tell_whose, field, typed)
        self._kit.runner.run(self._whose, typed, reads=True, done=said, failed=partial(self._refuse_one, field))

    def _tell_whose(self, field: SheetField, typed: str, whose: str) -> None:
        if field.digits == typed:
            field.tell(WHOSE[whose])
        if field is self.first and field.line.hasFocus() and not self.second.digits:
            self.second.line.setFocus()

    def _refuse_one(self, field: SheetField, error: DeskError) -> bool:
        if error.code not in OF_SHEETS:
            return False
        field.refuse(error)
        return True
