"""What stands where there is nothing yet: one sentence saying what belongs here, and one button."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from station_desk.ui.buttons import VerbButton
from station_desk.ui.icons import Icon
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel
from station_desk.ui.texts import Fact, Said
from station_desk.ui.theme import Space


class EmptyPage(QWidget):
    """A quiet drawing, a sentence, and the one button that begins."""

    def __init__(
        self,
        kit: Kit,
        icon: Icon,
        sentence: Said,
        verb: Said | None = None,
        pressed: Callable[[], object] | None = None,
        **facts: Fact,
    ) -> None:
        super().__init__()
        mark = QLabel()
        kit.icons.put_mark(mark, icon, "soft_ink")
        says = PlainLabel(type_="soft")
        says.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        kit.words.tie(says, sentence, **facts)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.PAGE, Space.PAGE, Space.PAGE, Space.PAGE)
        column.setSpacing(Space.BODY)
        column.addStretch(1)
        column.addWidget(mark, alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(says)
        self.button: VerbButton | None = None
        if verb is not None:
            self.button = VerbButton(kit.words, verb, pressed, voice="loud")
            column.addWidget(self.button, alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)
