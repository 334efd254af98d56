"""What this program laid on the clipboard. Owns knowing that it was ours, and taking it away when the desk is left."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QClipboard, QGuiApplication

_MODES = (QClipboard.Mode.Clipboard, QClipboard.Mode.Selection)


class OwnClipboard(QObject):
    """Remembers which clipboards were filled while a window of ours had the keyboard; never looks into them."""

    def __init__(self) -> None:
        super().__init__()
        self._clipboard = QGuiApplication.clipboard()
        self._ours: set[QClipboard.Mode] = set()
        self._clipboard.changed.connect(self._note)

    def forget(self) -> None:
        """Empty what is ours; what somebody copied in another program stays."""
        for mode in _MODES:
            if mode in self._ours or self._owned(mode):
                self._clipboard.clear(mode)
        self._ours.clear()

    def _owned(self, mode: QClipboard.Mode) -> bool:
        if mode is QClipboard.Mode.Selection:
            return self._clipboard.supportsSelection() and self._clipboard.ownsSelection()
        return self._clipboard.ownsClipboard()

    def _note(self, mode: QClipboard.Mode) -> None:
        if QGuiApplication.focusWindow() is not None:
            self._ours.add(mode)
        else:
            self._ours.discard(mode)
