"""Letters of the office on A4: head, number, address, text, signature, and a slip to tear off. Owns their layout.

Made for a weak black laser and a photocopier. Adds no word: what a letter says and leaves unsaid is its maker's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from station_desk.domain.sheets import Letter, Tear
from station_desk.printing.ink import ASCENT, LINE, MM, Ink, Line, Page, Pdf, Style, plain

A4: Final = (210 * MM, 297 * MM)
_LEFT: Final = 22 * MM  # room to bind
_RIGHT: Final = 15 * MM
_TOP: Final = 13 * MM
_BOTTOM: Final = 10 * MM
_HEAD, _HEAD_MORE = Style(True, 15), Style(True, 12.5)
_TEXT, _BOLD = Style(False, 11), Style(True, 11)
_SMALL, _SMALL_BOLD = Style(False, 9.5), Style(True, 9.5)
_FOOT: Final = Style(False, 8)
_PRACTICE_GREY: Final = 0.86
_GAP: Final = 7.0
_PAD: Final = 3.0
_LABELS_MOST: Final = 0.38  # of the width
_SEAL: Final = (96.0, 64.0)
_SIGN_SPACE: Final = 34.0  # points left above the name to sign in
_SIGN_WIDTH: Final = 0.56  # of the width
_ASK_HEIGHT: Final = 46.0
_DASH, _DASH_GAP = 5.0, 3.0


def render(letter: Letter, read: Callable[[str], bytes]) -> Pdf:
    """Set a letter on one page, or on more where it is long; `read` gives a resource by its name.

    The same letter gives the same bytes.
    """
    return _Setting(letter, read).run()


class _Setting:
    """One letter being set: the page at hand and how far down it is filled."""

    def __init__(self, letter: Letter, read: Callable[[str], bytes]) -> None:
        self._letter = letter
        self._ink = Ink(plain(letter.title), letter.language, read)
        self._width = A4[0] - _LEFT - _RIGHT
        self._feet = self._ink.lines(" · ".join(letter.foot), self._width - 70, _FOOT)
        self._bottom = _BOTTOM + len(self._feet) * _FOOT.size * LINE + 6
        self._y = 0.0
        self._page = self._new_page()

    def run(self) -> Pdf:
        letter = self._letter
        self._set_head()
        for text in letter.to:
            self._paragraph(text, _TEXT)
        self._y -= _GAP
        self._paragraph(letter.subject, _BOLD)
        self._y -= _GAP
        self._paragraph(letter.greeting, _TEXT)
        self._paragraphs(letter.before)
        if letter.lines:
            self._set_lines(letter.lines)
        self._paragraphs(letter.after)
        self._set_signature()
        self._set_copies()
        if letter.tear:
            self._set_tear(letter.tear)
        for number, page in enumerate(self._ink.pages, 1):
            self._draw_foot(page, number)
        return self._ink.finish()

    # Pages

    def _new_page(self) -> Page:
        letter = self._letter
        page = self._page = self._ink.page(*A4)
        self._y = A4[1] - _TOP
        if letter.practice_text:
            page.across(letter.practice_text, _PRACTICE_GREY)
        left = self._badge(" · ".join(filter(None, (letter.practice_text, letter.copy_text))), left=True)
        right = self._badge(letter.banner or "", left=False)
        self._y -= max(left, right)
        return page

    def _badge(self, text: str, *, left: bool) -> float:
        """Frame a short word in a corner; return how much height it takes."""
        if not text:
            return 0.0
        line = self._ink.line(text, _BOLD)
        width, height = line.width + 10, _BOLD.size * LINE + 3
        x = _LEFT if left else _LEFT + self._width - width
        self._page.frame(x, self._y - height, width, height, 1.2)
        self._page.text(x + 5, self._y - 1.5 - _BOLD.size * ASCENT, line, _BOLD)
        return height + 4

    def _need(self, height: float) -> None:
        """Go on to a new page where this one has no room for what must stay whole."""
        if self._y - height < self._bottom:
            self._new_page()

    def _draw_foot(self, page: Page, number: int) -> None:
        top = self._bottom - 4
        page.rule(_LEFT, top, _LEFT + self._width, top, 0.4)
        for count, line in enumerate(self._feet):
            page.text(_LEFT, top - 2 - _FOOT.size * (ASCENT + count * LINE), line, _FOOT)
        words = self._letter.page_words.format(page=number, pages=len(self._ink.pages))
        page.text_in(_LEFT, top - 2 - _FOOT.size * ASCENT, self._width, self._ink.line(words, _FOOT), _FOOT, "right")

    # Text

    def _put(
        self, line: Line, style: Style, left: float = 0.0, width: float | None = None, align: str = "left"
    ) -> None:
        """Write one line, on a new page when this one is full."""
        self._need(style.size * LINE)
        baseline = self._y - style.size * ASCENT
        self._page.text_in(_LEFT + left, baseline, self._width - left if width is None else width, line, style, align)
        self._y -= style.size * LINE

    def _paragraph(self, text: str, style: Style, left: float = 0.0) -> None:
        for line in self._ink.lines(text, self._width - left, style):
            self._put(line, style, left)

    def _paragraphs(self, texts: tuple[str, ...]) -> None:
        for text in texts:
            self._y -= _GAP / 2
            self._paragraph(text, _TEXT)
        self._y -= _GAP / 2

    def _set_head(self) -> None:
        letter = self._letter
        for number, text in enumerate(letter.head):
            style = _HEAD if number == 0 else _HEAD_MORE
            for line in self._ink.lines(text, self._width, style):
                self._put(line, style, align="centre")
        self._y -= 3
        self._page.rule(_LEFT, self._y, _LEFT + self._width, self._y, 1.0)
        self._y -= 6
        baseline = self._y - _BOLD.size * ASCENT
        date = self._ink.line(letter.date, _BOLD)
        self._page.text_in(_LEFT, baseline, self._width, date, _BOLD, "right")
        for line in self._ink.lines(letter.number, self._width - date.width - 12, _BOLD):
            self._put(line, _BOLD)
        self._y -= _GAP

    def _set_lines(self, pairs: tuple[tuple[str, str], ...]) -> None:
        """Box the pairs: labels under each other, values beside them; a pair stays whole."""
        labels = [self._ink.line(label, _BOLD).width for label, _ in pairs]
        left = min(max(labels), self._width * _LABELS_MOST) + 2 * _PAD
        pitch = _TEXT.size * LINE
        for label, value in pairs:
            names = self._ink.lines(label, left - 2 * _PAD + 0.1, _BOLD)
            values = self._ink.lines(value, self._width - left - 2 * _PAD, _TEXT)
            height = max(len(names), len(values)) * pitch + 2 * _PAD
            self._need(height)
            top = self._y - _PAD - _TEXT.size * ASCENT
            for count, line in enumerate(names):
                self._page.text(_LEFT + _PAD, top - count * pitch, line, _BOLD)
            for count, line in enumerate(values):
                self._page.text(_LEFT + left + _PAD, top - count * pitch, line, _TEXT)
            self._page.frame(_LEFT, self._y - height, left, height)
            self._page.frame(_LEFT + left, self._y - height, self._width - left, height)
            self._y -= height
        self._y -= _GAP / 2

    # The end

    def _set_signature(self) -> None:
        """Leave room to sign above the names at the right, and a box for the seal at the left."""
        width = self._width * _SIGN_WIDTH
        left = self._width - width
        lines = [line for text in self._letter.signature for line in self._ink.lines(text, width, _TEXT)]
        height = max(_SIGN_SPACE + len(lines) * _TEXT.size * LINE, _SEAL[1]) + _GAP
        self._need(height)
        top = self._y
        self._page.frame(_LEFT, top - _SEAL[1] - _GAP, *_SEAL, 0.4)
        seal = self._ink.line(self._letter.seal, _SMALL)
        self._page.text_in(_LEFT, top - _SEAL[1] - _GAP + 5, _SEAL[0], seal, _SMALL, "centre")
        self._y -= _SIGN_SPACE
        for line in lines:
            self._put(line, _TEXT, left, width, "centre")
        self._y = min(self._y, top - height)

    def _set_copies(self) -> None:
        if not self._letter.copies:
            return
        self._y -= _GAP
        self._paragraph(self._letter.copies_title, _SMALL_BOLD)
        for number, text in enumerate(self._letter.copies, 1):
            self._paragraph(f"{number}. {text}", _SMALL, left=10.0)

    def _set_tear(self, tear: Tear) -> None:
        """Set the slip to tear off at the foot of the last page, under a dashed line."""
        width = self._width
        lines = [line for label, value in tear.lines for line in self._ink.lines(f"{label}: {value}", width, _SMALL)]
        titles = self._ink.lines(tear.title, width, _BOLD)
        height = 18 + len(titles) * _BOLD.size * LINE + len(lines) * _SMALL.size * LINE + _ASK_HEIGHT + 10
        self._need(height + _GAP)
        self._y = self._bottom + height
        self._dashed(tear.cut_text)
        for line in titles:
            self._put(line, _BOLD, align="centre")
        for line in lines:
            self._put(line, _SMALL)
        self._y -= 4
        ask_width = width / len(tear.asks)
        for place, ask in enumerate(tear.asks):
            x = _LEFT + place * ask_width
            self._page.frame(x, self._y - _ASK_HEIGHT, ask_width, _ASK_HEIGHT)
            for number, line in enumerate(self._ink.lines(ask, ask_width - 8, _SMALL)):
                self._page.text(x + 4, self._y - 2 - _SMALL.size * (ASCENT + number * LINE), line, _SMALL)
        self._y -= _ASK_HEIGHT

    def _dashed(self, text: str) -> None:
        """Draw the line to tear along, its words in the middle of it."""
        line = self._ink.line(text, _SMALL)
        middle = _LEFT + self._width / 2
        gap = (middle - line.width / 2 - 5, middle + line.width / 2 + 5)
        x, end, y = _LEFT, _LEFT + self._width, self._y - 7
        while x < end:
            if x + _DASH < gap[0] or x > gap[1]:
                self._page.rule(x, y, min(x + _DASH, end), y, 0.6)
            x += _DASH + _DASH_GAP
        self._page.text(middle - line.width / 2, y - 3, line, _SMALL)
        self._y -= 18
