"""A text as a QR code (ISO/IEC 18004), error level M. Owns the grid and its quiet zone; never keeps the text."""

from __future__ import annotations

from typing import Final

from station_desk.printing.ink import Page

_QUIET: Final = 4  # squares left white on each side
_LEVEL_M: Final = 0  # 15 % may be lost: a stamp over a corner, a fold


def squares(text: str) -> tuple[tuple[bool, ...], ...]:
    """Return the grid of a text, rows from the top, True where dark; figures alone take less room than letters."""
    from reportlab.graphics.barcode import qrencoder  # noqa: PLC0415  heavy: paid by the first paper with a code

    code = qrencoder.QRCode(None, _LEVEL_M)
    is_number = text.isascii() and text.isdigit()
    code.addData(qrencoder.QRNumber(text) if is_number else qrencoder.QR8bitByte(text))
    code.make()
    return tuple(tuple(bool(dark) for dark in row) for row in code.modules)


def draw(page: Page, x: float, y: float, side: float, text: str) -> None:
    """Draw a code in a square of `side` points, quiet zone counted in, its lower left corner at x, y."""
    rows = squares(text)
    edge = side / (len(rows) + 2 * _QUIET)
    page.blank(x, y, side, side)  # of the grey word across a practice paper
    page.squares(x + _QUIET * edge, y + _QUIET * edge, edge, rows)
