"""Pages as pictures: for the preview on screen, for the printer, for `out/`. Owns PDFium; writes no file itself."""

from __future__ import annotations

import struct
import threading
import zlib
from typing import Any, Final

from station_desk.errors import DeskError, ErrorCode

# PDFium keeps state for the whole process and is not safe to enter twice at once.
_PDFIUM: Final = threading.Lock()
_POINTS_AN_INCH: Final = 72


def page_count(pdf: bytes) -> int:
    """Return the number of pages. Raises DeskError(FILE_UNREADABLE)."""
    with _PDFIUM:
        document = _open(pdf)
        try:
            return len(document)
        finally:
            document.close()


def page_image(pdf: bytes, page: int, dpi: int) -> tuple[int, int, bytes]:
    """Draw a page, counted from 0: (width, height, bytes), four bytes a pixel, red green blue alpha, rows from the top.

    Raises DeskError(FILE_UNREADABLE) for what is no PDF and for a page that is not there.
    """
    with _PDFIUM:
        document = _open(pdf)
        try:
            if not 0 <= page < len(document):
                raise DeskError(ErrorCode.FILE_UNREADABLE, page=page)
            bitmap = document[page].render(scale=dpi / _POINTS_AN_INCH, rev_byteorder=True, prefer_bgrx=True)
            pixels = bytes(bitmap.buffer)
            return bitmap.width, bitmap.height, _without_padding(pixels, bitmap.width, bitmap.height, bitmap.stride)
        finally:
            document.close()


def page_png(pdf: bytes, page: int, dpi: int) -> bytes:
    """Draw a page, counted from 0, as a PNG file. Errors as `page_image`."""
    width, height, pixels = page_image(pdf, page, dpi)
    rows = b"".join(
        b"\0" + _without_alpha(pixels[start : start + 4 * width]) for start in range(0, len(pixels), 4 * width)
    )
    per_metre = round(dpi / 0.0254)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        _chunk(kind, body)
        for kind, body in (
            (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
            (b"pHYs", struct.pack(">IIB", per_metre, per_metre, 1)),
            (b"IDAT", zlib.compress(rows, 6)),
            (b"IEND", b""),
        )
    )


def _open(pdf: bytes) -> Any:
    import pypdfium2  # noqa: PLC0415  heavy: loaded when the first page is shown, not at the start of the program

    try:
        return pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError as error:
        raise DeskError(ErrorCode.FILE_UNREADABLE) from error


def _without_padding(pixels: bytes, width: int, height: int, stride: int) -> bytes:
    if stride == 4 * width:
        return pixels
    return b"".join(pixels[row * stride : row * stride + 4 * width] for row in range(height))


def _without_alpha(row: bytes) -> bytes:
    colours = bytearray(len(row) // 4 * 3)
    for channel in range(3):
        colours[channel::3] = row[channel::4]
    return bytes(colours)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
