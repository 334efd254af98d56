"""The very first start, by keyboard alone: four steps make an encrypted office, the password opens it."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt

from station_desk.desk import office
from tests.journeys.conftest import Sitting
from tests.journeys.steps import open_safety, set_up, sign_in


def test_from_nothing_to_the_first_morning(start: Callable[..., Sitting], tmp_path: Path) -> None:
    """Language, station, person, password; the office is on the disk, encrypted, and opens with what was typed."""
    folder = tmp_path / "office"
    sitting = start(folder)
    set_up(sitting)
    assert office.exists(folder)
    assert not (folder / "store.db").read_bytes().startswith(b"SQLite format 3")
    assert "केन्द्र बन गया" in sitting.kit.notices.sentence

    sign_in(sitting)
    assert sitting.window.windowTitle() == "थाना डेस्क"
    assert sitting.app.desk is not None
    assert sitting.app.desk.office.name == "सासनी"
    assert sitting.app.desk.person.rank == "म0आ0"

    assert not sitting.window.lasting.said
    assert open_safety(sitting).sheets_missing.isVisible()

    sitting.press(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert sitting.restarts == 1
    assert sitting.app.desk is None
