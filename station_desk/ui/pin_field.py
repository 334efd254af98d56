"""The field a PIN is typed in. Owns its dots and its manners; the desk judges what was typed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from station_desk.ui.passphrase_fields import secret_field

MOST = 40  # more than the rule allows, so that the rule can say so


def pin_field() -> QLineEdit:
    """Return a field for a PIN: dots, no menu, digits of any script."""
    field = secret_field()
    field.setMaxLength(MOST)
    field.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
    field.setInputMethodHints(field.inputMethodHints() | Qt.InputMethodHint.ImhDigitsOnly)
    return field
