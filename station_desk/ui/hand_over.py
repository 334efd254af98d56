"""A page done in order, one step at a time, such as a hand-over to the district. Owns the order, not what a step does.

Each step has a panel and its own verbs; only those of the present step are seen.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from station_desk.ui.buttons import VerbButton
from station_desk.ui.icons import Icon
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel
from station_desk.ui.page import Card, Page
from station_desk.ui.stepper import Step, Stepper, StepState
from station_desk.ui.texts import Fact, Said
from station_desk.ui.theme import Space


class HandOver(Page):
    """Steps at the top, the panel of the present one below, its verbs at the bottom. Esc takes one step back."""

    def __init__(self, kit: Kit, title: Said, steps: Sequence[Step], *, on_top: bool = True, **facts: Fact) -> None:
        """`on_top` says that the page lies on a place, so that its first step can be left backwards too."""
        super().__init__(kit, title, **facts)
        self._on_top = on_top
        self._order = [step.id for step in steps]
        self._panels: dict[str, QWidget] = {}
        self._verbs: dict[str, tuple[QWidget, ...]] = {}
        self._back: dict[str, str] = {}
        self._now = self._order[0]
        self.stepper = Stepper(kit, steps, title, free=False)
        self.fixed.addWidget(self.stepper)

    def add_panel(self, id: str, widgets: Sequence[QWidget], verbs: Sequence[QWidget], back: str = "") -> None:
        """Give a step its panel and verbs; `back` is the step Esc returns to, "" when it leaves the page."""
        card = Card()
        for widget in widgets:
            card.column.addWidget(widget)
        card.setVisible(False)
        for verb in verbs:
            verb.setVisible(False)
            self.verbs.addWidget(verb)
        self._panels[id] = card
        self._verbs[id] = tuple(verbs)
        self._back[id] = back
        self.column.addWidget(card)

    def finish_panels(self) -> None:
        """Close the column after the last panel and open the first step."""
        self.column.addStretch(1)
        self.back = VerbButton(self.kit.words, "office.back", self._step_back, icons=self.kit.icons, icon=Icon.BACK)
        self.verbs.addWidget(self.back)
        self.go(self._order[0])

    @property
    def now(self) -> str:
        """The present step."""
        return self._now

    def go(self, id: str) -> None:
        """Open a step: those before it are done, those after it to come."""
        self._now = id
        reached = self._order.index(id)
        for place, step in enumerate(self._order):
            self.stepper.set_state(step, StepState.DONE if place < reached else StepState.TO_COME)
        self.stepper.set_now(id)
        for step, panel in self._panels.items():
            panel.setVisible(step == id)
            for verb in self._verbs[step]:
                verb.setVisible(step == id)
        self.back.setVisible(bool(self._back.get(id)) or (self._on_top and reached == 0))
        self.focus_first()

    def focus_first(self) -> None:
        """Put the keyboard on the first thing of the panel that takes it, else on the first verb of the step."""
        panel = self._panels.get(self._now)
        inside = panel.findChildren(QWidget) if panel is not None else []
        for widget in (*inside, *self._verbs.get(self._now, ())):
            if widget.isVisible() and widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
                widget.setFocus(Qt.FocusReason.OtherFocusReason)
                return
        super().focus_first()

    def go_on(self) -> None:
        """Press the first verb of the present step."""
        verb = next(iter(self._verbs.get(self._now, ())), None)
        if isinstance(verb, VerbButton):
            verb.click()

    def all_done(self) -> None:
        """Mark the last step as done too."""
        self.stepper.set_state(self._order[-1], StepState.DONE)

    def _step_back(self) -> None:
        if not self.go_back():
            self.back_wanted.emit()

    def go_back(self) -> bool:
        """Take one step back, where the present step has one."""
        if self._back.get(self._now):
            self.go(self._back[self._now])
            return True
        return False


class SpokenDigits(QWidget):
    """Thirty digits to be read over the telephone, in six large groups, three to a line."""

    def __init__(self, kit: Kit, name: Said) -> None:
        super().__init__()
        self._kit = kit
        self._name = name
        self._digits = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # read out by a screen reader; and Enter agrees to nothing
        heading = PlainLabel(type_="strong")
        kit.words.tie(heading, name)
        self._lines = [PlainLabel(type_="page") for _ in range(2)]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.HAIR)
        column.addWidget(heading)
        for line in self._lines:
            column.addWidget(line)
        kit.words.follow(self._retell)

    @property
    def digits(self) -> str:
        """The groups as they are shown, with a blank between."""
        return self._digits

    def show_digits(self, fingerprint: str) -> None:
        """Show a fingerprint of six groups: `12345 67890 …`."""
        self._digits = fingerprint
        groups = fingerprint.split()
        for line, first in zip(self._lines, (0, 3), strict=True):
            line.setText("   ".join(groups[first : first + 3]))
        self._retell()

    def _retell(self) -> None:
        spelt = ", ".join(" ".join(group) for group in self._digits.split())
        self.setAccessibleName(f"{self._kit.words.plain(self._name)}: {spelt}")
