"""The bottom line: what is safe. Draft, backup, receipt of the district, what nobody has witnessed yet. Only shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from station_desk.ui.flow import FlowLayout
from station_desk.ui.icons import Icon
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel
from station_desk.ui.theme import Space


@dataclass(frozen=True, slots=True)
class Safety:
    """What is safe, as seen at `now` (aware). Moments are kept moments, None for never; `draft_at` None says nothing.

    `backup_late` and `receipt_late` are the judgement of the desk, shown as a triangle with the word; nothing is said
    of receipts where `exchanges` is False (an office that sends nothing), nor of backups where `keeps_backups` is.
    `unwitnessed` counts log lines that no receipt of the district covers.
    """

    now: datetime
    draft_at: str | None = None
    backup_at: str | None = None
    backup_late: bool = False
    keeps_backups: bool = True
    receipt_at: str | None = None
    receipt_late: bool = False
    exchanges: bool = True
    unwitnessed: int = 0


class FootLine(QFrame):
    """Short statements in a row, each with a tick or a triangle."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._safety: Safety | None = None
        self.setObjectName("foot")
        self._row = FlowLayout(self, spacing=Space.BODY)
        self._row.setContentsMargins(Space.BODY, Space.HAIR, Space.BODY, Space.HAIR)
        self._pieces = [_Piece(kit) for _ in range(4)]
        for piece in self._pieces:
            self._row.addWidget(piece)
        kit.words.follow(self._retell)

    def say(self, safety: Safety | None) -> None:
        """Set what is safe; None empties the line."""
        self._safety = safety
        self._retell()

    @property
    def statements(self) -> list[str]:
        """What the line says now."""
        return [piece.text for piece in self._pieces if not piece.isHidden()]

    def _retell(self) -> None:
        draft, backup, receipt, unwitnessed = self._pieces
        words, safety = self._kit.words, self._safety
        for piece in self._pieces:
            piece.setVisible(False)
        if safety is None:
            return
        if safety.draft_at is not None:
            draft.say(words.say("foot.draft", when=words.when(safety.draft_at, safety.now)), worry=False)
        if safety.keeps_backups and safety.backup_at is None:
            backup.say(words.say("foot.no_backup"), worry=True)
        elif safety.keeps_backups and safety.backup_at is not None:
            said = "foot.backup_late" if safety.backup_late else "foot.backup"
            backup.say(words.say(said, when=words.when(safety.backup_at, safety.now)), worry=safety.backup_late)
        if safety.exchanges:
            if safety.receipt_at is None:
                receipt.say(words.say("foot.no_receipt"), worry=safety.receipt_late, settled=False)
            else:
                said = "foot.receipt_late" if safety.receipt_late else "foot.receipt"
                receipt.say(words.say(said, when=words.when(safety.receipt_at, safety.now)), worry=safety.receipt_late)
        if safety.unwitnessed:
            unwitnessed.say(words.say("foot.unwitnessed", count=safety.unwitnessed), worry=False, settled=False)


class _Piece(QWidget):
    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._mark = QLabel()
        self._label = PlainLabel(type_="small")
        self._label.setWordWrap(False)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.HAIR)
        row.addWidget(self._mark)
        row.addWidget(self._label)

    @property
    def text(self) -> str:
        return self._label.text()

    def say(self, text: str, *, worry: bool, settled: bool = True) -> None:
        icon, colour = (Icon.HIGH, "warning") if worry else (Icon.DONE, "done") if settled else (Icon.INFO, "soft_ink")
        self._kit.icons.put_mark(self._mark, icon, colour)
        self._label.setText(text)
        self.setVisible(True)
