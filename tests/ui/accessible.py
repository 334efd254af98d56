"""What a screen reader would find in a window."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractScrollArea, QLabel, QWidget


def name_of(widget: QWidget) -> str:
    """Return the name a screen reader says for a widget."""
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name) if interface is not None else ""


def description_of(widget: QWidget) -> str:
    """Return the description a screen reader says after the name."""
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Description) if interface is not None else ""


def takes_keyboard(widget: QWidget) -> bool:
    """Tell whether a widget itself, not another in its place, can have the keyboard."""
    return widget.focusPolicy() != Qt.FocusPolicy.NoFocus and widget.focusProxy() is None and not _is_inner(widget)


def find_unnamed(window: QWidget) -> list[str]:
    """List the widgets of a window, shown or not, that take the keyboard and have no name."""
    return [
        f"{type(widget).__name__} {widget.objectName()!r} in {type(widget.parentWidget()).__name__}"
        for widget in (window, *window.findChildren(QWidget))
        if takes_keyboard(widget) and not name_of(widget).strip()
    ]


def find_orphaned_labels(window: QWidget) -> list[str]:
    """List the labels with a mnemonic that no field answers to."""
    return [label.text() for label in window.findChildren(QLabel) if "(&" in label.text() and label.buddy() is None]


def _is_inner(widget: QWidget) -> bool:
    """Tell whether Qt made the widget as part of another: a viewport, the line in a box, the list of a combo box."""
    parent = widget.parentWidget()
    if isinstance(parent, QAbstractScrollArea) and parent.viewport() is widget:
        return True
    while parent is not None:
        if parent.metaObject().className() in ("QComboBoxPrivateContainer", "QHeaderView"):
            return True
        parent = parent.parentWidget()
    return widget.objectName().startswith("qt_") or widget.metaObject().className() == "QHeaderView"
