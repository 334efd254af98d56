"""The keys that work everywhere, and the list of them that F1 shows. Owns the pairing of a key with what it does."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from station_desk.ui.buttons import VerbButton
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel
from station_desk.ui.texts import Said
from station_desk.ui.theme import Space


class Keys:
    """Shortcuts of one window and their meaning in words."""

    def __init__(self, window: QWidget, kit: Kit) -> None:
        self._window = window
        self._kit = kit
        self._lines: list[tuple[str, Said]] = []
        self._shortcuts: dict[int, QShortcut] = {}  # by the place of its line

    def add(self, key: str, meaning: Said, pressed: Callable[[], object]) -> QShortcut:
        """Bind a key ("Ctrl+K") to a call and list it."""
        shortcut = QShortcut(QKeySequence(key), self._window)
        shortcut.activated.connect(lambda: pressed())
        self._shortcuts[len(self._lines)] = shortcut
        self.tell(key, meaning)
        return shortcut

    def tell(self, key: str, meaning: Said) -> None:
        """List a key that somebody else listens to."""
        self._lines.append((key, meaning))

    def forget_after(self, count: int) -> None:
        """Unbind every key but the first so many: they were for one person's places."""
        for place in [place for place in self._shortcuts if place >= count]:
            shortcut = self._shortcuts.pop(place)
            shortcut.setEnabled(False)
            shortcut.deleteLater()
        del self._lines[count:]

    @property
    def lines(self) -> Sequence[tuple[str, Said]]:
        """All keys with their meaning, in the order they were added."""
        return tuple(self._lines)

    def show(self) -> QDialog:
        """Open the list."""
        dialog = KeysDialog(self._window, self._kit, self.lines)
        dialog.open()
        return dialog


class KeysDialog(QDialog):
    """Which key does what."""

    def __init__(self, parent: QWidget, kit: Kit, lines: Sequence[tuple[str, Said]]) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        kit.words.tie_plain(self.setWindowTitle, "keys.title")
        heading = PlainLabel(type_="section")
        kit.words.tie(heading, "keys.title")
        table = QWidget()
        grid = QGridLayout(table)
        grid.setHorizontalSpacing(Space.WIDE)
        grid.setVerticalSpacing(Space.TIGHT)
        grid.setColumnStretch(1, 1)
        for row, (key, meaning) in enumerate(lines):
            name, does = PlainLabel(key, "strong"), PlainLabel()
            name.setWordWrap(False)
            kit.words.tie_plain(does, meaning)
            grid.addWidget(name, row, 0)
            grid.addWidget(does, row, 1)
        grid.setRowStretch(len(lines), 1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(table)
        scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        kit.words.tie_plain(scroll.setAccessibleName, "keys.title")
        close = VerbButton(kit.words, "keys.close", self.accept)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.WIDE, Space.WIDE, Space.WIDE, Space.WIDE)
        column.setSpacing(Space.BODY)
        column.addWidget(heading)
        column.addWidget(scroll, 1)
        last = QHBoxLayout()
        last.addStretch(1)
        last.addWidget(close)
        column.addLayout(last)
        self.resize(kit.theme.pixels(520), kit.theme.pixels(460))
        close.setFocus()
