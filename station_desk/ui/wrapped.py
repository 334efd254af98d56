"""Buttons whose text wraps: radio buttons, check boxes, chips, links. Owns breaking it; never what a press does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QPushButton, QRadioButton, QSizePolicy, QWidget

if TYPE_CHECKING:
    _Button = QAbstractButton
else:
    _Button = object


class _Wrapped(_Button):
    """The text of a button in as many lines as its width needs. Comes before the Qt class among the bases."""

    _whole = ""
    _beside = _line = 0

    def say(self, text: str) -> None:
        """Set the text, wrapped to the present width."""
        self._whole = text
        self.setAccessibleName(text)
        self._measure()
        self._fit()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Ask for room for the text in one line."""
        return QSize(self._beside + self.fontMetrics().horizontalAdvance(self._whole), self._tall(1))

    def minimumSizeHint(self) -> QSize:
        """Be content with the longest word."""
        words = self._whole.split() or [""]
        widest = max(self.fontMetrics().horizontalAdvance(word) for word in words)
        return QSize(self._beside + widest, self._tall(1))

    def hasHeightForWidth(self) -> bool:
        """A narrower button is taller."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of the text wrapped to a width."""
        return self._tall(len(wrap(self._whole, self.fontMetrics(), width - self._beside)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap the text to the new width."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Wrap anew when the letters grow."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and self._whole:
            self._measure()
            self._fit()

    def _fit(self) -> None:
        lines = wrap(self._whole, self.fontMetrics(), self.width() - self._beside)
        shown = "\n".join(lines).replace("&", "&&")
        if shown != self.text():
            self.setText(shown)

    def _measure(self) -> None:
        """Learn how wide the button is beside its text (the mark, the air around it), and how tall with one line.

        Always of the text in one line: what a button asks for must never depend on how its text is broken just now, or
        a layout that gives it another width because of it never comes to an end.
        """
        self.setText(self._whole.replace("&", "&&"))
        hint = super().sizeHint()
        self._beside = hint.width() - self.fontMetrics().horizontalAdvance(self._whole) + 2
        self._line = hint.height()

    def _tall(self, lines: int) -> int:
        return self._line + (lines - 1) * self.fontMetrics().lineSpacing()


class Check(_Wrapped, QCheckBox):
    """A check box with a wrapping text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(_grows(QSizePolicy.Policy.Minimum))


class Radio(_Wrapped, QRadioButton):
    """A radio button with a wrapping text. Which others it excludes is told by who made it, not by its parent."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAutoExclusive(False)
        self.setSizePolicy(_grows(QSizePolicy.Policy.Minimum))


class Chip(_Wrapped, QPushButton):
    """A short answer that stays pressed. Which others it excludes is told by who made it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setProperty("chip", True)
        self.setSizePolicy(_grows(QSizePolicy.Policy.Minimum))


class Link(_Wrapped, QPushButton):
    """A button that looks like a line of text and leads somewhere."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAutoDefault(False)
        self.setProperty("bare", True)
        self.setSizePolicy(_grows(QSizePolicy.Policy.Expanding))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Be pressed by Enter too; Qt does so only in a dialog."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.click()
        else:
            super().keyPressEvent(event)


def _grows(across: QSizePolicy.Policy) -> QSizePolicy:
    """A policy that lets a layout make the button as high as its lines need."""
    policy = QSizePolicy(across, QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(True)
    return policy


def wrap(text: str, metrics: QFontMetrics, width: int) -> list[str]:
    """Break a text into lines that fit a width; a single word is never broken."""
    if metrics.horizontalAdvance(text) <= width:
        return [text]
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and metrics.horizontalAdvance(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
