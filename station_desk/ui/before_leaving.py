"""Saves what is being typed before a desk is left, and tells when it could not be saved.

Owns the waiting for it. Throws no page away itself: whoever asked does so, and only once it is called for that.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, QTimer

from station_desk.ui.main_window import MainWindow

LANDS_WITHIN_MS: Final = 15_000  # what has not landed by then is told as not saved
TRIES: Final = 2  # what was being saved for good when it began may come back as a draft that changed


class BeforeLeaving(QObject):
    """One saving of all pages at a time; a new `begin` takes the place of the one before."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._runner = window.kit.runner
        self._then: Callable[[], object] | None = None
        self._unsaved: Callable[[], object] = lambda: None
        self._persists = False
        self._number = 0
        self.refused = False
        self._limit = QTimer(self)
        self._limit.setSingleShot(True)
        self._limit.setInterval(LANDS_WITHIN_MS)
        self._limit.timeout.connect(self._tell)
        self._runner.idle.connect(self._look)

    @property
    def busy(self) -> bool:
        """Whether somebody waits for the saving."""
        return self._then is not None

    def begin(self, then: Callable[[], object], unsaved: Callable[[], object], *, persists: bool = False) -> None:
        """Save, and call `then` once everything is in the store, at once where nothing is to be saved.

        `unsaved` is called when it was refused or takes too long. With `persists` it is not given up then: `refused` is
        set, and `then` is still called as soon as the pages' own tries have brought everything into the store.
        """
        self.stop()
        self._then, self._unsaved, self._persists = then, unsaved, persists
        if self._keep():
            self._finish()
        else:
            self._limit.start()
            self._wait(TRIES)

    def stop(self) -> None:
        """Wait no longer; what is under way still lands."""
        self._then, self.refused = None, False
        self._number += 1
        self._limit.stop()

    def _keep(self) -> bool:
        for page in self._window.pages:
            page.keep()
        return self._is_safe()

    def _is_safe(self) -> bool:
        return all(page.safe for page in self._window.pages)

    def _wait(self, tries: int) -> None:
        """Come back after what the writer thread has to do now; no reading is waited for, and nothing typed."""
        self._runner.run(_nothing, done=partial(self._landed, self._number, tries), busy=self._window.page)

    def _landed(self, number: int, tries: int, _: None) -> None:
        if number != self._number or self.refused:
            return
        if self._is_safe():
            self._finish()
        elif tries > 1:
            self._keep()
            self._wait(tries - 1)
        else:
            self._tell()

    def _look(self) -> None:
        if self.busy and self._is_safe():
            self._finish()

    def _finish(self) -> None:
        then = self._then
        self.stop()
        if then is not None:
            then()

    def _tell(self) -> None:
        self._limit.stop()
        if self._persists:
            self.refused = True
        else:
            self.stop()
        self._unsaved()


def _nothing() -> None:
    """Take a turn on the writer thread."""
