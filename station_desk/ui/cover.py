"""The cover: one key hides everything on the screen at once. Owns the hiding, of every window and dialog, and the keys.

Without a PIN it protects against a glance only, since the same key opens it again. With a PIN it asks for it, and no
other key reaches anything behind it. Judges no PIN itself. What was typed behind it stays.
A dialog drawn by the operating system itself (a native print dialog) cannot be covered.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from station_desk.errors import DeskError
from station_desk.ui.cover_sheet import BY_PIN, Back, CoverSheet
from station_desk.ui.kit import Kit

_KEYS: Final = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.KeyRelease,
        QEvent.Type.ShortcutOverride,
        QEvent.Type.Shortcut,
        QEvent.Type.InputMethod,
        QEvent.Type.ContextMenu,
    }
)
# Every event of the program comes by here, some thirty for a letter that is typed: most must be let go at once.
_UNCOVERED: Final = frozenset({QEvent.Type.KeyPress})
_COVERED: Final = _KEYS | {QEvent.Type.Show, QEvent.Type.FocusIn}
# Within the sheet these would lead out of it, or do nothing good in a field of dots.
_HELD: Final = frozenset({Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Escape, Qt.Key.Key_Menu})


class Cover(QObject):
    """Covers all windows of the application on F9, and uncovers them on F9 or by the PIN.

    `toggled(covered)`   it was laid on or taken off
    `pin_given(pin)`     somebody wants back; whoever can judge the PIN answers by `uncover` or `refuse`
    `lock_wanted`        Ctrl+L on the sheet
    """

    toggled = Signal(bool)
    pin_given = Signal(str)
    lock_wanted = Signal()

    def __init__(self, kit: Kit, parent: QObject) -> None:
        super().__init__(parent)
        self._kit = kit
        self._sheets: list[CoverSheet] = []
        self._focused: QWidget | None = None
        self._wanted: Callable[[], Back] = lambda: Back.KEY
        self.back = Back.KEY
        self.covered = False
        application = QApplication.instance()
        if application is not None:
            application.installEventFilter(self)

    def ask_back(self, wanted: Callable[[], Back]) -> None:
        """Set who says, at each covering, what it takes to come back."""
        self._wanted = wanted

    def toggle(self) -> None:
        """Cover; uncover only where the key alone is enough."""
        if not self.covered:
            self.cover()
        elif self.back in (Back.KEY, Back.KEY_OF_ANYBODY):
            self.uncover()
        else:
            self._hold_focus()

    def cover(self) -> None:
        """Cover everything now."""
        if self.covered:
            return
        self.covered, self.back = True, self._wanted()
        self._focused = QApplication.focusWidget()
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
        for window in QApplication.topLevelWidgets():
            if window.isVisible():
                self._lay_on(window)
        self.toggled.emit(True)

    def shut(self) -> None:
        """Cover so that nothing opens it any more: the desk is being locked."""
        self.cover()
        self._turn(Back.SHUT)

    def hold_unsaved(self, *, by_pin: bool) -> None:
        """Say that the lock waits for what is not saved yet; with `by_pin` the PIN leads back to it."""
        self.cover()
        self._turn(Back.UNSAVED_PIN if by_pin else Back.UNSAVED)

    def _turn(self, back: Back) -> None:
        self.back = back
        for sheet in self._living():
            sheet.wipe()
            sheet.show_back(back)

    def uncover(self) -> None:
        """Take the sheets off and give the keyboard back."""
        self.covered = False
        for sheet in self._living():
            sheet.wipe()
            sheet.setParent(None)
            sheet.deleteLater()
        self._sheets.clear()
        if self._focused is not None and shiboken6.isValid(self._focused):
            self._focused.setFocus()
        self._focused = None
        self.toggled.emit(False)

    def refuse(self, error: DeskError) -> bool:
        """Say on every sheet that the PIN was not right; a lock that began meanwhile says more."""
        if self.back in BY_PIN:
            for sheet in self._living():
                sheet.refuse(error)
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Listen for F9; while covered let keys reach the field of the sheet alone, and cover what opens."""
        kind = event.type()
        if kind not in (_COVERED if self.covered else _UNCOVERED):
            return False
        if kind is QEvent.Type.KeyPress and isinstance(watched, QWidget) and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_F9:
                if not event.isAutoRepeat():
                    self.toggle()
                return True
            return self.covered and self._press(watched, event)
        if not self.covered:
            return False
        if kind is QEvent.Type.ShortcutOverride:
            event.accept()  # what is accepted here is looked up as nobody's shortcut
            return True
        if kind in _KEYS:
            return kind is QEvent.Type.Shortcut or (isinstance(watched, QWidget) and not self._is_field(watched))
        if kind is QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self._lay_on(watched)
        elif kind is QEvent.Type.FocusIn and isinstance(watched, QWidget) and self._sheet_over(watched) is None:
            QTimer.singleShot(0, self, self._hold_focus)
        return False

    def _press(self, watched: QWidget, event: QKeyEvent) -> bool:
        """Return whether a key that was pressed while covered ends here."""
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if control and event.key() == Qt.Key.Key_L:
            if self.back is not Back.SHUT and not event.isAutoRepeat():
                self.lock_wanted.emit()
            return True
        if self._is_field(watched) and event.key() not in _HELD:
            return False
        if self._sheet_over(watched) is None:
            self._hold_focus()
        return True

    def _is_field(self, widget: QWidget) -> bool:
        return isinstance(widget, QLineEdit) and self._sheet_over(widget) is not None

    def _sheet_over(self, widget: QWidget) -> CoverSheet | None:
        """Return the sheet that a widget is, or is part of."""
        return next((sheet for sheet in self._living() if sheet is widget or sheet.isAncestorOf(widget)), None)

    def _hold_focus(self) -> None:
        """Take the keyboard back from what lies behind the sheet."""
        window = QApplication.activeWindow()
        sheet = next((sheet for sheet in self._living() if sheet.parentWidget() is window), None)
        if self.covered and sheet is not None and self._sheet_over_focus() is not sheet:
            sheet.settle_focus()

    def _sheet_over_focus(self) -> CoverSheet | None:
        focused = QApplication.focusWidget()
        return self._sheet_over(focused) if focused is not None else None

    def _living(self) -> list[CoverSheet]:
        return [sheet for sheet in self._sheets if shiboken6.isValid(sheet)]

    def _lay_on(self, window: QWidget) -> None:
        if window.windowType() in (Qt.WindowType.ToolTip, Qt.WindowType.Popup):
            window.hide()
            return
        if any(sheet.parentWidget() is window for sheet in self._living()):
            return  # a dialog is shown more than once while it finds its size
        sheet = CoverSheet(window, self._kit, self.back)
        sheet.pin_given.connect(self.pin_given)
        self._sheets.append(sheet)
