"""Giving an entry up: throwing a draft away, or cancelling an open one with a reason.

Owns both questions and that the draft is kept on when it is refused; the page is taken away by whoever made this.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from station_desk.desk import recording
from station_desk.desk.ports import Desk
from station_desk.desk.recording import Saved
from station_desk.domain.answers import Answers
from station_desk.errors import DeskError
from station_desk.ui.dialogs.reason import ReasonDialog
from station_desk.ui.draft_keeper import DraftKeeper
from station_desk.ui.kit import Kit
from station_desk.ui.notices import ask


class EntryGivingUp(QObject):
    """Asks for one page; `end(said, token)` is called once the entry is given up."""

    def __init__(self, page: QWidget, kit: Kit, desk: Desk, end: Callable[[str, str], object]) -> None:
        super().__init__(page)
        self._page, self._kit, self._desk, self._end = page, kit, desk, end

    def ask_discard(self, keeper: DraftKeeper, *, amends: bool) -> None:
        """Ask before a draft, or what was changed for a correction, is thrown away."""
        question = "entry.discard_amendment_ask" if amends else "entry.discard_ask"
        verb = "entry.discard_amendment" if amends else "entry.discard"
        ask(self._page, self._kit.words, self._kit.icons, question, verb, partial(self.discard, keeper))

    def discard(self, keeper: DraftKeeper) -> None:
        """Throw the draft away."""
        keeper.hold()
        self._kit.runner.run(
            recording.drop_draft,
            self._desk,
            keeper.draft,
            done=self._discarded,
            failed=partial(self._not_discarded, keeper),
            busy=self._page,
        )

    def ask_cancel(self, keeper: DraftKeeper, record: str, token: str, answers: Answers) -> None:
        """Ask for the reason before an open entry is cancelled."""
        self.dialog = ReasonDialog(self._page, self._kit, "reason.cancel_ask", "entry.cancel", answers, token=token)
        self.dialog.given.connect(partial(self._cancel, keeper, record))
        self.dialog.open()

    def _cancel(self, keeper: DraftKeeper, record: str, reason: str) -> None:
        keeper.hold()
        self._kit.runner.run(
            recording.cancel,
            self._desk,
            record,
            reason,
            done=self._cancelled,
            failed=partial(self._not_cancelled, keeper),
            busy=self.dialog,
        )

    def _cancelled(self, saved: Saved) -> None:
        self.dialog.accept()
        self._end("entry.cancelled", saved.token)

    def _discarded(self, _: object) -> None:
        self._end("entry.discarded", "")

    def _not_discarded(self, keeper: DraftKeeper, _: DeskError) -> bool:
        keeper.release()
        return False

    def _not_cancelled(self, keeper: DraftKeeper, error: DeskError) -> bool:
        keeper.release()
        return self.dialog.refuse(error)
