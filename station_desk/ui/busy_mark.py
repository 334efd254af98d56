"""Says that something is taking longer: its name, how far it is, and a way to stop it. Nothing turns or blinks."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel

from station_desk.ui.announce import announce
from station_desk.ui.buttons import VerbButton
from station_desk.ui.icons import Icon
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel
from station_desk.ui.runner import Operation
from station_desk.ui.theme import Space


class BusyMark(QFrame):
    """One line for the operation that has been running longest."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._running: list[Operation] = []
        self.setObjectName("busy")
        self.setVisible(False)
        mark = QLabel()
        kit.icons.put_mark(mark, Icon.WAIT, "accent")
        self._says = PlainLabel()
        self._stop = VerbButton(kit.words, "busy.stop", self._cancel)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.SMALL, Space.TIGHT, Space.SMALL, Space.TIGHT)
        row.addWidget(mark, alignment=Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._says, 1)
        row.addWidget(self._stop)
        kit.runner.slow.connect(self._began)
        kit.runner.went_on.connect(self._retell)
        kit.runner.ended.connect(self._ended)
        kit.words.changed.connect(self._retell)

    @property
    def sentence(self) -> str:
        """What the mark says now."""
        return self._says.text()

    def _began(self, operation: Operation) -> None:
        self._running.append(operation)
        self._retell()
        announce(self, self._says.text())

    def _ended(self, operation: Operation) -> None:
        self._running.remove(operation)
        self._retell()

    def _cancel(self) -> None:
        if self._running:
            self._running[0].cancel()
            self._retell()

    def _retell(self) -> None:
        operation = self._running[0] if self._running else None
        self.setVisible(operation is not None)
        if operation is None or operation.name is None:
            return
        words, far = self._kit.words, operation.far
        name = words.plain(operation.name)
        if operation.cancelled:
            self._says.setText(words.say("busy.stopping", name=name))
        elif far is None:
            self._says.setText(words.say("busy.running", name=name))
        else:
            self._says.setText(words.say("busy.far", name=name, done=far[0], total=far[1]))
        self._stop.setVisible(operation.can_cancel and not operation.cancelled)
