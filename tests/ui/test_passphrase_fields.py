"""Two fields for a passphrase: what was forgotten cannot be brought back."""

from PySide6.QtCore import Qt
from typing_hands import Hands

from station_desk.ui.act_page import ActPage
from station_desk.ui.kit import Kit
from station_desk.ui.main_window import MainWindow
from station_desk.ui.passphrase_fields import PassphraseFields


def test_a_passphrase_that_was_cleared_stays_away(kit: Kit, window: MainWindow) -> None:
    """Typed, shown, cleared: Ctrl+Z in either field brings no letter of it back, though letters are shown."""
    page, fields = ActPage(kit, "own_passphrase.title"), PassphraseFields(kit)
    page.add(fields)
    window.show_alone(page)
    hands = Hands(window)
    fields.see.setChecked(True)
    for field in (fields.first, fields.second):
        field.setFocus()
        hands.type("neeli nadi")
        assert field.text() == "neeli nadi"
    fields.clear()
    for field in (fields.first, fields.second):
        field.setFocus()
        hands.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert field.text() == ""
