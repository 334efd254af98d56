"""A dialog that asks a few things and does one: heading, fields, the verb, the way back. Owns only that shape."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from station_desk.ui.buttons import VerbButton
from station_desk.ui.dialogs.fitted import FittedDialog
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel
from station_desk.ui.texts import Fact, Said
from station_desk.ui.theme import Space

WIDTH = 480


class AskingDialog(FittedDialog):
    """Esc and the way back leave it without loss; Enter in a field goes to the next, in the last one does the verb.

    `body` holds everything and rests while the desk is at work.
    """

    def __init__(
        self,
        parent: QWidget,
        kit: Kit,
        title: Said,
        about: Said,
        widgets: Sequence[QWidget],
        lines: Sequence[QLineEdit],
        verb: Said,
        act: Callable[[], object],
        *,
        back: Said = "ask.back",
        **facts: Fact,
    ) -> None:
        """`lines` are the fields that Enter walks through; the first of them has the keyboard."""
        super().__init__(parent, kit, WIDTH)
        self.kit = kit
        heading, says = PlainLabel(type_="section"), PlainLabel()
        kit.words.tie(heading, title)
        kit.words.tie(says, about, **facts)
        self.verb = VerbButton(kit.words, verb, act, voice="loud")
        self.back = VerbButton(kit.words, back, self.reject)
        last = QHBoxLayout()
        last.addWidget(self.verb)
        last.addStretch(1)
        last.addWidget(self.back)
        self.body = QWidget()
        self.column.addWidget(self.body)
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.BODY)
        for widget in (heading, says, *widgets):
            column.addWidget(widget)
        column.addLayout(last)
        for line, following in zip(lines, (*lines[1:], None), strict=True):
            then = act if following is None else partial(following.setFocus, Qt.FocusReason.TabFocusReason)
            line.returnPressed.connect(lambda then=then: then())
        lines[0].setFocus()

    def reject(self) -> None:
        """Go back, unless what was asked for is under way."""
        if self.body.isEnabled():
            super().reject()
