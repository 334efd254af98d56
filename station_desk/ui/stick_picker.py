"""Where to write, or which file to take: the sticks that are in, what lies on them, or another place. Writes nothing.

It looks again every two seconds while it is seen, so a stick that is put in appears by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QSizePolicy, QVBoxLayout, QWidget

from station_desk.desk import exchange_lists
from station_desk.desk.exchange_lists import Drive
from station_desk.ui.buttons import VerbButton
from station_desk.ui.file_dialogs import ask_file, ask_folder
from station_desk.ui.icons import Icon
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel
from station_desk.ui.row_style import MARK_ROLE, ROW, dress_list
from station_desk.ui.texts import Said

LOOK_EVERY_MS: Final = 2000
ROWS: Final = 4  # seen without scrolling
_GIGABYTE: Final = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Place:
    """One row: a folder to write to, or a file to take. `drive` is the stick it is on, None for another place."""

    path: Path
    drive: Drive | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """What was found at one look."""

    places: tuple[Place, ...]


class StickPicker(QWidget):
    """A list of places, and a way to name another.

    With `suffix` (".sdr") it offers the files of that kind on the sticks, without it the sticks themselves.
    `picked(path)` is emitted when a row is chosen by Enter or a double click.
    """

    picked = Signal(object)

    def __init__(self, kit: Kit, name: Said, empty: Said, suffix: str = "") -> None:
        super().__init__()
        self._kit = kit
        self._suffix = suffix
        self._name = name
        self._on_sticks: tuple[Place, ...] = ()
        self._elsewhere: Place | None = None
        heading = PlainLabel(type_="strong")
        kit.words.tie(heading, name)
        self.list = QListWidget()
        dress_list(self.list, kit)
        self.list.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        kit.words.tie_plain(self.list.setAccessibleName, name)
        self.list.activated.connect(lambda _: self.picked.emit(self.path))
        self._empty = PlainLabel(type_="soft")
        kit.words.tie(self._empty, empty)
        self.other = VerbButton(kit.words, "pick.file" if suffix else "pick.folder", self._ask_other)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(heading)
        column.addWidget(self.list)
        column.addWidget(self._empty)
        column.addWidget(self.other, alignment=Qt.AlignmentFlag.AlignLeft)
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)
        kit.theme.changed.connect(self._measure)
        kit.words.follow(self._retell)

    @property
    def path(self) -> Path | None:
        """The chosen folder or file; None while nothing is chosen."""
        row = self.list.currentRow()
        return self._places[row].path if 0 <= row < len(self._places) else None

    @property
    def empty(self) -> bool:
        """Whether there is nothing to choose from."""
        return not self._places

    def choose(self, path: Path) -> None:
        """Choose a place that is on no stick, or on one: it joins the list."""
        self._elsewhere = Place(path)
        self._retell(chosen=path)

    def look(self) -> None:
        """Look which sticks are in, off the GUI thread."""
        self._kit.runner.run(_seen, self._suffix, reads=True, done=self._show, failed=self._nothing)

    def showEvent(self, event: QShowEvent) -> None:
        """Look now and go on looking."""
        super().showEvent(event)
        self.look()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop looking."""
        super().hideEvent(event)
        self._timer.stop()

    @property
    def _places(self) -> tuple[Place, ...]:
        other = self._elsewhere
        if other is None or any(place.path == other.path for place in self._on_sticks):
            return self._on_sticks
        return (*self._on_sticks, other)

    def _show(self, seen: Seen) -> None:
        if seen.places != self._on_sticks or self.list.count() != len(self._places):
            chosen = self.path
            self._on_sticks = seen.places
            self._retell(chosen=chosen)

    def _nothing(self, _: object) -> bool:
        return True  # a stick pulled out while it was looked at: the next look tells

    def _retell(self, chosen: Path | None = None) -> None:
        chosen = chosen or self.path
        places = self._places
        self.list.clear()
        for place in places:
            item = QListWidgetItem(self._says(place))
            item.setData(MARK_ROLE, (Icon.STICK if place.drive else Icon.CASES, "ink"))
            self.list.addItem(item)
        paths = [place.path for place in places]
        if chosen in paths:
            self.list.setCurrentRow(paths.index(chosen))
        elif len(paths) == 1:
            self.list.setCurrentRow(0)
        self.list.setVisible(bool(places))
        self._empty.setVisible(not places)
        self._measure()

    def _says(self, place: Place) -> str:
        words, drive = self._kit.words, place.drive
        if drive is None:
            return words.say("pick.place", path=str(place.path))
        stick = drive.path.name or str(drive.path)
        if self._suffix:
            return words.say("pick.file_on", name=place.path.name, stick=stick)
        if drive.read_only:
            return words.say("pick.stick_closed", stick=stick)
        return words.say("pick.stick", stick=stick, free=f"{drive.free / _GIGABYTE:.1f}")

    def _ask_other(self) -> None:
        if self._suffix:
            ask_file(self, self._kit, self._name, self._suffix, self.choose)
        else:
            ask_folder(self, self._kit, self._name, self.choose)

    def _measure(self) -> None:
        rows = min(max(len(self._places), 1), ROWS)
        frame = 2 * self.list.frameWidth()
        self.list.setFixedHeight(rows * max(self._kit.theme.pixels(ROW), self.list.sizeHintForRow(0)) + frame)
        self.list.scrollToItem(self.list.currentItem(), QAbstractItemView.ScrollHint.EnsureVisible)


def _seen(suffix: str) -> Seen:
    drives = exchange_lists.drives()
    if not suffix:
        return Seen(tuple(Place(drive.path, drive) for drive in drives))
    return Seen(tuple(Place(path, drive) for drive in drives for path in exchange_lists.files_on(drive.path, suffix)))
