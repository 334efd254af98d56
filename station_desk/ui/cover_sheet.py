"""The sheet that lies on a covered window: says that it is covered, and asks the PIN where coming back wants one.

Owns the one field that takes keys while the screen is covered. Names nobody.
"""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMainWindow, QVBoxLayout, QWidget

from station_desk.errors import DeskError
from station_desk.ui.field_row import FieldRow
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel
from station_desk.ui.pin_field import pin_field
from station_desk.ui.theme import Space

FIELD_WIDTH = 320
MEASURE = 640  # of what is explained: a line across the whole screen cannot be read


class Back(Enum):
    """What it takes to come back. `SHUT`: nothing, the desk is being locked.

    `UNSAVED` is the same while what was typed is not saved yet, `UNSAVED_PIN` where the PIN still leads back to it.
    """

    KEY = "key"
    KEY_OF_ANYBODY = "key_of_anybody"
    PIN = "pin"
    SHUT = "shut"
    UNSAVED = "unsaved"
    UNSAVED_PIN = "unsaved_pin"


_SAYS = {
    Back.KEY: "cover.open",
    Back.KEY_OF_ANYBODY: "cover.open",
    Back.PIN: "cover.open_by_pin",
    Back.SHUT: "cover.locking",
    Back.UNSAVED: "cover.unsaved",
    Back.UNSAVED_PIN: "cover.unsaved",
}
_EXPLAINS = {
    Back.KEY_OF_ANYBODY: "cover.only_a_glance",
    Back.PIN: "cover.or_lock",
    Back.UNSAVED: "cover.unsaved_help",
    Back.UNSAVED_PIN: "cover.unsaved_by_pin",
}
_TOLD = frozenset({Back.UNSAVED, Back.UNSAVED_PIN})
BY_PIN = frozenset({Back.PIN, Back.UNSAVED_PIN})


class CoverSheet(QWidget):
    """A plain sheet as large as the window it lies on; `pin_given(pin)` when Enter was pressed in its field."""

    pin_given = Signal(str)

    def __init__(self, window: QWidget, kit: Kit, back: Back) -> None:
        super().__init__(window)
        self._kit = kit
        self.setObjectName("cover")
        self.setProperty("ringless", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAutoFillBackground(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.says = PlainLabel(type_="section")
        self.explains = PlainLabel(type_="soft")
        self.pin: QLineEdit = pin_field()
        self.pin_row = FieldRow(kit, "cover.pin", self.pin)
        self.pin_row.setFixedWidth(kit.theme.pixels(FIELD_WIDTH))
        self.pin.returnPressed.connect(self._give)
        column = QVBoxLayout(self)
        column.setSpacing(Space.TIGHT)
        column.addStretch(1)
        for label in (self.says, self.explains):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.explains.setFixedWidth(kit.theme.pixels(MEASURE))
        column.addWidget(self.says)
        column.addLayout(_in_the_middle(self.explains))
        column.addSpacing(Space.SMALL)
        column.addLayout(_in_the_middle(self.pin_row))
        column.addStretch(1)
        self.show_back(back)
        window.installEventFilter(self)
        self.setGeometry(window.rect())
        self.raise_()
        self.show()

    def show_back(self, back: Back) -> None:
        """Say what it takes to come back."""
        words, large = self._kit.words, isinstance(self.parentWidget(), QMainWindow)
        words.tie(self.says, _SAYS[back])
        words.tie_plain(self.setAccessibleName, _SAYS[back])
        if back in _EXPLAINS:
            facts = {"minutes": self._kit.idle_minutes.now} if back in _TOLD else {}
            words.tie(self.explains, _EXPLAINS[back], **facts)
        self.explains.setVisible(back in _EXPLAINS and large)  # a question has no room for it
        self.pin_row.setVisible(back in BY_PIN)
        self.pin.setReadOnly(False)
        self.settle_focus()

    def settle_focus(self) -> None:
        """Put the keyboard where it may be while the screen is covered."""
        (self if self.pin_row.isHidden() else self.pin).setFocus(Qt.FocusReason.OtherFocusReason)

    def refuse(self, error: DeskError) -> None:
        """Say beside the field that the PIN was not right."""
        self.pin.setReadOnly(False)
        self.pin.clear()
        self.pin_row.refuse(error)
        self.settle_focus()

    def wipe(self) -> None:
        """Forget what was typed, and what the field could bring back."""
        self.pin.setText("")

    def _give(self) -> None:
        if self.pin.isReadOnly():
            return
        if not self.pin.text():
            self.pin_row.set_problem("problem.required")
            return
        self.pin.setReadOnly(True)
        self.pin_given.emit(self.pin.text())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Grow with the window and stay on top of what it adds."""
        window = self.parentWidget()
        if watched is window and window is not None:
            if event.type() is QEvent.Type.Resize:
                self.setGeometry(window.rect())
            elif event.type() in (QEvent.Type.ChildAdded, QEvent.Type.LayoutRequest):
                self.raise_()
        return False


def _in_the_middle(widget: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(widget)
    row.addStretch(1)
    return row
