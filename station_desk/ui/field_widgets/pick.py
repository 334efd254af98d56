"""Choosing from a long list by typing a part of a word in Hindi or English. Owns the line and its list of matches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, cast

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QCompleter, QLineEdit, QVBoxLayout, QWidget

from station_desk.domain.answers import find_choice
from station_desk.domain.fields import Choice, Field
from station_desk.domain.names import search_form
from station_desk.ui.field_widgets.arrows import Arrows
from station_desk.ui.field_widgets.columns import ColumnLayout
from station_desk.ui.field_widgets.editor import Editor, Room
from station_desk.ui.icons import Icon
from station_desk.ui.kit import Kit
from station_desk.ui.row_style import RowDelegate
from station_desk.ui.theme import Space
from station_desk.ui.throw_away import throw_away
from station_desk.ui.wrapped import Check

SHOWN: Final = 8
_CODE = Qt.ItemDataRole.UserRole + 1
_SEARCH = Qt.ItemDataRole.UserRole + 2


class _Choices(QAbstractListModel):
    """The options of one list in the language of the screen, each with what it is found by."""

    def __init__(self, kit: Kit, choices: Sequence[Choice], parent: QObject) -> None:
        super().__init__(parent)
        self._kit = kit
        self._choices = choices
        self._found_by = [search_form(f"{choice.label.hi} {choice.label.en}") for choice in choices]
        kit.words.changed.connect(self._relabel)

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own
        """Count the options, as Qt asks."""
        return 0 if parent.isValid() else len(self._choices)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return an option's label, code or what it is found by."""
        if role == _SEARCH:
            return self._found_by[index.row()]
        choice = self._choices[index.row()]
        if role == _CODE:
            return choice.code
        return self._kit.words.say(choice.label) if role == Qt.ItemDataRole.DisplayRole else None

    def _relabel(self) -> None:
        self.dataChanged.emit(self.index(0), self.index(len(self._choices) - 1))


class _Matches(QCompleter):
    """Finds options whose label in either language holds what was typed, spelling folded."""

    def splitPath(self, path: str) -> list[str]:
        """Fold what was typed as the labels are folded."""
        return [search_form(path)]

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        """Write the label, not what it was found by."""
        return str(index.data(Qt.ItemDataRole.DisplayRole))


class PickLine(QLineEdit):
    """A line that finds options of a list as one types; Down or a click opens the whole list.

    `picked(code)`   an option was taken
    """

    picked = Signal(str)

    def __init__(self, kit: Kit, choices: Sequence[Choice]) -> None:
        super().__init__()
        self._choices = choices
        self._matches = _Matches(_Choices(kit, choices, self), self)
        self._matches.setCompletionRole(_SEARCH)
        self._matches.setFilterMode(Qt.MatchFlag.MatchContains)
        self._matches.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._matches.setMaxVisibleItems(SHOWN)
        self._matches.setWidget(self)  # not setCompleter: it would write half-found labels into the line
        self._matches.activated[QModelIndex].connect(self._take)  # type: ignore[index]
        self._list = cast(QAbstractItemView, self._matches.popup())
        self._list.setItemDelegate(RowDelegate(kit, self._list))
        kit.words.tie_plain(self._list.setAccessibleName, "form.list")
        self._open = self.addAction(kit.icons.icon(Icon.SEARCH, "soft_ink"), QLineEdit.ActionPosition.TrailingPosition)
        kit.icons.put(self._open, Icon.SEARCH, "soft_ink")
        kit.words.tie_plain(self._open, "form.open_list")
        self._open.triggered.connect(self.open_list)
        self.textEdited.connect(self._search)

    def open_list(self) -> None:
        """Show the whole list, whatever is written."""
        self._show("")

    def only_match(self) -> Choice | None:
        """Return the option meant by what is written: the one of this name, or the only one that holds it."""
        typed = self.text().strip()
        if not typed:
            return None
        named = find_choice(self._choices, typed)
        if named:
            return named
        folded = search_form(typed)
        found = [choice for choice in self._choices if folded in search_form(f"{choice.label.hi} {choice.label.en}")]
        return found[0] if len(found) == 1 else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the list with Down; Enter takes the only match."""
        if event.key() == Qt.Key.Key_Down and not self._list.isVisible():
            self.open_list()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and (match := self.only_match()):
            self._list.hide()
            self.picked.emit(match.code)
        else:
            super().keyPressEvent(event)

    def _search(self, typed: str) -> None:
        if typed.strip():
            self._show(typed)
        else:
            self._list.hide()

    def _show(self, typed: str) -> None:
        self._matches.setCompletionPrefix(typed)
        if self._matches.completionCount() == 0:
            self._list.hide()
            return
        self._matches.complete()
        self._list.setCurrentIndex(self._matches.completionModel().index(0, 0))

    def _take(self, index: QModelIndex) -> None:
        self.picked.emit(str(index.data(_CODE)))


class PickOneEditor(Editor):
    """One of many. What was written but names no option stays written, and is told to be no option."""

    def __init__(self, room: Room, field: Field, choices: Sequence[Choice]) -> None:
        super().__init__(room, field)
        self._choices = choices
        self._code: str | None = None
        self.line = PickLine(room.kit, choices)
        self.line.picked.connect(self._pick)
        self.line.textEdited.connect(self._typed)
        self.line.installEventFilter(self)
        _column(self).addWidget(self.line)
        room.kit.words.changed.connect(self._relabel)

    @property
    def speaker(self) -> QWidget:
        """The line takes the keyboard."""
        return self.line

    def value(self) -> object:
        """Return the code taken, else what is written."""
        return self._code or self.line.text() or None

    def set_value(self, value: object, reasons: Mapping[str, str]) -> None:  # noqa: ARG002
        """Show an option, or the words that named none."""
        found = find_choice(self._choices, value)
        self._code = found.code if found else None
        self.line.setText(self.room.kit.words.say(found.label) if found else str(value or ""))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the only match when the keyboard leaves the line."""
        if watched is self.line and event.type() is QEvent.Type.FocusOut and self._code is None:
            match = self.line.only_match()
            if match:
                self._pick(match.code)
        return False

    def _pick(self, code: str) -> None:
        self.set_value(code, {})
        self.changed.emit(True)

    def _typed(self, _: str) -> None:
        self._code = None
        self.changed.emit(False)

    def _relabel(self) -> None:
        if self._code is not None:
            self.set_value(self._code, {})


class PickManyEditor(Editor):
    """Any of very many: found by typing, then listed below as ticked boxes, to be unticked there."""

    def __init__(self, room: Room, field: Field) -> None:
        super().__init__(room, field)
        self._chosen: list[object] = []
        self.line = PickLine(room.kit, field.choices)
        self.line.picked.connect(self._pick)
        self._below = QWidget()
        self._columns = ColumnLayout(self._below)
        self.boxes: list[Check] = []
        self._arrows: Arrows | None = None
        column = _column(self)
        column.addWidget(self.line)
        column.addWidget(self._below)
        self._below.setVisible(False)

    @property
    def speaker(self) -> QWidget:
        """The line takes the keyboard."""
        return self.line

    def value(self) -> object:
        """Return what is ticked, and what is written but not taken yet, so that it is not lost unseen."""
        ticked = [item for item, box in zip(self._chosen, self.boxes, strict=True) if box.isChecked()]
        return [*ticked, *([self.line.text()] if self.line.text().strip() else [])] or None

    def set_value(self, value: object, reasons: Mapping[str, str]) -> None:  # noqa: ARG002
        """Show what is ticked."""
        given = value if isinstance(value, Sequence) and not isinstance(value, str) else [value] if value else []
        self._show([item for item in given if find_choice(self.field.choices, item)])
        self.line.setText(" ".join(str(item) for item in given if not find_choice(self.field.choices, item)))

    def _pick(self, code: str) -> None:
        ticked = [item for item, box in zip(self._chosen, self.boxes, strict=True) if box.isChecked()]
        self.line.clear()
        self._show([*(item for item in ticked if item != code), code])
        self.changed.emit(True)

    def _show(self, chosen: list[object]) -> None:
        for box in self.boxes:
            self._columns.removeWidget(box)
            throw_away(box)
        self._chosen, self.boxes = chosen, []
        for item in chosen:
            found = find_choice(self.field.choices, item)
            box = Check()
            if found:
                self.room.kit.words.tie(box.say, found.label)
            box.setChecked(True)
            box.clicked.connect(lambda _: self.changed.emit(True))
            self._columns.addWidget(box)
            self.boxes.append(box)
        self._arrows = Arrows(self._below, self.boxes) if self.boxes else None
        self._below.setVisible(bool(self.boxes))


def _column(widget: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(widget)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(Space.HAIR)
    return column
