"""A card for the purse, eight on a sheet of A4 to cut. Owns the layout; adds no word, above all not whose card it is.

The size is that of a bank card, so that it hides among others.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from station_desk.domain.sheets import Cards
from station_desk.printing.ink import ASCENT, LINE, MM, Ink, Line, Page, Pdf, Style, plain

_A4: Final = (210 * MM, 297 * MM)
_CARD: Final = (85.6 * MM, 54 * MM)
_ACROSS, _DOWN = 2, 4
_PAD: Final = 4 * MM
_MARK: Final = 5 * MM  # length of a cutting mark outside the cards
_MOST, _LEAST = 10.0, 5.0  # points of the text on the card
_SMALL: Final = Style(False, 9)
_PRACTICE_GREY: Final = 0.86


def render(cards: Cards, read: Callable[[str], bytes]) -> Pdf:
    """Set eight of the same card on one sheet; `read` gives a resource by its name."""
    ink = Ink(plain(cards.title), cards.language, read)
    page = ink.page(*_A4)
    left = (_A4[0] - _ACROSS * _CARD[0]) / 2
    bottom = (_A4[1] - _DOWN * _CARD[1]) / 2
    if cards.practice_text:
        page.across(cards.practice_text, _PRACTICE_GREY)
    size = _size(ink, cards)
    for column in range(_ACROSS):
        for row in range(_DOWN):
            _set_card(ink, page, cards, left + column * _CARD[0], bottom + (row + 1) * _CARD[1], size)
    _cutting_marks(page, left, bottom)
    y = _A4[1] - 8 * MM
    for text in cards.margin:
        for line in ink.lines(text, _A4[0] - 30 * MM, _SMALL):
            page.text(15 * MM, y - _SMALL.size * ASCENT, line, _SMALL)
            y -= _SMALL.size * LINE
    return ink.finish()


def _numbers(ink: Ink, cards: Cards, size: float) -> list[tuple[Line, Line]]:
    return [(ink.line(name, Style(False, size)), ink.line(number, Style(True, size))) for name, number in cards.lines]


def _size(ink: Ink, cards: Cards) -> float:
    """Return the largest size at which every line fits the card beside its number, and all of them its height."""
    width, height = _CARD[0] - 2 * _PAD, _CARD[1] - 2 * _PAD
    size = _MOST
    while size > _LEAST:
        title = ink.line(cards.title, Style(True, size + 1)).width
        wide = max(name.width + number.width + 8 for name, number in _numbers(ink, cards, size))
        tall = (size + 1) * LINE + 5 + len(cards.lines) * size * LINE
        if max(title, wide) <= width and tall <= height:
            break
        size -= 0.25
    return size


def _set_card(ink: Ink, page: Page, cards: Cards, x: float, top: float, size: float) -> None:
    width = _CARD[0] - 2 * _PAD
    page.frame(x, top - _CARD[1], *_CARD, 0.3)
    head, name, bold = Style(True, size + 1), Style(False, size), Style(True, size)
    y = top - _PAD
    page.text_in(x + _PAD, y - head.size * ASCENT, width, ink.line(cards.title, head), head, "centre")
    y -= head.size * LINE + 2
    page.rule(x + _PAD, y, x + _PAD + width, y, 0.4)
    y -= 3
    for words, number in _numbers(ink, cards, size):
        page.text(x + _PAD, y - size * ASCENT, words, name)
        page.text_in(x + _PAD, y - size * ASCENT, width, number, bold, "right")
        y -= size * LINE


def _cutting_marks(page: Page, left: float, bottom: float) -> None:
    """Draw short marks outside the block, where the knife goes."""
    right, top = left + _ACROSS * _CARD[0], bottom + _DOWN * _CARD[1]
    for place in range(_ACROSS + 1):
        x = left + place * _CARD[0]
        page.rule(x, top + 2, x, top + 2 + _MARK, 0.4)
        page.rule(x, bottom - 2, x, bottom - 2 - _MARK, 0.4)
    for place in range(_DOWN + 1):
        y = bottom + place * _CARD[1]
        page.rule(left - 2, y, left - 2 - _MARK, y, 0.4)
        page.rule(right + 2, y, right + 2 + _MARK, y, 0.4)
