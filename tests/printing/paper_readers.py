"""Reading paper back the way other programs do: Poppler, PDFium, and the bytes of the file itself."""

from __future__ import annotations

import re
import shutil
import subprocess
import unicodedata
import zlib
from collections import Counter
from pathlib import Path

import pypdfium2

SHAPING = Path(__file__).with_name("shaping.txt")
_HINDI_WORD = re.compile("[\u0900-\u0963\u0966-\u097f\u200c\u200d]+")


def has_poppler() -> bool:
    """Tell whether pdftotext is on this machine."""
    return shutil.which("pdftotext") is not None


def poppler_text(pdf: bytes, page: int | None = None) -> str:
    """Return what pdftotext finds, on all pages or on one counted from 1."""
    pages = [] if page is None else ["-f", str(page), "-l", str(page)]
    read = subprocess.run(["pdftotext", "-enc", "UTF-8", *pages, "-", "-"], input=pdf, capture_output=True, check=True)
    return read.stdout.decode("utf-8")


def pdfium_pages(pdf: bytes) -> list[str]:
    """Return what PDFium (Chrome, Edge) finds on each page."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def pdfium_text(pdf: bytes) -> str:
    """Return what PDFium finds on all pages."""
    return "\n".join(pdfium_pages(pdf))


def hindi_words(text: str) -> Counter[str]:
    """Count the Devanagari words of a text, canonically composed."""
    return Counter(_HINDI_WORD.findall(unicodedata.normalize("NFC", text)))


def content_streams(pdf: bytes) -> list[bytes]:
    """Return each page's content stream, unpacked from the file without any PDF library."""
    objects = {int(found[1]): found[2] for found in re.finditer(rb"(?:^|\n)(\d+) 0 obj\n(.*?)\nendobj", pdf, re.DOTALL)}
    streams = []
    for body in objects.values():
        if b"/Type /Page\n" in body or b"/Type /Page " in body:
            number = re.search(rb"/Contents (\d+) 0 R", body)
            assert number
            packed = objects[int(number[1])].split(b"stream\n", 1)[1].rsplit(b"endstream", 1)[0]
            streams.append(zlib.decompress(packed))
    return streams
