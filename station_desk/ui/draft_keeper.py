"""Keeps a draft safe while it is being written. Owns when it is saved; the last state always wins."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from station_desk.desk import recording
from station_desk.desk.ports import Desk
from station_desk.desk.recording import DraftSaved
from station_desk.errors import DeskError
from station_desk.ui.runner import Runner

AFTER_MS: Final = 600  # after the first change since the last saving, however fast somebody types
AGAIN_MS: Final = 5000  # after a saving that did not succeed


class DraftKeeper(QObject):
    """Saves one draft of one form.

    `kept(at)`   everything written up to a moment ago is safe
    """

    kept = Signal(str)

    def __init__(
        self,
        runner: Runner,
        desk: Desk,
        raw: Callable[[], Mapping[str, object]],
        draft: str = "",
        record: str = "",
        save: Callable[..., DraftSaved] = recording.save_draft,
    ) -> None:
        """`draft` is the id of one that is being gone on with; a new one gets its id now. `save` keeps it."""
        super().__init__()
        self._runner = runner
        self._desk = desk
        self._raw = raw
        self._save = save
        self.draft = draft or recording.new_draft_id()
        self.record = record
        self.exists = bool(draft)
        self._dirty = False
        self._sent = self._landed = 0  # the numbers of the last saving begun and of the last one that ended
        self._held = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._tick)

    @property
    def safe(self) -> bool:
        """Whether everything written so far is in the store."""
        return not self._dirty and self._landed == self._sent

    def touch(self) -> None:
        """Tell that something was written."""
        self._dirty = True
        if not self._timer.isActive():
            self._timer.start(AFTER_MS)

    def flush(self) -> None:
        """Save now what is not safe yet; the writer thread keeps the order of two savings."""
        self._timer.stop()
        if not self._dirty or self._held:
            return
        self._dirty, self.exists = False, True
        self._sent += 1
        self._runner.run(
            self._save,
            self._desk,
            self.draft,
            dict(self._raw()),
            self.record,
            done=partial(self._saved, self._sent),
            failed=partial(self._failed, self._sent),
        )

    def hold(self) -> None:
        """Save what is not safe yet, then nothing more: the form itself is about to be saved, and ends the draft."""
        self.flush()
        self._held = True

    def release(self) -> None:
        """Go on keeping the draft: the form was refused, or has only got its token."""
        self._held = False
        if self._dirty:
            self._timer.start(AFTER_MS)

    def end(self) -> None:
        """Stop for good: the draft has become a record or was thrown away."""
        self._held, self._dirty = True, False
        self._timer.stop()

    def _tick(self) -> None:
        """Save, unless a saving is under way: that one calls for the next when it is done."""
        if self._landed == self._sent:
            self.flush()

    def _saved(self, number: int, saved: DraftSaved) -> None:
        self._landed = number  # an earlier one that broke off is made good by this one
        if self._dirty and not self._held:
            self._timer.start(AFTER_MS)
        self.kept.emit(saved.at)

    def _failed(self, number: int, _: DeskError) -> bool:
        """Try again in a while; the notice bar says what is the matter."""
        self._landed, self._dirty = number, True
        self._timer.start(AGAIN_MS)
        return False
