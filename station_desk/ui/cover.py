"""The cover: one key hides everything on the screen at once. Owns the hiding, of every window and dialog.

It protects against a glance of somebody who walks in. It does not protect against somebody who sits down at the
keyboard, since the same key opens it again; that is the work of the lock (Ctrl+L, `idle_lock`). What was typed stays.
A dialog drawn by the operating system itself (a native print dialog) cannot be covered.
"""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel

_KEYS = (QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.ShortcutOverride, QEvent.Type.Shortcut)


class Cover(QObject):
    """Covers all windows of the application on F9 and uncovers them on F9 again."""

    toggled = Signal(bool)

    def __init__(self, kit: Kit, parent: QObject) -> None:
        super().__init__(parent)
        self._kit = kit
        self._sheets: list[_Sheet] = []
        self._focused: QWidget | None = None
        self.covered = False
        application = QApplication.instance()
        if application is not None:
            application.installEventFilter(self)

    def toggle(self) -> None:
        """Cover, or uncover."""
        if self.covered:
            self._uncover()
        else:
            self._cover()
        self.toggled.emit(self.covered)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Listen for F9; while covered let no other key through and cover what opens."""
        kind = event.type()
        if kind in _KEYS and isinstance(watched, QWidget):
            if kind is QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_F9:
                if not event.isAutoRepeat():
                    self.toggle()
                return True
            return self.covered
        if self.covered and kind is QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self._lay_on(watched)
        return False

    def _cover(self) -> None:
        self.covered = True
        self._focused = QApplication.focusWidget()
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
        for window in QApplication.topLevelWidgets():
            if window.isVisible():
                self._lay_on(window)

    def _lay_on(self, window: QWidget) -> None:
        if window.windowType() in (Qt.WindowType.ToolTip, Qt.WindowType.Popup):
            window.hide()
            return
        if any(shiboken6.isValid(sheet) and sheet.parentWidget() is window for sheet in self._sheets):
            return  # a dialog is shown more than once while it finds its size
        sheet = _Sheet(window, self._kit)
        self._sheets.append(sheet)
        sheet.setFocus()

    def _uncover(self) -> None:
        self.covered = False
        for sheet in self._sheets:
            if shiboken6.isValid(sheet):
                sheet.setParent(None)
                sheet.deleteLater()
        self._sheets.clear()
        if self._focused is not None and shiboken6.isValid(self._focused):
            self._focused.setFocus()
        self._focused = None


class _Sheet(QWidget):
    """A plain sheet as large as the window it lies on."""

    def __init__(self, window: QWidget, kit: Kit) -> None:
        super().__init__(window)
        self.setObjectName("cover")
        self.setProperty("ringless", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAutoFillBackground(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        says = PlainLabel(type_="section")
        says.setAlignment(Qt.AlignmentFlag.AlignCenter)
        kit.words.tie(says, "cover.open")
        kit.words.tie_plain(self.setAccessibleName, "cover.open")
        column = QVBoxLayout(self)
        column.addWidget(says)
        window.installEventFilter(self)
        self.setGeometry(window.rect())
        self.raise_()
        self.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Grow with the window and stay on top of what it adds."""
        window = self.parentWidget()
        if watched is window and window is not None:
            if event.type() is QEvent.Type.Resize:
                self.setGeometry(window.rect())
            elif event.type() in (QEvent.Type.ChildAdded, QEvent.Type.LayoutRequest):
                self.raise_()
        return False
