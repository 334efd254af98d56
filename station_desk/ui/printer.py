"""Putting a paper on a printer, page by page, from pictures. Owns the job; the paper and its log line are the desk's.

The job's name says nothing: it is seen by everybody who looks at the printer's queue.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QMarginsF, QObject, QRect, Qt, Signal
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QWidget

from station_desk.desk.registers import Picture
from station_desk.errors import DeskError, ErrorCode
from station_desk.ui.kit import Kit
from station_desk.ui.paper_view import Draw, image_of

DPI: Final = 300
JOB_NAME: Final = "Station Desk"


def make_printer(*, slip: bool = False) -> QPrinter:
    """Make a printer for A4, one picture to a page: lying for a register, upright for a slip."""
    printer = QPrinter()
    printer.setResolution(DPI)
    printer.setDocName(JOB_NAME)
    turned = QPageLayout.Orientation.Portrait if slip else QPageLayout.Orientation.Landscape
    layout = QPageLayout(QPageSize(QPageSize.PageSizeId.A4), turned, QMarginsF(), QPageLayout.Unit.Point)
    layout.setMode(QPageLayout.Mode.FullPageMode)
    printer.setPageLayout(layout)
    return printer


def choose_printer(
    parent: QWidget, kit: Kit, then: Callable[[QPrinter], object], *, slip: bool = False
) -> QPrintDialog | None:
    """Let a printer be chosen; None when the computer has none, which is then said."""
    if not QPrinterInfo.availablePrinterNames():
        kit.notices.warn("paper.no_printer")
        return None
    printer = make_printer(slip=slip)
    dialog = QPrintDialog(printer, parent)
    dialog.setOption(QPrintDialog.PrintDialogOption.PrintToFile, False)
    kit.words.tie_plain(dialog.setWindowTitle, "paper.print_plain")
    dialog.accepted.connect(lambda: then(printer))
    dialog.finished.connect(dialog.deleteLater)
    dialog.setModal(True)
    dialog.show()
    return dialog


class PrintJob(QObject):
    """One paper on its way to a printer: pages are drawn off the GUI thread and painted one after the other.

    `finished(pages)` when the last page is with the printer, `failed(error)` when it could not be begun.
    """

    finished = Signal(int)
    failed = Signal(object)

    def __init__(
        self, kit: Kit, printer: QPrinter, pages: int, draw: Draw, parent: QObject, *, true_size: bool = False
    ) -> None:
        """`true_size` leaves a small paper as small as it is, at the head of the sheet."""
        super().__init__(parent)
        self._true_size = true_size
        self._kit = kit
        self._printer = printer
        self._draw = draw
        self._wanted = self._chosen(pages)
        self._done = 0
        self._painter = QPainter()

    def start(self) -> None:
        """Begin."""
        if not self._painter.begin(self._printer):
            self.failed.emit(DeskError(ErrorCode.WRITE_FAILED, step="printer"))
            return
        self._next()

    def _chosen(self, pages: int) -> list[int]:
        first, last = self._printer.fromPage(), self._printer.toPage()
        return list(range(first - 1, min(last, pages))) if first else list(range(pages))

    def _next(self) -> None:
        page = self._wanted[self._done]
        self._kit.runner.run(self._draw, page, DPI, reads=True, done=self._paint, failed=self._stop)

    def _paint(self, picture: Picture) -> None:
        if self._done:
            self._printer.newPage()
        paper = self._printer.pageLayout().fullRectPixels(self._printer.resolution())
        image = image_of(picture)
        size = (
            image.size() if self._true_size else image.size().scaled(paper.size(), Qt.AspectRatioMode.KeepAspectRatio)
        )
        self._painter.drawImage(QRect(paper.topLeft(), size), image)
        self._done += 1
        if self._done < len(self._wanted):
            self._next()
        else:
            self._painter.end()
            self.finished.emit(self._done)
            self.deleteLater()

    def _stop(self, error: DeskError) -> bool:
        self._painter.end()
        self.failed.emit(error)
        self.deleteLater()
        return True
