"""The right column of an entry: what is urgent, and below it what is still to ask. Owns which of them is seen when."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from station_desk.domain.fields import Section
from station_desk.domain.risk import RISK
from station_desk.errors import Weight
from station_desk.ui.entry_verbs import Stage
from station_desk.ui.field_widgets.nest import AnswerRow
from station_desk.ui.field_widgets.options import RadioEditor
from station_desk.ui.form_model import FormModel
from station_desk.ui.kit import Kit
from station_desk.ui.still_to_ask import StillToAsk
from station_desk.ui.theme import Space
from station_desk.ui.urgent import DONE, REVIEW, Urgent


class EntryAside(QWidget):
    """What the entry needs now.

    `wanted(id)`    somebody wants to go to a question
    `written(id)`   an answer was written here that its own question may show
    """

    wanted = Signal(str)
    written = Signal(str)

    def __init__(self, kit: Kit, model: FormModel, may_go: Callable[[str], bool]) -> None:
        """`may_go` tells whether the question of a field can be gone to just now."""
        super().__init__()
        self._model = model
        self.urgent = Urgent(kit, model, may_go)
        self.left = StillToAsk(kit, model, whole=False)
        self.all_left = StillToAsk(kit, model, whole=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.SMALL)
        for part in (self.urgent, self.left, self.all_left):
            column.addWidget(part)
        column.addStretch(1)
        for part in (self.urgent, self.left, self.all_left):
            part.wanted.connect(self.wanted)
        self.urgent.written.connect(self.written)

    def show_for(self, stage: Stage, token: bool) -> None:
        """Show what belongs to a step. Before the token the page itself is all there is to ask."""
        self.left.setVisible(stage is Stage.FORM and token)
        self.all_left.setVisible(stage is Stage.READ_BACK)
        if stage is Stage.READ_BACK:
            self.all_left.follow(self._model.form.sections, self._model.form.sections)

    def guide(self, rows: Mapping[str, AnswerRow]) -> None:
        """Mark the questions that a starred sign asks to be answered now; offer no risk below the least."""
        demanded = self.urgent.demanded
        for id in (*DONE, REVIEW):
            row = rows.get(id)
            if row is None or self._model.problems(id):
                continue
            if id in demanded and not row.has_problem:
                row.set_problem("urgent.demanded", weight=Weight.WARN)
            elif id not in demanded and row.has_problem:
                row.set_problem(None)
        risk = rows.get(RISK)
        if risk is not None and isinstance(risk.answer, RadioEditor):
            risk.answer.offer(self.urgent.offered)

    def follow(self, open_section: Section, sections: Sequence[Section]) -> None:
        """Show what the model judges now."""
        self.urgent.follow()
        self.left.follow((open_section,), sections)
