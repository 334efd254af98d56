"""A paper on the screen: sharp, turned and sized by keyboard, never asking for ever."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from station_desk.desk.ports import Desk
from station_desk.desk.registers import Picture
from station_desk.errors import DeskError, ErrorCode
from station_desk.ui.kit import Kit
from station_desk.ui.main_window import MainWindow
from station_desk.ui.pages.register import RegisterPage
from station_desk.ui.paper_view import PaperView, image_of
from station_desk.ui.printer import PrintJob, make_printer

A4_LYING = (297 / 25.4, 210 / 25.4)


class Paper:
    """A paper of grey pages with a black border, each a little darker; remembers how it was asked for."""

    def __init__(self, pages: int = 3) -> None:
        self.pages = pages
        self.asked: list[tuple[int, int]] = []

    def draw(self, page: int, dpi: int) -> Picture:
        """Draw a page."""
        self.asked.append((page, dpi))
        width, height = (round(side * dpi) for side in A4_LYING)
        shade = bytes([200 - 20 * page] * 3 + [255])
        return Picture(width, height, shade * (width * height))


@pytest.fixture
def view(kit: Kit, front: Callable[[QWidget], None]) -> PaperView:
    """A paper view of three pages, shown."""
    view = PaperView(kit, "register.paper")
    view.resize(900, 500)
    front(view)
    return view


def test_drawn_once_for_the_size_it_is_seen_at(view: PaperView, kit: Kit) -> None:
    """A first look and one sharp drawing, whatever the width: rounding must not lead to drawing for ever."""
    for width in range(880, 900):
        paper = Paper()
        view.resize(width, 500)
        view.show_paper(paper.pages, paper.draw)
        kit.runner.drain()
        assert view.sharp
        assert len(paper.asked) <= 3


def test_keys_turn_the_pages(view: PaperView, kit: Kit) -> None:
    """Page Down scrolls, then turns; Home and End go to the ends; what is turned to is drawn sharp."""
    paper = Paper()
    view.show_paper(paper.pages, paper.draw)
    kit.runner.drain()
    turned: list[int] = []
    view.page_changed.connect(turned.append)
    QTest.keyClick(view, Qt.Key.Key_PageDown)
    assert view.page == 0 and view.verticalScrollBar().value() > 0
    QTest.keyClick(view, Qt.Key.Key_PageDown)
    kit.runner.drain()
    assert view.page == 1 and view.verticalScrollBar().value() == 0 and view.sharp
    QTest.keyClick(view, Qt.Key.Key_PageUp)
    QTest.keyClick(view, Qt.Key.Key_End)
    QTest.keyClick(view, Qt.Key.Key_End)
    QTest.keyClick(view, Qt.Key.Key_Home)
    kit.runner.drain()
    assert turned == [1, 0, 2, 0]
    assert view.sharp


def test_keys_change_the_size(view: PaperView, kit: Kit) -> None:
    """Ctrl with plus, minus and nought; a larger page is drawn at a larger resolution, not stretched."""
    paper = Paper()
    view.show_paper(paper.pages, paper.draw)
    kit.runner.drain()
    fitting = paper.asked[-1][1]
    QTest.keyClick(view, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    kit.runner.drain()
    assert view.zoom == 1.25 and view.sharp
    assert paper.asked[-1][1] == pytest.approx(fitting * 1.25, abs=1)
    assert view.horizontalScrollBar().maximum() > 0
    QTest.keyClick(view, Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(view, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(view, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    kit.runner.drain()
    assert view.zoom == 1.0 and view.sharp


def test_page_and_count_are_told_to_the_reader(view: PaperView, kit: Kit) -> None:
    """A screen reader hears which page it is, in the language of the screen."""
    view.show_paper(3, Paper().draw)
    view.go(1)
    assert view.accessibleDescription() == "पृष्ठ 2, कुल 3"
    kit.words.switch()
    assert view.accessibleDescription() == "Page 2 of 3"
    view.clear()
    assert view.accessibleDescription() == ""


def test_resizing_draws_when_it_has_settled(view: PaperView, kit: Kit, qtbot: QtBot) -> None:
    """A window that is being pulled wider draws anew in the end."""
    paper = Paper()
    view.show_paper(paper.pages, paper.draw)
    kit.runner.drain()
    view.resize(700, 500)
    qtbot.waitUntil(lambda: view.sharp)


def test_picture_is_copied_as_it_is() -> None:
    """Red, green and blue come out in their order and the copy outlives the bytes."""
    image = image_of(Picture(2, 1, bytes([255, 0, 0, 255, 0, 0, 255, 255])))
    assert (image.pixelColor(0, 0).name(), image.pixelColor(1, 0).name()) == ("#ff0000", "#0000ff")
    assert image.format() == QImage.Format.Format_RGBX8888


def test_job_prints_only_the_chosen_pages(kit: Kit, tmp_path: Path) -> None:
    """A range chosen in the dialog is kept; each page comes once, in order."""
    paper = Paper(5)
    printer = make_printer()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "out.pdf"))
    printer.setFromTo(2, 3)
    job = PrintJob(kit, printer, 5, paper.draw, kit.runner)
    told: list[int] = []
    job.finished.connect(told.append)
    job.start()
    kit.runner.drain()
    assert told == [2]
    assert paper.asked == [(1, 300), (2, 300)]
    assert (tmp_path / "out.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.qt_log_ignore(r"QPainter::begin\(\): Returned false")
def test_job_that_cannot_begin_or_go_on_says_so(kit: Kit, tmp_path: Path) -> None:
    """A printer that does not take the job, and a page that cannot be drawn, each end in a known error."""
    refused: list[DeskError] = []
    printer = make_printer()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "gone" / "out.pdf"))
    job = PrintJob(kit, printer, 1, Paper().draw, kit.runner)
    job.failed.connect(refused.append)
    job.start()

    def broken(page: int, _: int) -> Picture:
        raise DeskError(ErrorCode.FILE_UNREADABLE, page=page)

    printer.setOutputFileName(str(tmp_path / "out.pdf"))
    job = PrintJob(kit, printer, 1, broken, kit.runner)
    job.failed.connect(refused.append)
    job.start()
    kit.runner.drain()
    assert [error.code for error in refused] == [ErrorCode.WRITE_FAILED, ErrorCode.FILE_UNREADABLE]


def test_whole_page_of_an_empty_day(
    kit: Kit, window: MainWindow, station: Desk, assert_accessible: Callable[[QWidget], None]
) -> None:
    """A day without entries is a paper too; the English paper is chosen by the keyboard; all parts have names."""
    page = RegisterPage(kit, station, str)
    window.show_alone(page)
    kit.runner.drain()
    assert (page.paper.pages, page.paper.sharp, page.language) == (1, True, "hi")
    assert page.print.isEnabled() and page.save.isEnabled()
    page.in_english.setFocus()
    QTest.keyClick(page.in_english, Qt.Key.Key_Space)
    kit.runner.drain()
    assert page.language == "en"
    kit.words.switch()
    assert page.language == "en"
    assert_accessible(page)
    picture = QImage(page.paper.size(), QImage.Format.Format_RGB32)
    painter = QPainter(picture)
    page.paper.render(painter, QRect().topLeft())
    painter.end()
    assert not picture.isNull()
