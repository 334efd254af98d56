"""A question with a few verbs under each other, each of which does one thing. Owns that shape, not what they do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from station_desk.ui.buttons import VerbButton
from station_desk.ui.dialogs.fitted import FittedDialog
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel
from station_desk.ui.texts import Fact, Said

WIDTH = 420


class OneOfDialog(FittedDialog):
    """The first verb has the keyboard; a verb closes the dialog and acts, Esc or the way back does nothing."""

    def __init__(
        self,
        parent: QWidget,
        kit: Kit,
        title: Said,
        about: Said,
        verbs: Sequence[tuple[Said, Callable[[], object]]],
        back: Said = "ask.back",
        **facts: Fact,
    ) -> None:
        super().__init__(parent, kit, WIDTH)
        heading, says = PlainLabel(type_="section"), PlainLabel()
        kit.words.tie(heading, title)
        kit.words.tie(says, about, **facts)
        self.column.addWidget(heading)
        self.column.addWidget(says)
        self.buttons: list[VerbButton] = []
        for said, act in verbs:
            button = VerbButton(kit.words, said, partial(self._do, act))
            self.column.addWidget(button)
            self.buttons.append(button)
        self.column.addWidget(VerbButton(kit.words, back, self.reject))
        self.buttons[0].setFocus()

    def _do(self, act: Callable[[], object]) -> None:
        self.accept()
        act()
