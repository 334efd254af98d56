"""One small act on a matter, or a paper that was printed: what, when, by whom, and the reason in full. Owns no act."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt

from station_desk.desk.case_reading import Paper
from station_desk.desk.law import gate_rules
from station_desk.domain.calendar import show_moment
from station_desk.domain.case import GATE_CLOSED, CaseLine
from station_desk.ui.buttons import VerbButton
from station_desk.ui.case_timeline import act_words, paper_words
from station_desk.ui.icons import Icon
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel
from station_desk.ui.page import Card, Page


class CaseActPage(Page):
    """A sentence, who and when, and under it why the gate was shut where it was."""

    def __init__(self, kit: Kit, act: CaseLine | Paper, people: Mapping[str, str], token: str) -> None:
        """`people` names who wrote it, by id."""
        super().__init__(kit, "timeline.act_title", token=token)
        self._act, self._people = act, people
        self._card = Card()
        self._says, self._who = PlainLabel(type_="strong"), PlainLabel(type_="soft")
        self.reasons: list[PlainLabel] = []
        self._card.column.addWidget(self._says)
        self._card.column.addWidget(self._who)
        for _ in self._shut:
            label = PlainLabel()
            self._card.column.addWidget(label)
            self.reasons.append(label)
        self.column.addWidget(self._card)
        self.column.addStretch(1)
        self.back = VerbButton(kit.words, "office.back", self.back_wanted.emit, icons=kit.icons, icon=Icon.BACK)
        self.verbs.addWidget(self.back)
        if self.scroll_area is not None:
            self.scroll_area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # a page to read is scrolled by the arrow keys
        kit.words.follow(self._retell)

    def focus_first(self) -> None:
        """Put the keyboard on the way back; there is nothing else to do here."""
        self.back.setFocus()

    @property
    def _shut(self) -> list[str]:
        """The reasons for which the gate was shut then, as they were written down."""
        if isinstance(self._act, CaseLine) and self._act.kind == GATE_CLOSED:
            return str(self._act.about.get("reasons", "")).split()
        return []

    def _retell(self) -> None:
        words, act = self.kit.words, self._act
        self._says.setText(act_words(self.kit, act)[1] if isinstance(act, CaseLine) else paper_words(self.kit, act))
        who = self._people.get(act.person, "")
        self._who.setText(words.say("notes.head", at=show_moment(act.at), person=who))
        known = {reason.line.code: reason.line.words for reason in gate_rules().reasons}
        for label, code in zip(self.reasons, self._shut, strict=True):
            label.setText(known[code].in_(words.language) if code in known else code)
