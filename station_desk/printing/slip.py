"""Papers of one page that are handed over: token, receipt, recovery sheet. Owns their layout, none of their words.

A slip goes home in a purse, so nothing is added here: no heading, no emblem, no banner that the caller did not give.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import zip_longest
from typing import Final

from station_desk.domain.sheets import Passage, Qr, Slip, SlipSize
from station_desk.printing import qr
from station_desk.printing.ink import ASCENT, LINE, MM, Ink, Line, Page, Pdf, Style, plain

_SIZES: Final = {
    SlipSize.A6: (105 * MM, 148 * MM),
    SlipSize.A5: (148 * MM, 210 * MM),
    SlipSize.A4: (210 * MM, 297 * MM),
}
_TEXT: Final = {SlipSize.A6: 11.0, SlipSize.A5: 12.5, SlipSize.A4: 11.0}
_EDGES: Final = {SlipSize.A6: 9 * MM, SlipSize.A5: 9 * MM, SlipSize.A4: 15 * MM}
_LABELS_MOST: Final = 0.42  # of the width
_BIG_MOST: Final = 34.0
_PRACTICE_GREY: Final = 0.86
_QR_SIDE: Final = 0.24  # of the width
_GROUPS_ACROSS: Final = 4
_GROUP_MOST: Final = 30.0
_BETWEEN: Final = 16.0  # points between passages that stand side by side
_INDENT: Final = 16.0  # points for a sentence's number
_ASK_HEIGHT: Final = 52.0

_Parts = list[tuple[float, Line, Style, str]]  # (from the left edge, line, style, where in the rest of the width)


def render(slip: Slip, read: Callable[[str], bytes]) -> Pdf:
    """Set a slip on one page, or on as many as its lines need; `read` gives a resource by its name.

    The same slip gives the same bytes.
    """
    return _Setting(slip, read).run()


class _Setting:
    """One slip being set: the page at hand and how far down it is filled."""

    def __init__(self, slip: Slip, read: Callable[[str], bytes]) -> None:
        self._slip = slip
        self._ink = Ink(plain(slip.title), slip.language, read)
        self._size = _SIZES[slip.size]
        self._edge = _EDGES[slip.size]
        self._width = self._size[0] - 2 * self._edge
        text = _TEXT[slip.size]
        self._plain, self._bold = Style(False, text), Style(True, text)
        self._title, self._small = Style(True, text + 4), Style(False, text - 1)
        self._small_bold = Style(True, text - 1)
        self._y = 0.0
        self._page = self._new_page()

    def run(self) -> Pdf:
        for line in self._ink.lines(self._slip.title, self._width, self._title):
            self._put([(0.0, line, self._title, "centre")])
        self._y -= 3
        self._rule(0.8)
        self._y -= 6
        if self._slip.big:
            self._set_big(self._slip.big)
        if self._slip.qr:
            self._set_lines_beside(self._slip.qr)
        else:
            self._set_lines(self._width)
        if self._slip.groups:
            self._set_groups()
        if self._slip.passages:
            self._set_passages()
        if self._slip.asks:
            self._set_asks()
        if self._slip.foot:
            self._y -= 4
            self._rule(0.4)
            self._y -= 3
        for text in self._slip.foot:
            for line in self._ink.lines(text, self._width, self._small):
                self._put([(0.0, line, self._small, "left")])
        return self._ink.finish()

    def _new_page(self) -> Page:
        page = self._page = self._ink.page(*self._size)
        self._y = self._size[1] - self._edge
        if self._slip.practice_text:
            page.across(self._slip.practice_text, _PRACTICE_GREY)
            badge = self._ink.line(self._slip.practice_text, self._bold)
            self._put([(0.0, badge, self._bold, "centre")])
        return page

    def _rule(self, weight: float) -> None:
        self._page.rule(self._edge, self._y, self._edge + self._width, self._y, weight)

    def _need(self, height: float) -> None:
        """Go on to a new page where this one has no room for what must stay whole."""
        if self._y - height < self._edge:
            self._new_page()

    def _put(self, parts: _Parts) -> None:
        """Write lines side by side, on a new page when this one is full."""
        pitch = max(style.size for _, _, style, _ in parts) * LINE
        self._need(pitch)
        for left, line, style, align in parts:
            y = self._y - style.size * ASCENT
            self._page.text_in(self._edge + left, y, self._width - left, line, style, align)
        self._y -= pitch

    def _set_big(self, text: str) -> None:
        """Frame the one thing to read from afar, as large as the width allows."""
        room = self._width - 16
        size = min(_BIG_MOST, max(12.0, room / self._ink.line(text, Style(True, 1)).width))
        style = Style(True, round(size, 1))
        lines = self._ink.lines(text, room + 0.5, style)
        height = len(lines) * style.size * LINE + 10
        self._page.frame(self._edge, self._y - height, self._width, height, 1.4)
        self._y -= 5
        for line in lines:
            self._put([(0.0, line, style, "centre")])
        self._y -= 12

    def _set_lines(self, width: float) -> None:
        labels = [self._ink.line(f"{label}:", self._bold) for label, _ in self._slip.lines]
        most = width * _LABELS_MOST
        left = min(max((label.width for label in labels), default=0.0), most) + 6
        for label, value in self._slip.lines:
            names = self._ink.lines(f"{label}:", most, self._bold)
            values = self._ink.lines(value, width - left, self._plain)
            for number in range(max(len(names), len(values))):
                parts: _Parts = [(0.0, names[number], self._bold, "left")] if number < len(names) else []
                parts += [(left, values[number], self._plain, "left")] if number < len(values) else []
                self._put(parts)

    def _set_lines_beside(self, code: Qr) -> None:
        """Set the lines with the code at their right, its caption under it."""
        side = self._width * _QR_SIDE
        captions = self._ink.lines(code.caption, side, self._small)
        height = side + len(captions) * self._small.size * LINE
        self._need(height)
        page, top, x = self._page, self._y, self._edge + self._width - side
        qr.draw(page, x, top - side, side, code.text)
        for number, line in enumerate(captions):
            baseline = top - side - self._small.size * (ASCENT + number * LINE)
            page.text_in(x, baseline, side, line, self._small, "centre")
        self._set_lines(self._width - side - _BETWEEN)
        if self._page is page:
            self._y = min(self._y, top - height)

    def _set_groups(self) -> None:
        """Box each group with its place in the corner, four in a line."""
        width = self._width / _GROUPS_ACROSS
        widest = max(self._ink.line(group, Style(True, 1)).width for group in self._slip.groups)
        style = Style(True, round(min(_GROUP_MOST, (width - 16) / widest), 1))
        corner = self._small.size * LINE
        height = corner + style.size * LINE + 2
        self._y -= 8
        for start in range(0, len(self._slip.groups), _GROUPS_ACROSS):
            self._need(height)
            for place, group in enumerate(self._slip.groups[start : start + _GROUPS_ACROSS]):
                x = self._edge + place * width
                self._page.frame(x, self._y - height, width, height, 1.2)
                number = self._ink.line(str(start + place + 1), self._small)
                self._page.text(x + 4, self._y - 1 - self._small.size * ASCENT, number, self._small)
                baseline = self._y - corner + 2 - style.size * ASCENT
                self._page.text_in(x, baseline, width, self._ink.line(group, style), style, "centre")
            self._y -= height
        self._y -= 10

    def _set_passages(self) -> None:
        """Set the passages side by side, line by line."""
        count = len(self._slip.passages)
        width = (self._width - _BETWEEN * (count - 1)) / count
        columns = [
            self._passage(passage, place * (width + _BETWEEN), width)
            for place, passage in enumerate(self._slip.passages)
        ]
        for row in zip_longest(*columns, fillvalue=()):
            self._put([part for parts in row for part in parts])
        self._y -= 8

    def _passage(self, passage: Passage, left: float, width: float) -> list[_Parts]:
        """Break a passage into the lines of its column; a sentence's number hangs before its first line."""
        style = self._small
        rows: list[_Parts] = [
            [(left, line, self._small_bold, "left")] for line in self._ink.lines(passage.title, width, self._small_bold)
        ]
        for number, point in enumerate(passage.points, 1):
            lines = self._ink.lines(point, width - _INDENT, style)
            first: _Parts = [(left, self._ink.line(f"{number}.", style), style, "left")]
            rows.append([*first, (left + _INDENT, lines[0], style, "left")])
            rows += [[(left + _INDENT, line, style, "left")] for line in lines[1:]]
        return rows

    def _set_asks(self) -> None:
        """Box what is filled in with a pen, side by side."""
        width = self._width / len(self._slip.asks)
        self._need(_ASK_HEIGHT)
        for place, ask in enumerate(self._slip.asks):
            x = self._edge + place * width
            self._page.frame(x, self._y - _ASK_HEIGHT, width, _ASK_HEIGHT)
            for number, line in enumerate(self._ink.lines(ask, width - 8, self._small)):
                self._page.text(x + 4, self._y - 2 - self._small.size * (ASCENT + number * LINE), line, self._small)
        self._y -= _ASK_HEIGHT + 4
