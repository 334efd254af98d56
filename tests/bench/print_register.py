"""Time the printing of a Hindi register beside reportlab's own tables. Prints figures; asserts nothing.

Run: python tests/bench/print_register.py [entries, 500 by default]
"""

from __future__ import annotations

import io
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import LongTable, Paragraph, SimpleDocTemplate

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "printing")]

import sheets_made_up as made_up  # noqa: E402

from station_desk.domain.sheets import Sheet  # noqa: E402
from station_desk.host.paths import read_resource, resources_dir  # noqa: E402
from station_desk.printing.sheet import render  # noqa: E402

ROUNDS = 3


def with_platypus(sheet: Sheet) -> int:
    """Print the same entries with a LongTable of shaped paragraphs; return the size of the file."""
    style = ParagraphStyle("cell", fontName="Sans", fontSize=9, leading=12, shaping=1)
    head = [Paragraph(column.label, style) for column in sheet.columns]
    body = [[Paragraph(cell, style) for cell in row.cells] for row in sheet.rows]
    whole = sum(column.width for column in sheet.columns)
    out = io.BytesIO()
    table = LongTable([head, *body], colWidths=[760 * column.width / whole for column in sheet.columns], repeatRows=1)
    SimpleDocTemplate(out, pagesize=landscape(A4), leftMargin=56, rightMargin=22).build([table])
    return len(out.getvalue())


def seconds(work: Callable[[], object]) -> float:
    """Time one run."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def main() -> None:
    """Run both ways in turn and print the medians."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    sheet = made_up.day(count)
    pdfmetrics.registerFont(TTFont("Sans", resources_dir() / "fonts" / "StationDeskSans-Regular.ttf", shapable=True))
    ours, theirs = [], []
    for _ in range(ROUNDS):
        ours.append(seconds(lambda: render(sheet, read_resource)))
        theirs.append(seconds(lambda: with_platypus(sheet)))
    pdf = render(sheet, read_resource)
    mine, other = statistics.median(ours), statistics.median(theirs)
    print(f"{count} entries: {mine:.3f} s, {pdf.pages} pages, {len(pdf.data):,} bytes")
    print(f"reportlab tables: {other:.3f} s, {with_platypus(sheet):,} bytes; ratio {other / mine:.1f}")


if __name__ == "__main__":
    main()
