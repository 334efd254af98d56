"""A paper on the screen, as it will print: one page at a time, sharp at the window's resolution. Owns no paper itself.

Pages are drawn off the GUI thread, once for each size; while a new size is drawn the old picture is stretched.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea

from station_desk.desk.registers import Picture
from station_desk.ui.kit import Kit
from station_desk.ui.texts import Said
from station_desk.ui.theme import Space

Draw = Callable[[int, int], Picture]  # page (from 0), dots per inch

ZOOMS: Final = (1.0, 1.25, 1.5, 2.0, 3.0)  # of the width of the view
FIRST_DPI: Final = 100
MOST_DPI: Final = 400
SETTLE_MS: Final = 120


@dataclass(frozen=True, slots=True)
class _Drawn:
    page: int
    dpi: int
    picture: Picture


class PaperView(QAbstractScrollArea):
    """Shows a paper of some pages.

    Keys: Page Up and Page Down move by a view and then by a page, Home and End go to the first and last page, Ctrl with
    + - 0 changes the size. `page_changed(page)` counts from 0.
    """

    page_changed = Signal(int)
    zoom_changed = Signal(float)

    def __init__(self, kit: Kit, name: Said) -> None:
        super().__init__()
        self._kit = kit
        self._draw: Draw | None = None
        self._pages = 0
        self._page = 0
        self._zoom = 0
        self._inches = 0.0
        self._tall = 0.0
        self._measured = -1
        self._drawn: QPixmap | None = None
        self._drawn_dpi = 0
        self._asked: tuple[int, int] | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        # Always there: coming and going it would change the width, the width the height, the height the bar.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(SETTLE_MS)
        self._later.timeout.connect(self._ask)
        kit.words.tie_plain(self.setAccessibleName, name)
        kit.words.changed.connect(self._tell)
        kit.theme.changed.connect(self.viewport().update)

    def show_paper(self, pages: int, draw: Draw) -> None:
        """Show a paper; `draw(page, dpi)` is called off the GUI thread. The page stays where it was, if there."""
        self._pages, self._draw = pages, draw
        self._page = min(self._page, max(pages - 1, 0))
        self._drawn, self._asked, self._measured, self._inches = None, None, -1, 0.0
        self._tell()
        self._ask()

    def clear(self) -> None:
        """Show nothing."""
        self._pages, self._page, self._draw, self._drawn = 0, 0, None, None
        self._tell()
        self.viewport().update()

    @property
    def page(self) -> int:
        """The page that is shown, from 0."""
        return self._page

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return self._pages

    @property
    def zoom(self) -> float:
        """The size, 1.0 for the width of the view."""
        return ZOOMS[self._zoom]

    @property
    def sharp(self) -> bool:
        """Whether what is seen is the present page, drawn for the size at which it is seen."""
        return self._drawn is not None and self._measured == self._page and self._drawn_dpi == self._wanted_dpi()

    def go(self, page: int) -> None:
        """Turn to a page, counted from 0."""
        page = max(0, min(page, self._pages - 1))
        if page != self._page and self._pages:
            self._page = page
            self._asked = None
            self.verticalScrollBar().setValue(0)
            self._tell()
            self._ask()
            self.page_changed.emit(page)

    def zoom_by(self, step: int) -> None:
        """Make it larger (1) or smaller (-1); 0 fits the width again."""
        wanted = max(0, min(self._zoom + step, len(ZOOMS) - 1)) if step else 0
        if wanted != self._zoom:
            self._zoom = wanted
            self._lay()
            self._ask()
            self.zoom_changed.emit(self.zoom)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move and resize by keyboard."""
        bar = self.verticalScrollBar()
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        match event.key():
            case Qt.Key.Key_PageDown if bar.value() == bar.maximum():
                self.go(self._page + 1)
            case Qt.Key.Key_PageUp if bar.value() == bar.minimum():
                self.go(self._page - 1)
            case Qt.Key.Key_Home:
                self.go(0)
            case Qt.Key.Key_End:
                self.go(self._pages - 1)
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal if control:
                self.zoom_by(1)
            case Qt.Key.Key_Minus if control:
                self.zoom_by(-1)
            case Qt.Key.Key_0 if control:
                self.zoom_by(0)
            case _:
                super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the width anew; draw once the size has settled."""
        super().resizeEvent(event)
        self._lay()
        self._later.start()

    def event(self, event: QEvent) -> bool:
        """Draw anew when the window moves to a screen of another resolution."""
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._later.start()
        return super().event(event)

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw the page as paper on the desk."""
        painter = QPainter(self.viewport())
        if self._drawn is not None:
            place = self._place()
            if self.sharp:  # pixel for pixel
                self._drawn.setDevicePixelRatio(self.devicePixelRatioF())
                place.setSize(self._drawn.size() / self.devicePixelRatioF())
                painter.drawPixmap(place.topLeft(), self._drawn)
            else:
                painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
                painter.drawPixmap(place, self._drawn)
            painter.setPen(QColor(self._kit.theme.colours.border))
            painter.drawRect(place.adjusted(-1, -1, 0, 0))
        painter.end()

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:
        """Paint where the bars stand now."""
        self.viewport().update()

    def _size(self) -> QSize:
        """Return the page's size on the screen, in device-independent pixels."""
        width = round((self.viewport().width() - 2 * Space.HAIR) * self.zoom)
        return QSize(width, round(width * self._tall / self._inches) if self._inches else 0)

    def _place(self) -> QRect:
        size, view = self._size(), self.viewport().size()
        left = (view.width() - size.width()) // 2 if size.width() < view.width() else Space.HAIR
        top = Space.HAIR
        return QRect(QPoint(left - self.horizontalScrollBar().value(), top - self.verticalScrollBar().value()), size)

    def _lay(self) -> None:
        size, view = self._size(), self.viewport().size()
        for bar, whole, seen in (
            (self.horizontalScrollBar(), size.width(), view.width()),
            (self.verticalScrollBar(), size.height(), view.height()),
        ):
            bar.setRange(0, max(0, whole + 2 * Space.HAIR - seen))
            bar.setPageStep(seen)
            bar.setSingleStep(max(seen // 12, 1))
        self.viewport().update()

    def _wanted_dpi(self) -> int:
        """Return the resolution at which one pixel drawn is one pixel seen; a first guess before the size is known."""
        if not self._inches:
            return FIRST_DPI
        return min(MOST_DPI, max(1, round(self._size().width() * self.devicePixelRatioF() / self._inches)))

    def _ask(self) -> None:
        if self._draw is None or not self._pages:
            return
        wanted = (self._page, self._wanted_dpi())
        if wanted != self._asked:
            self._asked = wanted
            self._kit.runner.run(_drawn, self._draw, *wanted, reads=True, done=self._show)

    def _show(self, drawn: _Drawn) -> None:
        if (drawn.page, drawn.dpi) != self._asked:
            return  # turned or resized meanwhile
        self._drawn = QPixmap.fromImage(image_of(drawn.picture))
        self._drawn_dpi = drawn.dpi
        if drawn.page != self._measured:
            # Once for a page: pixels are whole numbers, so a second measure would ask for another size, and so on.
            self._measured = drawn.page
            self._inches, self._tall = drawn.picture.width / drawn.dpi, drawn.picture.height / drawn.dpi
        self._lay()
        self._ask()

    def _tell(self) -> None:
        told = self._kit.words.say("paper.page_of", page=self._page + 1, pages=self._pages) if self._pages else ""
        self.setAccessibleDescription(told)


def image_of(picture: Picture) -> QImage:
    """Return a picture as Qt holds it; the bytes are copied."""
    form = QImage.Format.Format_RGBX8888
    return QImage(picture.rgba, picture.width, picture.height, 4 * picture.width, form).copy()


def _drawn(draw: Draw, page: int, dpi: int) -> _Drawn:
    return _Drawn(page, dpi, draw(page, dpi))
