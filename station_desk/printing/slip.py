"""Small papers that are handed over: token, receipt, the note with a bundle. Owns their layout, none of their words.

A slip goes home in a purse, so nothing is added here: no heading, no emblem, no banner that the caller did not give.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from station_desk.domain.sheets import Slip, SlipSize
from station_desk.printing.ink import ASCENT, LINE, MM, Ink, Line, Page, Pdf, Style, plain

_SIZES: Final = {SlipSize.A6: (105 * MM, 148 * MM), SlipSize.A5: (148 * MM, 210 * MM)}
_TEXT: Final = {SlipSize.A6: 11.0, SlipSize.A5: 12.5}
_EDGE: Final = 9 * MM
_LABELS_MOST: Final = 0.42  # of the width
_BIG_MOST: Final = 34.0
_PRACTICE_GREY: Final = 0.86


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
        self._width = self._size[0] - 2 * _EDGE
        text = _TEXT[slip.size]
        self._plain, self._bold = Style(False, text), Style(True, text)
        self._title, self._small = Style(True, text + 4), Style(False, text - 1)
        self._y = 0.0
        self._page = self._new_page()

    def run(self) -> Pdf:
        for line in self._ink.lines(self._slip.title, self._width, self._title):
            self._put([(0.0, line, self._title, "centre")])
        self._y -= 3
        self._page.rule(_EDGE, self._y, _EDGE + self._width, self._y, 0.8)
        self._y -= 6
        if self._slip.big:
            self._set_big(self._slip.big)
        self._set_lines()
        if self._slip.foot:
            self._y -= 4
            self._page.rule(_EDGE, self._y, _EDGE + self._width, self._y, 0.4)
            self._y -= 3
        for text in self._slip.foot:
            for line in self._ink.lines(text, self._width, self._small):
                self._put([(0.0, line, self._small, "left")])
        return self._ink.finish()

    def _new_page(self) -> Page:
        page = self._page = self._ink.page(*self._size)
        self._y = self._size[1] - _EDGE
        if self._slip.practice_text:
            page.across(self._slip.practice_text, _PRACTICE_GREY)
            badge = self._ink.line(self._slip.practice_text, self._bold)
            self._put([(0.0, badge, self._bold, "centre")])
        return page

    def _put(self, parts: list[tuple[float, Line, Style, str]]) -> None:
        """Write lines side by side, on a new page when this one is full."""
        pitch = max(style.size for _, _, style, _ in parts) * LINE
        if self._y - pitch < _EDGE:
            self._new_page()
        for left, line, style, align in parts:
            y = self._y - style.size * ASCENT
            self._page.text_in(_EDGE + left, y, self._width - left, line, style, align)
        self._y -= pitch

    def _set_big(self, text: str) -> None:
        """Frame the one thing to read from afar, as large as the width allows."""
        room = self._width - 16
        size = min(_BIG_MOST, max(12.0, room / self._ink.line(text, Style(True, 1)).width))
        style = Style(True, round(size, 1))
        lines = self._ink.lines(text, room + 0.5, style)
        height = len(lines) * style.size * LINE + 10
        self._page.frame(_EDGE, self._y - height, self._width, height, 1.4)
        self._y -= 5
        for line in lines:
            self._put([(0.0, line, style, "centre")])
        self._y -= 12

    def _set_lines(self) -> None:
        labels = [self._ink.line(f"{label}:", self._bold) for label, _ in self._slip.lines]
        most = self._width * _LABELS_MOST
        left = min(max((label.width for label in labels), default=0.0), most) + 6
        for label, value in self._slip.lines:
            names = self._ink.lines(f"{label}:", most, self._bold)
            values = self._ink.lines(value, self._width - left, self._plain)
            for number in range(max(len(names), len(values))):
                parts = [(0.0, names[number], self._bold, "left")] if number < len(names) else []
                parts += [(left, values[number], self._plain, "left")] if number < len(values) else []
                self._put(parts)
            self._y -= 2
