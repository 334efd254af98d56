"""A slip on the screen: made once, saved as it is shown, reached from its matter."""

import subprocess
from functools import partial
from pathlib import Path

from station_desk.desk import recording, slips
from station_desk.desk.ports import Desk
from station_desk.ui.kit import Kit
from station_desk.ui.main_window import MainWindow
from station_desk.ui.pages.matter import MatterPage
from station_desk.ui.pages.slip import SlipPage


def lines_of(desk: Desk, kind: str) -> int:
    """Count the log's lines of a kind."""
    with desk.store.read() as read:
        return int(read.execute("SELECT count(*) FROM line WHERE kind = ?", (kind,)).fetchone()[0])


def test_a_slip_is_made_once_and_saved_as_shown(kit: Kit, window: MainWindow, station: Desk, tmp_path: Path) -> None:
    """Showing it again makes no second one; the saved file holds the token and nothing of why she came."""
    saved = recording.open_record(station, {"channel": "walk_in", "name": "पुष्पा देवी"})
    page = SlipPage(kit, partial(slips.print_token, station, saved.record), "token.pdf")
    window.open_page(page)
    kit.runner.drain()
    page.refresh()
    page.save_to(tmp_path / "token.pdf")
    kit.runner.drain()
    done = subprocess.run(["pdftotext", tmp_path / "token.pdf", "-"], capture_output=True, text=True, check=True)
    assert saved.token in done.stdout.replace("\n", "")
    assert "पुष्पा" not in done.stdout
    assert lines_of(station, "token-slip.made") == 1


def test_the_slip_is_reached_from_its_matter(kit: Kit, window: MainWindow, station: Desk) -> None:
    """One verb on the matter's page."""
    saved = recording.open_record(station, {"channel": "walk_in"})
    page = MatterPage(kit, station, saved.record)
    window.open_page(page)
    kit.runner.drain()
    page.slip.click()
    kit.runner.drain()
    assert lines_of(station, "token-slip.made") == 1
