"""Signing for what the check found: a reason and two officers, after which the desk takes new entries again."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QLineEdit

from station_desk.desk import set_right
from station_desk.desk.ports import Desk
from station_desk.desk.soundness import Finding
from station_desk.domain.roles import Right
from station_desk.errors import DeskError, ErrorCode
from station_desk.ui.act_page import ActPage
from station_desk.ui.field_row import FieldRow
from station_desk.ui.finding_places import by_code, say_where
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel
from station_desk.ui.second_fields import SecondFields
from station_desk.ui.texts import finding_keys


class AcknowledgePage(ActPage):
    """What is signed for, why, and by whom; the findings stay in the log with both names."""

    def __init__(self, kit: Kit, desk: Desk, found: tuple[Finding, ...], names: Mapping[str, str]) -> None:
        """`names` are those of the people and matters that the findings are about (`Soundness.names`)."""
        super().__init__(kit, "acknowledge.title")
        self._desk = desk
        self._found = found
        self.say("acknowledge.about")
        for same in by_code(found):
            self.say(finding_keys(same[0].code.value)[0], "strong")
            self.add(PlainLabel(say_where(kit, same, names), type_="soft"))
        self.reason = QLineEdit()
        self.reason_row = FieldRow(
            kit, "acknowledge.reason", self.reason, help_text="acknowledge.reason_help", required=True
        )
        self.second = SecondFields(kit, desk, Right.SET_RIGHT)
        self.second.entered.connect(self.press)
        self.add(self.reason_row, self.second)
        self.set_verb("acknowledge.verb", self._sign, "grave")
        self.second.known.connect(self.verb.setEnabled)

    def _sign(self) -> None:
        self.reason_row.set_problem(None)
        if not self.reason.text().strip():
            self.reason_row.set_problem("problem.required")
            self.reason.setFocus()
        elif (second := self.second.second()) is not None:
            self.kit.runner.run(
                set_right.acknowledge,
                self._desk,
                self._found,
                self.reason.text(),
                second,
                done=self._signed,
                failed=self._refuse,
                busy=self,
                name="acknowledge.verb",
            )

    def _signed(self, _: object) -> None:
        self.second.clear()
        self.finish("acknowledge.done")

    def _refuse(self, error: DeskError) -> bool:
        if error.code in (ErrorCode.REASON_NEEDED, ErrorCode.REASON_LONG):
            self.reason_row.refuse(error)
            self.reason.setFocus()
            return True
        return self.second.refuse(error)
