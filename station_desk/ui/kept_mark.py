"""Says beside a page's title when the draft was last kept. Owns the tick and its words, nothing of the draft."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from station_desk.ui.icons import Icon
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel
from station_desk.ui.theme import Space


class KeptMark(QWidget):
    """Not seen until something was kept."""

    def __init__(self, kit: Kit, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._kit = kit
        self._now = now
        self._at = ""
        mark, self.label = QLabel(), PlainLabel(type_="small")
        self.label.setWordWrap(False)
        kit.icons.put_mark(mark, Icon.DONE, "done")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.TIGHT)
        row.addWidget(mark)
        row.addWidget(self.label)
        self.setVisible(False)
        kit.words.changed.connect(self._retell)

    def say(self, at: str) -> None:
        """Say that everything written up to a moment is safe."""
        self._at = at
        self._retell()

    def _retell(self) -> None:
        if self._at:
            when = self._kit.words.when(self._at, self._now())
            self.label.setText(self._kit.words.say("foot.draft", when=when))
            self.setVisible(True)
