"""Writes into a new entry on the office of the folder given, without end; a line on stdout tells what is safe by now.

Run as a program of its own by test_record_in_window.py, which kills it.
"""

import json
import sys
from itertools import cycle
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from station_desk.app import App
from station_desk.desk import office
from station_desk.host.paths import read_resource, resources_dir
from station_desk.ui.kit import make_kit
from station_desk.ui.pages.intake import IntakePage
from station_desk.ui.remembered import Remembered
from tests.conftest import NOON, PASSPHRASE
from tests.ui.typing_hands import Hands

WORDS = "शाम को बुआ के घर फोन करें "
BURST = 20


def main(folder: Path) -> None:
    """Open the window, begin an entry, write."""
    application = QApplication([])
    kit = make_kit(read_resource, str(resources_dir() / "theme"), lambda error: sys.exit(repr(error)))
    desk = office.unlock(folder, PASSPHRASE, practice_at=NOON)
    app = App(kit, folder, Remembered(), lambda: None)
    app.window.show()
    app.window.activateWindow()
    QTest.qWaitForWindowActive(app.window)
    app.sit_down(desk)
    kit.runner.drain()
    page = IntakePage(kit, desk)
    app.window.open_page(page)
    kit.runner.drain()
    page.bar.save_first.click()
    kit.runner.drain()
    page.bar.go_on.click()
    page.view.go_to("safe_contact")
    hands = Hands(app.window)
    timer = QTimer()
    letters = cycle(WORDS)

    def write() -> None:
        """Write one letter; after a few wait until they are safe."""
        hands.type(next(letters))
        if len(str(page.model.value("safe_contact"))) % BURST == 0:
            timer.stop()

    def tell(_: str) -> None:
        """Say what is safe, and go on writing."""
        if page.keeper.safe and page.model.value("safe_contact"):
            print(json.dumps({"safe": page.model.value("safe_contact")}), flush=True)
            timer.start(1)

    page.keeper.kept.connect(tell)
    timer.timeout.connect(write)
    timer.start(1)
    application.exec()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
