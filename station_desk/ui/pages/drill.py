"""Trying a recovery sheet: its digits are typed, the desk says whose it is and that it works. Nothing is used up."""

from __future__ import annotations

from station_desk.desk import recovery
from station_desk.desk.ports import Desk
from station_desk.desk.recovery import Drilled
from station_desk.errors import DeskError, ErrorCode
from station_desk.ui.act_page import ActPage
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel
from station_desk.ui.pages.sheets import SHEET_NAMES
from station_desk.ui.sheet_field import SheetField
from station_desk.ui.wrapped import Check

OF_THE_DIGITS = frozenset(
    {
        ErrorCode.RECOVERY_DIGITS,
        ErrorCode.RECOVERY_GROUP,
        ErrorCode.RECOVERY_SHEET_OTHER,
        ErrorCode.RECOVERY_SAME_SHEET,
    }
)


class DrillPage(ActPage):
    """One sheet, or two together; what was found stands below. The digits are forgotten once they were tried."""

    def __init__(self, kit: Kit, desk: Desk) -> None:
        super().__init__(kit, "drill.title")
        self._desk = desk
        self.say("drill.about", "soft")
        self.first = SheetField(kit, "drill.first")
        self.two = Check()
        kit.words.tie(self.two.say, "drill.two")
        self.other = SheetField(kit, "drill.other")
        self.other.setVisible(False)
        self.result = PlainLabel(type_="section")
        self.result.setVisible(False)
        self.add(self.first, self.two, self.other, self.result)
        self.two.toggled.connect(self.other.setVisible)
        for field in (self.first, self.other):
            field.line.returnPressed.connect(self.press)
            field.touched.connect(self._begin_anew)
        kit.words.changed.connect(self._begin_anew)
        self.set_verb("drill.try", self._try)

    def keep(self) -> None:
        """Keep nothing: whoever leaves the desk leaves no digits behind."""
        for field in (self.first, self.other):
            field.clear()

    def _begin_anew(self) -> None:
        self.result.setVisible(False)

    def _try(self) -> None:
        fields = [self.first, self.other] if self.two.isChecked() else [self.first]
        short = next((field for field in fields if not field.is_whole), None)
        if short is not None:
            if not short.row.has_problem:
                short.row.set_problem("sheet_field.not_whole", count=len(short.digits))
            short.line.setFocus()
        else:
            second = self.other.digits if self.two.isChecked() else ""
            self.kit.runner.run(
                recovery.drill,
                self._desk,
                self.first.digits,
                second,
                done=self._proved,
                failed=self._refuse,
                busy=self,
                name="drill.try",
            )

    def _proved(self, drilled: Drilled) -> None:
        words = self.kit.words
        names = [words.say(SHEET_NAMES[sheet]) for sheet in drilled.sheets]
        for field in (self.first, self.other):
            field.clear()
        if len(names) == 1:
            self.result.setText(words.say("drill.works", sheet=names[0]))
        else:
            self.result.setText(words.say("drill.work_together", sheet=names[0], other=names[1]))
        self.result.setVisible(True)
        self.kit.notices.done("drill.done")
        self.back.setFocus()

    def _refuse(self, error: DeskError) -> bool:
        if error.code not in OF_THE_DIGITS:
            return False
        (self.other if self.two.isChecked() else self.first).refuse(error)
        return True
