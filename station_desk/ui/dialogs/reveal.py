"""Asks why her name is needed before it is shown or printed. Owns the few reasons; the desk writes the asking down."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from station_desk.ui.buttons import VerbButton
from station_desk.ui.field_widgets.arrows import Arrows
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel
from station_desk.ui.texts import Said
from station_desk.ui.theme import Space
from station_desk.ui.wrapped import Radio

SHOWN_MS: Final = 60_000  # how long it stays on the screen, on every page that shows it

# The code is what the log keeps.
REASONS: Final = (
    ("contact", "reveal.why_contact"),
    ("present", "reveal.why_present"),
    ("legal", "reveal.why_legal"),
    ("referral", "reveal.why_referral"),
    ("check", "reveal.why_check"),
)
TO_PRINT: Final = (("file", "reveal.why_file"), *REASONS)  # a paper may be wanted for the file alone


class RevealDialog(QDialog):
    """A few reasons, the verb, the way back. None is chosen beforehand: a reason nobody chose is no reason.

    `given(code)`   somebody chose a reason and pressed the verb
    """

    given = Signal(str)

    def __init__(
        self,
        parent: QWidget,
        kit: Kit,
        title: Said = "reveal.title",
        help: Said = "reveal.help",
        verb: Said = "reveal.show",
        reasons: Sequence[tuple[str, str]] = REASONS,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        kit.words.tie_plain(self.setWindowTitle, "frame.title")
        heading, says = PlainLabel(type_="section"), PlainLabel(type_="small")
        kit.words.tie(heading, title)
        kit.words.tie(says, help)
        self.verb = VerbButton(kit.words, verb, self._give, voice="loud")
        self.verb.setEnabled(False)
        back = VerbButton(kit.words, "ask.back", self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.WIDE, Space.WIDE, Space.WIDE, Space.WIDE)
        column.setSpacing(Space.TIGHT)
        column.addWidget(heading)
        self.buttons: dict[str, Radio] = {}
        for code, said in reasons:
            button = Radio()
            kit.words.tie(button.say, said)
            button.clicked.connect(lambda _=False, code=code: self._choose(code))
            column.addWidget(button)
            self.buttons[code] = button
        self._arrows = Arrows(self, list(self.buttons.values()))
        column.addWidget(says)
        last = QHBoxLayout()
        last.addWidget(self.verb)
        last.addStretch(1)
        last.addWidget(back)
        column.addLayout(last)
        self.setMinimumWidth(kit.theme.pixels(420))
        self._arrows.stop.setFocus()

    def _choose(self, chosen: str) -> None:
        for code, button in self.buttons.items():
            button.setChecked(code == chosen)
        self.verb.setEnabled(True)
        self.verb.setDefault(True)

    def _give(self) -> None:
        self.given.emit(next(code for code, button in self.buttons.items() if button.isChecked()))
        self.accept()
