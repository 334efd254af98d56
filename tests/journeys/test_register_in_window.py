"""The daily register in the window: looked at, saved as PDF, printed; by keyboard, in Hindi."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from PySide6.QtWidgets import QFileDialog, QLineEdit

from station_desk.desk import keeping, recording
from station_desk.desk.ports import Desk, intake_form
from station_desk.domain.answers import clean
from station_desk.domain.log import read_header
from station_desk.domain.records import Act
from station_desk.store import log
from station_desk.ui.pages.matter import MatterPage
from station_desk.ui.pages.register import RegisterPage
from station_desk.ui.printer import make_printer
from tests.entries import ELDER
from tests.journeys.conftest import Sitting

CTRL = Qt.KeyboardModifier.ControlModifier


def open_register(sitting: Sitting) -> RegisterPage:
    """Open the register's place by its key."""
    sitting.alt(Qt.Key.Key_3)
    page = sitting.page
    assert isinstance(page, RegisterPage)
    return page


def kinds(desk: Desk) -> list[str]:
    """Return the kinds of all lines of the log."""
    with desk.store.read() as read:
        return [read_header(line.header).kind for line in log.lines(read)]


def words_of(pdf: Path) -> str:
    """Return what another program reads in a PDF."""
    tool = shutil.which("pdftotext")
    if tool is None:
        pytest.skip("pdftotext is not installed")
    done = subprocess.run([tool, "-layout", str(pdf), "-"], capture_output=True, check=True)
    return done.stdout.decode()


def test_saved_pdf_holds_the_hindi_of_the_page(station: Desk, sit: Callable[[Desk], Sitting], tmp_path: Path) -> None:
    """Alt+3, Ctrl+S, a name, Enter: another program finds the Hindi; the log knows; no trace of where it went."""
    recording.add(station, ELDER)
    sitting = sit(station)
    page = open_register(sitting)
    assert page.paper.pages >= 1
    assert page.paper.sharp
    to = tmp_path / "पंजिका.pdf"
    sitting.press(Qt.Key.Key_S, CTRL)
    sitting.name_in_dialog(to)
    assert to.exists()
    text = words_of(to)
    assert "फूलमती" in text
    assert "दैनिक पंजिका" in text
    assert "पंजिका.pdf" in sitting.kit.notices.sentence
    assert kinds(station)[-2:] == ["register.previewed", "register.printed"]
    assert not keeping.verify_log(station).findings
    assert not QSettings(QSettings.Scope.UserScope, "QtProject").childGroups()


def test_printed_page_by_page(station: Desk, sit: Callable[[Desk], Sitting], tmp_path: Path) -> None:
    """The chosen printer gets every page in full, at 300 dpi, under a name that tells nothing; the log knows."""
    for _ in range(9):
        recording.add(station, ELDER)
    sitting = sit(station)
    page = open_register(sitting)
    printer = make_printer()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "paper.pdf"))
    page.print_on(printer)
    sitting.settle()
    assert "प्रिन्टर को दिए गए" in sitting.kit.notices.sentence
    found = subprocess.run(["pdfinfo", str(tmp_path / "paper.pdf")], capture_output=True, text=True, check=True).stdout
    assert f"Pages:           {page.paper.pages}" in found
    assert "842 x 595" in found
    assert "Title:           Station Desk" in found
    assert "register.printed" in kinds(station)


def test_an_entry_that_names_her_is_opened_instead(station: Desk, sit: Callable[[Desk], Sitting]) -> None:
    """A register whose text names her is not shown: its token is, and Enter opens the entry."""
    token = saved_without_the_rule(station, {**ELDER, "gist_for_register": "फूलमती को पेंशन नहीं मिली"})
    sitting = sit(station)
    page = open_register(sitting)
    assert page.paper.pages == 0
    assert token in page._why.text()
    assert page.open_entry.hasFocus()
    sitting.press(Qt.Key.Key_Space)
    assert isinstance(sitting.page, MatterPage)
    sitting.press(Qt.Key.Key_Escape)
    assert sitting.page is page


def saved_without_the_rule(desk: Desk, raw: dict[str, object]) -> str:
    """Save an entry as an older program, which did not look for names in texts, would have; return its token."""
    told = {**raw, "arrived_at": desk.now(), "received_by": desk.person.id, "entry_mode": "live"}
    cleaned = clean(intake_form(), told, desk.around(frozenset({desk.person.id})))
    token = "MSK/SAS/2026/0001"
    with desk.store.write() as write:
        recording._write(desk, write, recording.new_draft_id(), None, Act.OPENED, cleaned, token, "")
    return token


def test_day_is_typed_as_people_type_it(station: Desk, sit: Callable[[Desk], Sitting]) -> None:
    """Devanagari digits and dots are a date; tomorrow is refused beside the field and the page stays."""
    sitting = sit(station)
    page = open_register(sitting)
    today = page.shown_day
    sitting.go_to(page.day)
    sitting.press(Qt.Key.Key_A, CTRL)
    sitting.hands.type("०५.१०.२०२६")
    sitting.enter()
    assert (today - page.shown_day).days == 1
    assert page.day.text() == "05-10-2026"
    sitting.press(Qt.Key.Key_A, CTRL)
    sitting.hands.type("7.10.2026")
    sitting.enter()
    assert page.day_row.has_problem
    assert (today - page.shown_day).days == 1
    sitting.do(page.after)
    assert page.shown_day == today
    assert not page.day_row.has_problem
    assert not page.after.isEnabled()


def test_dialog_for_pdf_is_qts_own(station: Desk, sit: Callable[[Desk], Sitting]) -> None:
    """The desktop's dialog would keep a list of recent files: ours is Qt's, with the keyboard on the name."""
    sitting = sit(station)
    open_register(sitting)
    sitting.press(Qt.Key.Key_S, CTRL)
    dialog = next(one for one in sitting.window.findChildren(QFileDialog) if one.isVisible())
    assert dialog.testOption(QFileDialog.Option.DontUseNativeDialog)
    typed = dialog.findChild(QLineEdit, "fileNameEdit")
    assert typed is not None and typed.text() == "SAS-2026-10-06.pdf"
    dialog.reject()
    sitting.settle()


@pytest.mark.skipif(bool(QPrinterInfo.availablePrinterNames()), reason="a printer would open its dialog")
def test_no_printer_is_said(station: Desk, sit: Callable[[Desk], Sitting]) -> None:
    """Ctrl+P on a computer without a printer: a sentence with what to do, and nothing is logged as printed."""
    sitting = sit(station)
    open_register(sitting)
    sitting.press(Qt.Key.Key_P, CTRL)
    assert "कोई प्रिन्टर नहीं मिला" in sitting.kit.notices.sentence
    assert "register.printed" not in kinds(station)
