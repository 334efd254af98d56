"""Takes a widget off the screen for good. Owns one trap of Qt's.

A layout shows what was just added to it a moment later; a widget that has lost its parent by then would come up as a
window of its own.
"""

from __future__ import annotations

from PySide6.QtWidgets import QWidget


def throw_away(widget: QWidget) -> None:
    """Hide a widget, take it from its parent, delete it."""
    widget.hide()
    widget.setParent(None)
    widget.deleteLater()
