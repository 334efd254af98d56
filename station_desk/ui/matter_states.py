"""How a matter stands, in words beside their shapes: risk, closed or not, entry, secrecy, delivery. Decides nothing."""

from __future__ import annotations

from station_desk.desk.reading import Matter
from station_desk.domain.case import MATTER_REOPENED, Case
from station_desk.domain.records import State
from station_desk.domain.sensitivity import Confidentiality
from station_desk.ui.case_words import risk_shape, risk_word
from station_desk.ui.icons import Icon
from station_desk.ui.matter_history import clock_words
from station_desk.ui.record_table import CLASS_WORDS, CLOSED_SHAPE, DELIVERY_SHAPES, STATE_SHAPES
from station_desk.ui.state_marks import StateMarks


class MatterStates(StateMarks):
    """The line of states at the top of a matter's page."""

    def show_matter(self, matter: Matter, case: Case, kept_from: int) -> None:
        """Show how a matter stands; `kept_from` counts the colleagues it is kept from."""
        self.clear()
        row = matter.row
        risk = risk_word(case.risk)
        if risk is not None:
            self.add(*risk_shape(case.risk), "casefile.risk", risk=risk.in_(self._kit.words.language))
        elif not case.cancelled:
            self.add(Icon.TO_COME, "soft_ink", "casefile.risk_open")
        if case.closed:
            self.add(*CLOSED_SHAPE)
        elif case.waiting_closure:
            self.add(Icon.NOW, "accent", "casefile.waits")
        elif any(act.kind == MATTER_REOPENED and "closure" not in act.about for act in case.acts):
            self.add(Icon.NOW, "warning", "casefile.was_reopened")
        self.add(*STATE_SHAPES[State(row.state)])
        if told := CLASS_WORDS.get(Confidentiality(row.confidentiality)):
            self.add(Icon.LOCK, "warning", told)
        if row.still_to_ask:
            self.add(Icon.TO_COME, "soft_ink", "matter.still_to_ask", count=row.still_to_ask)
        self.add(*DELIVERY_SHAPES[matter.delivery])
        if kept_from:
            self.add(Icon.COVER, "warning", "wall.kept_from", count=kept_from)
        if clock := next((step.clock for step in reversed(matter.history) if step.clock), ""):
            self.add(Icon.WARNING, "warning", clock_words(clock))
