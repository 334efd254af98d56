"""The right column: what this matter needs now. Owns its heading and scrolling; hidden when there is nothing."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel
from station_desk.ui.theme import Space


class Aside(QFrame):
    """A heading and the open page's own widget below it."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.setObjectName("aside")
        heading = PlainLabel(type_="section")
        kit.words.tie(heading, "frame.aside")
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        kit.words.tie_plain(self._scroll.setAccessibleName, "frame.aside")
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.SMALL, Space.SMALL, Space.HAIR, Space.SMALL)
        column.setSpacing(Space.TIGHT)
        column.addWidget(heading)
        column.addWidget(self._scroll, 1)
        self.setVisible(False)

    def show_for(self, widget: QWidget | None) -> None:
        """Show the widget of the open page; None hides the column. The widget stays the page's own."""
        held = self._scroll.takeWidget() if self._scroll.widget() is not None else None
        if held is not None and held is not widget:
            held.setParent(None)
        if widget is not None:
            self._scroll.setWidget(widget)
            widget.setAutoFillBackground(False)  # setWidget turns it on
            widget.setVisible(True)
        self.setVisible(widget is not None)

    def focus_first(self) -> None:
        """Put the keyboard on the first thing that takes it, else on the column for scrolling."""
        held = self._scroll.widget()
        for child in held.findChildren(QWidget) if held is not None else []:
            if child.isVisible() and child.isEnabled() and child.focusPolicy() & Qt.FocusPolicy.TabFocus:
                child.setFocus(Qt.FocusReason.OtherFocusReason)
                return
        self._scroll.setFocus(Qt.FocusReason.OtherFocusReason)
