"""A ruled table on a page: columns, rows, head. Owns the look of a table; never decides where a page ends."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from station_desk.domain.sheets import Align, Column, Row
from station_desk.printing.ink import ASCENT, LINE, Ink, Line, Page, Style
from station_desk.printing.letters import halves, paragraphs

PAD_X: Final = 2.8
PAD_Y: Final = 2.4
GREY: Final = 0.92  # 8 % black: stays white enough on a worn copier
_BODY_SIZES: Final = ((9, 10.0), (12, 9.5), (99, 9.0))  # up to so many columns, points
_WIDEN_MAX: Final = 1.35


@dataclass(frozen=True, slots=True)
class SetRow:
    """A row broken into lines, a tuple for each column. The first `marks` lines of the last column are its mark."""

    row: Row
    lines: tuple[tuple[Line, ...], ...]
    marks: int

    @property
    def depth(self) -> int:
        """The number of lines of the deepest cell."""
        return max(len(cell) for cell in self.lines)


class Table:
    """The columns of one table, placed on the page."""

    def __init__(self, ink: Ink, columns: tuple[Column, ...], rows: tuple[Row, ...], left: float, width: float) -> None:
        self._ink = ink
        self._columns = columns
        size = next(size for most, size in _BODY_SIZES if len(columns) <= most)
        self._plain, self._bold = Style(False, size), Style(True, size)
        self.pitch = size * LINE
        self._lefts = [left]
        for column_width in _fit(ink, columns, rows, width, size):
            self._lefts.append(self._lefts[-1] + column_width)
        self._head = [ink.lines(column.label, self._inner(place), self._bold) for place, column in enumerate(columns)]
        self._is_numbered = any(column.number for column in columns)

    @property
    def head_height(self) -> float:
        """The height of the head with its row of column numbers, in points."""
        deepest = max(len(lines) for lines in self._head)
        return deepest * self.pitch + 2 * PAD_Y + (self.pitch + 2 if self._is_numbered else 0)

    def set_row(self, row: Row) -> SetRow:
        """Break a row's cells into lines."""
        places = range(len(self._columns))
        cells = [
            self._ink.lines(cell, self._inner(place), self._plain)
            for place, cell in zip(places, row.cells, strict=True)
        ]
        marks = self._ink.lines(row.mark, self._inner(len(cells) - 1), self._bold) if row.mark else []
        cells[-1] = [*marks, *(cells[-1] if row.cells[-1].strip() else [])]
        return SetRow(row, tuple(tuple(cell) for cell in cells), len(marks))

    def height(self, lines: int) -> float:
        """Return the height of a row of so many lines, in points."""
        return lines * self.pitch + 2 * PAD_Y

    def draw_head(self, page: Page, top: float) -> float:
        """Draw the head from `top` downwards; return where it ends."""
        bottom = top - self.head_height
        page.fill(self._lefts[0], bottom, self._lefts[-1] - self._lefts[0], top - bottom, GREY)
        depth = max(len(lines) for lines in self._head)
        for place, lines in enumerate(self._head):
            y = top - PAD_Y - (depth - len(lines)) * self.pitch / 2
            self._write(page, place, y, lines, self._bold, Align.CENTRE)
        numbers = bottom + self.pitch + 2
        if self._is_numbered:
            page.rule(self._lefts[0], numbers, self._lefts[-1], numbers)
            for place, column in enumerate(self._columns):
                number = self._ink.line(str(column.number), self._plain)
                self._write(page, place, numbers - 1, [number], self._plain, Align.CENTRE)
        self._box(page, top, bottom)
        return bottom

    def draw_row(self, page: Page, top: float, set_row: SetRow, height: float, lines: slice) -> float:
        """Draw some lines of a row from `top` downwards in a box `height` points high; return where it ends."""
        for place, cell in enumerate(set_row.lines):
            is_last = place == len(set_row.lines) - 1
            marks = set_row.marks if is_last else 0
            marked, plain = cell[:marks][lines], cell[marks:][_after(lines, marks)]
            self._write(page, place, top - PAD_Y, list(marked), self._bold, Align.LEFT)
            y = top - PAD_Y - len(marked) * self.pitch
            self._write(page, place, y, list(plain), self._plain, self._columns[place].align)
            if set_row.row.struck and place > 0:
                self._strike(page, place, y, list(plain))
        self._box(page, top, top - height)
        return top - height

    def draw_strip(self, page: Page, top: float, text: str, bold: bool = True) -> float:
        """Draw a row across all columns with a text in its middle; return where it ends."""
        left, width = self._lefts[0], self._lefts[-1] - self._lefts[0]
        style = self._bold if bold else self._plain
        y = top - PAD_Y
        for line in self._ink.lines(text, width - 2 * PAD_X, style):
            page.text_in(left, y - style.size * ASCENT, width, line, style, "centre")
            y -= self.pitch
        bottom = y - PAD_Y
        page.frame(left, bottom, width, top - bottom)
        return bottom

    def strip_height(self, text: str) -> float:
        """Return the height of a strip with this text, in points."""
        width = self._lefts[-1] - self._lefts[0] - 2 * PAD_X
        return self.height(len(self._ink.lines(text, width, self._bold)))

    def _inner(self, place: int) -> float:
        return self._lefts[place + 1] - self._lefts[place] - 2 * PAD_X

    def _write(self, page: Page, place: int, top: float, lines: list[Line], style: Style, align: Align) -> None:
        for number, line in enumerate(lines):
            y = top - number * self.pitch - style.size * ASCENT
            page.text_in(self._lefts[place] + PAD_X, y, self._inner(place), line, style, align)

    def _strike(self, page: Page, place: int, top: float, lines: list[Line]) -> None:
        for number, line in enumerate(lines):
            if line.words:
                y = top - number * self.pitch - self._plain.size * (ASCENT - 0.3)
                page.rule(self._lefts[place] + 1, y, self._lefts[place + 1] - 1, y, 0.8)

    def _box(self, page: Page, top: float, bottom: float) -> None:
        page.frame(self._lefts[0], bottom, self._lefts[-1] - self._lefts[0], top - bottom)
        for x in self._lefts[1:-1]:
            page.rule(x, top, x, bottom)


def _fit(ink: Ink, columns: tuple[Column, ...], rows: tuple[Row, ...], width: float, size: float) -> list[float]:
    """Choose the column widths.

    The shares asked for are kept, but for columns whose words would have to be cut inside: those get what they need
    (for cells up to a limit, so that one odd word cannot squeeze the rest), and the others give what they can spare.
    """
    whole = sum(column.width for column in columns)
    shares = [width * column.width / whole for column in columns]
    least = [
        max(
            _widest(ink, [column.label], Style(True, size)),
            min(
                _widest(ink, dict.fromkeys(row.cells[place] for row in rows), Style(False, size)),
                shares[place] * _WIDEN_MAX,
            ),
        )
        for place, column in enumerate(columns)
    ]
    spare = [max(share - need, 0.0) for share, need in zip(shares, least, strict=True)]
    wanted = sum(max(need - share, 0.0) for share, need in zip(shares, least, strict=True))
    if not 0 < wanted <= sum(spare):
        return shares
    part = wanted / sum(spare)
    return [max(share, need) - give * part for share, need, give in zip(shares, least, spare, strict=True)]


def _widest(ink: Ink, texts: Iterable[str], style: Style) -> float:
    """Return the width a column needs for texts to break only where they may."""
    return (
        2 * PAD_X
        + 0.1
        + max(
            (
                ink.word(part, style).width
                for text in texts
                for line in paragraphs(text)
                for word in line
                for part in halves(word)
            ),
            default=0.0,
        )
    )


def _after(lines: slice, count: int) -> slice:
    """Shift a slice over all lines of a cell to the lines after its first `count`."""
    return slice(max(lines.start - count, 0), max(lines.stop - count, 0))
