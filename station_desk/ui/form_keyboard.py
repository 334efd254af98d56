"""The keyboard on a page with a form: its keys, what leaving a question does, the open question always in sight."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from station_desk.ui.form_view import FormView
from station_desk.ui.page import Page

# What such a page listens to; the frame lists them under F1.
KEYS: Final = (
    ("Ctrl+PgDown", "form.key_next"),
    ("Ctrl+PgUp", "form.key_before"),
    ("Ctrl+Return", "form.key_verb"),
    ("Space", "form.key_choose"),
    ("Backspace", "form.key_clear"),
)


class FormKeyboard(QObject):
    """Follows the keyboard through one page; `view()` is the form that is on the screen, None while there is none."""

    def __init__(
        self,
        page: Page,
        view: Callable[[], FormView | None],
        *,
        step: Callable[[int], object],
        press_loud: Callable[[], object],
        question_left: Callable[[], object],
    ) -> None:
        super().__init__(page)
        self._page, self._view, self._question_left = page, view, question_left
        for (key, _), pressed in zip(KEYS[:3], (lambda: step(1), lambda: step(-1), press_loud), strict=True):
            shortcut = QShortcut(QKeySequence(key), page)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(pressed)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._bring_into_sight)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._moved)

    def show_question(self) -> None:
        """Bring the question with the keyboard into sight, once what was just made has its place."""
        self._soon.start()

    def _moved(self, old: QWidget | None, now: QWidget | None) -> None:
        """Tell when the keyboard leaves a question, and bring the one it enters into sight, label and all."""
        view = self._view()
        if view is None:
            return
        left, entered = view.row_of(old), view.row_of(now)
        if left is not None and left is not entered:
            self._question_left()
        if entered is not None:
            self._soon.start()

    def _bring_into_sight(self) -> None:
        view, area, focused = self._view(), self._page.scroll_area, QApplication.focusWidget()
        row = view.row_of(focused) if view is not None else None
        if area is not None and row is not None and focused is not None:
            pixels = self._page.kit.theme.pixels
            area.ensureWidgetVisible(row, 0, pixels(16))
            area.ensureWidgetVisible(focused, 0, pixels(48))
