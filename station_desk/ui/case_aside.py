"""The right column beside a case record: what to do at once, what is still to ask, the law. Owns their order alone."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from station_desk.desk.law import guidance, risk_rules
from station_desk.desk.ports import intake_form
from station_desk.domain.answers import Answers
from station_desk.domain.guidance import for_heads
from station_desk.domain.risk import SELF_HARM, SIGNS, actions_now
from station_desk.ui.case_opening import CaseOpened, heads_of
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel
from station_desk.ui.law_points import LawPoints, sourced
from station_desk.ui.page import Card
from station_desk.ui.still_to_ask import StillToAsk
from station_desk.ui.theme import Space
from station_desk.ui.throw_away import throw_away

ASKED_AGAIN = (SIGNS, SELF_HARM, "actions_done")  # what a session asks under the ids of the intake


class CaseAside(QWidget):
    """Three parts, the gravest first; the law can be put away."""

    def __init__(self, kit: Kit, opened: CaseOpened, left: StillToAsk) -> None:
        super().__init__()
        self._kit = kit
        self._opened = opened
        self._told: tuple[tuple[str, bool], ...] = ()
        self.now = Card()
        self.now.setVisible(False)
        self.law = LawPoints(kit)
        self.law.show_points(for_heads(guidance(), list(heads_of(opened.case)), opened.case.intake), opened.to_verify)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.BODY)
        for widget in (self.now, left, self.law):
            column.addWidget(widget)
        column.addStretch(1)

    def follow(self, answers: Answers) -> None:
        """Show what these answers call for at once, done or not."""
        asked = {id: answers[id] for id in ASKED_AGAIN if id in answers}
        found = actions_now(risk_rules(), intake_form(), asked)
        told = tuple((action.line.code, bool(action.done)) for action in found)
        if told == self._told:
            return
        self._told = told
        while (item := self.now.column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                throw_away(widget)
        heading = PlainLabel(type_="section")
        self._kit.words.tie(heading, "case_aside.now")
        self.now.column.addWidget(heading)
        for action in found:
            says, source = PlainLabel(type_="soft" if action.done else "strong"), PlainLabel(type_="small")
            words = self._kit.words
            words.tie(says, words.both("case_aside.done", what=action.line.words) if action.done else action.line.words)
            words.tie(source, sourced(self._kit, action.line, f"action/{action.line.code}" in self._opened.to_verify))
            self.now.column.addWidget(says)
            self.now.column.addWidget(source)
        self.now.setVisible(bool(found))
