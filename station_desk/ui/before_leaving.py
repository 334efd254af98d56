"""Saves what is being typed before pages are left, in whatever way, and asks when it could not be saved.

Owns the waiting for it and that question. Throws no page away itself: whoever asked does so, and only once it is
called for that.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

import shiboken6
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QMessageBox, QWidget

from station_desk.ui.kit import Kit
from station_desk.ui.notices import ask
from station_desk.ui.page import Page
from station_desk.ui.texts import Said

LANDS_WITHIN_MS: Final = 15_000  # what has not landed by then is told as not saved
TRIES: Final = 2  # what was being saved for good when it began may come back as a draft that changed

Then = Callable[[], object]


class BeforeLeaving(QObject):
    """One saving of the pages that are left; a new one takes the place of the one before, and of its question."""

    def __init__(self, window: QWidget, kit: Kit) -> None:
        super().__init__(window)
        self._window = window
        self._kit = kit
        self._pages: Sequence[Page] = ()
        self._then: Then | None = None
        self._unsaved: Then = lambda: None
        self._persists = False
        self._number = 0
        self._box: QMessageBox | None = None
        self.refused = False
        self._limit = QTimer(self)
        self._limit.setSingleShot(True)
        self._limit.setInterval(LANDS_WITHIN_MS)
        self._limit.timeout.connect(self._tell)
        kit.runner.idle.connect(self._look)

    @property
    def busy(self) -> bool:
        """Whether somebody waits for the saving."""
        return self._then is not None

    @property
    def asking(self) -> QMessageBox | None:
        """The question that is open: stay, or go without saving."""
        box = self._box
        return box if box is not None and shiboken6.isValid(box) and not box.isHidden() else None

    def leave(self, pages: Sequence[Page], then: Then, question: Said, verb: Said) -> None:
        """Save, and call `then` once everything is in the store, at once where nothing is to be saved.

        What cannot be saved stays where it is, and `question` says so; only the button with `verb` goes without it.
        """
        self._begin(pages, then, partial(self.ask, question, verb, then), persists=False)

    def hold(self, pages: Sequence[Page], then: Then, unsaved: Then) -> None:
        """Save, and call `then` once everything is in the store, however long that takes.

        `unsaved` is called when it was refused or takes too long; `refused` is set then, and `then` is still called as
        soon as the pages' own tries have brought everything into the store.
        """
        self._begin(pages, then, unsaved, persists=True)

    def ask(self, question: Said, verb: Said, then: Then) -> None:
        """Ask before what is not saved is given up. A question, because the next try to save would replace a notice."""
        self._box = ask(self._window, self._kit.words, self._kit.icons, question, verb, then, back="leave.stay")

    def stop(self) -> None:
        """Wait and ask no longer; what is under way still lands."""
        self._pages, self._then, self.refused = (), None, False
        self._number += 1
        self._limit.stop()
        if (box := self.asking) is not None:
            box.close()
        self._box = None

    def _begin(self, pages: Sequence[Page], then: Then, unsaved: Then, *, persists: bool) -> None:
        self.stop()
        self._pages, self._then, self._unsaved, self._persists = tuple(pages), then, unsaved, persists
        if self._keep():
            self._finish()
        else:
            self._limit.start()
            self._wait(TRIES)

    def _keep(self) -> bool:
        for page in self._living():
            page.keep()
        return self._is_safe()

    def _is_safe(self) -> bool:
        return all(page.safe for page in self._living())

    def _living(self) -> list[Page]:
        """Return the pages that have not gone by themselves meanwhile, such as an entry that was finished."""
        return [page for page in self._pages if shiboken6.isValid(page)]

    def _wait(self, tries: int) -> None:
        """Come back after what the writer thread has to do now; no reading is waited for, and nothing typed."""
        seen = next((page for page in self._living() if page.isVisible()), None)
        self._kit.runner.run(_nothing, done=partial(self._landed, self._number, tries), busy=seen)

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
        unsaved = self._unsaved
        self._limit.stop()
        if self._persists:
            self.refused = True
        else:
            self.stop()
        unsaved()


def _nothing() -> None:
    """Take a turn on the writer thread."""
