"""The second officer of an approval: who they are, and their own password, typed at the same desk.

Where no officer could agree, two recovery sheets are asked for. Owns the fields and what is said beside them; who may
agree and whether they did is the desk's to judge.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from station_desk.desk import approvals
from station_desk.desk.approvals import Able, Agreeing, SecondPerson, TwoSheets
from station_desk.desk.ports import Desk
from station_desk.domain.roles import Right
from station_desk.errors import DeskError, ErrorCode
from station_desk.ui.field_row import FieldRow
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel
from station_desk.ui.passphrase_fields import secret_field
from station_desk.ui.person_fields import called
from station_desk.ui.theme import Space
from station_desk.ui.two_sheets import TwoSheetFields
from station_desk.ui.wrapped import Check

BESIDE_WHO = frozenset(
    {
        ErrorCode.SECOND_SAME,
        ErrorCode.SECOND_WALLED,
        ErrorCode.SECOND_NEEDED,
        ErrorCode.PERSON_UNKNOWN,
        ErrorCode.LAST_SECOND,
    }
)
BESIDE_PASSPHRASE = frozenset({ErrorCode.PASSPHRASE_WRONG, ErrorCode.SIGN_IN_WAIT, ErrorCode.KEY_FILE_OLD})


class SecondFields(QWidget):
    """Who agrees and their password; else two sheets; or, where there are none, a sentence that says what to do.

    `entered`         Enter was pressed in the last field: the page does its one act
    `known(anybody)`  it is known who could; says whether there is anybody to ask
    """

    entered = Signal()
    known = Signal(bool)

    def __init__(
        self,
        kit: Kit,
        desk: Desk,
        right: Right = Right.SECOND,
        *,
        but: str = "",
        matter: str = "",
        able: Callable[[Desk], Able] | None = None,
    ) -> None:
        """`right` is what the second person must hold; `but` is somebody who cannot be it: the act is about them.

        Nor can be who does not see `matter`, where the act is about one.

        `able` tells who could agree, where not every holder of the right can.
        """
        super().__init__()
        self._kit = kit
        self._right = right
        self._able = Able((), sheets=False, paired=False)
        self.who = QComboBox()
        kit.words.tie(self.who.setPlaceholderText, "second.choose")
        self.who_row = FieldRow(kit, "second.who", self.who, required=True)
        self.passphrase = secret_field()
        self.passphrase.returnPressed.connect(self.entered)
        self.passphrase_row = FieldRow(kit, "second.passphrase", self.passphrase, required=True)
        self.nobody = PlainLabel(type_="caution")
        kit.words.tie(self.nobody, "second.nobody")
        self.instead = Check()
        kit.words.tie(self.instead.say, "second.or_sheets")
        self.instead.toggled.connect(self._settle)
        self.sheets = TwoSheetFields(kit, partial(approvals.whose, desk))
        self.sheets.entered.connect(self.entered)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.SMALL)
        for widget in (self.who_row, self.passphrase_row, self.nobody, self.instead, self.sheets):
            column.addWidget(widget)
        self.setFocusProxy(self.who)
        self.who.currentIndexChanged.connect(self._choose)
        for later in (self.nobody, self.instead, self.sheets):
            later.setVisible(False)
        asks = able or partial(approvals.able, right=right, but=but, matter=matter)
        kit.runner.run(asks, desk, reads=True, done=self._show)

    @property
    def by_sheets(self) -> bool:
        """Whether two sheets are asked for."""
        return self._able.sheets and (not self._able.officers or self.instead.isChecked())

    def second(self) -> Agreeing | None:
        """Return who agrees and what they typed; None after saying beside the field what is missing."""
        self.who_row.set_problem(None)
        self.passphrase_row.set_problem(None)
        if self.by_sheets:
            digits = self.sheets.digits()
            return TwoSheets(*digits) if digits else None
        chosen = self.who.currentData()
        if chosen is None:
            self.who_row.set_problem("problem.required")
            self.who.setFocus()
            return None
        if not self.passphrase.text():
            self.passphrase_row.set_problem("problem.required")
            self.passphrase.setFocus()
            return None
        return SecondPerson(str(chosen), self.passphrase.text())

    def refuse(self, error: DeskError) -> bool:
        """Say beside its field why they could not agree; False when the error is about something else."""
        if self.by_sheets and self.sheets.refuse(error):
            return True
        of_them = error.code is ErrorCode.NOT_ALLOWED and error.facts.get("right") == self._right.value
        if error.code in BESIDE_WHO or of_them:
            self.who_row.refuse(error)
            self.who.setFocus()
            return True
        if error.code in BESIDE_PASSPHRASE:
            self.passphrase_row.refuse(error)
            self.passphrase.setFocus()
            self.passphrase.selectAll()
            return True
        return False

    def clear(self) -> None:
        """Forget what was typed."""
        self.passphrase.clear()
        self.sheets.clear()
        self.who_row.set_problem(None)
        self.passphrase_row.set_problem(None)

    def _choose(self, _: int) -> None:
        self.who_row.set_problem(None)

    def _show(self, able: Able) -> None:
        """Offer those who may agree; the only one is chosen already."""
        self._able = able
        self.who.clear()
        for row in able.officers:
            self.who.addItem(called(row), row.id)
        self.who.setCurrentIndex(0 if len(able.officers) == 1 else -1)
        self._kit.words.tie(self.nobody, _why_nobody(able))
        self.nobody.setVisible(not able.officers)
        self.instead.setVisible(bool(able.officers) and able.sheets)
        self._settle()
        self.known.emit(bool(able.officers) or able.sheets)

    def _settle(self, _: bool = False) -> None:
        for widget in (self.who_row, self.passphrase_row):
            widget.setVisible(bool(self._able.officers) and not self.by_sheets)
        self.sheets.setVisible(self.by_sheets)
        self.setFocusProxy(self.sheets if self.by_sheets else self.who)


def _why_nobody(able: Able) -> str:
    """Name the sentence that says why no officer is asked, and what to do."""
    if able.sheets:
        return "second.by_sheets"
    return "second.no_sheets" if able.paired else "second.nobody"
