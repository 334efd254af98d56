"""What is said when the program itself made a mistake: what is kept, what to do. Never shows an answer or a stack."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from station_desk.ui.buttons import VerbButton
from station_desk.ui.icons import Icon
from station_desk.ui.kit import Kit


def apologise(parent: QWidget, kit: Kit, note: str) -> QMessageBox:
    """Open the apology; `note` is the crash note's number for technical support, empty when none could be written."""
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setIconPixmap(kit.icons.pixmap(Icon.DANGER, "danger"))
    kit.words.tie_plain(box.setWindowTitle, "frame.title")
    kit.words.tie(box.setText, "apology.happened")
    if note:
        kit.words.tie(box.setInformativeText, "apology.note", note=note)
    else:
        kit.words.tie(box.setInformativeText, "apology.no_note")
    on = VerbButton(kit.words, "apology.go_on", voice="loud", parent=box)
    box.addButton(on, QMessageBox.ButtonRole.AcceptRole)
    box.setDefaultButton(on)
    box.setEscapeButton(on)
    box.open()
    on.setFocus()
    return box
