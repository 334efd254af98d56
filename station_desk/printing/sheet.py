"""Registers and reports on A4. Owns where things stand and where a page ends; takes every word from the sheet.

Made for a weak black laser and a photocopier: no colour, greys under 15 %, room to bind. Nothing can be added later:
blank space is struck through, pages are counted, the end is marked.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from math import ceil
from typing import Final

from station_desk.domain.sheets import Align, Column, Part, Qr, Row, Sheet
from station_desk.printing import qr
from station_desk.printing.ink import ASCENT, LINE, MM, Ink, Line, Page, Pdf, Style, plain
from station_desk.printing.table import PAD_X, PAD_Y, SetRow, Table

A4: Final = (210 * MM, 297 * MM)
_BIND: Final = 20 * MM
_EDGE: Final = 8 * MM
_TITLE, _TITLE_MORE, _RUNNING = Style(True, 14), Style(True, 12), Style(True, 10)
_HEAD, _HEAD_LABEL = Style(False, 10), Style(True, 10)
_FOOT, _PAGE_WORDS = Style(False, 8), Style(True, 9)
_NOTE, _LABEL = Style(False, 9), Style(True, 10)
_BADGE_HEIGHT: Final = _TITLE_MORE.size * LINE + 3
_PRACTICE_GREY: Final = 0.86
_ROW_MIN: Final = 26.0  # points: room to sign or to press a thumb
_BLANK_MIN: Final = 22.0  # a smaller gap is not struck: nothing can be written in it
_BY_HAND: Final = 90.0  # points left for a value that is filled in with a pen
_LINES_MIN: Final = 3  # of a row that must be cut, at the foot of its first page
_SIGN_LINE: Final = 17.0
_REMARK_HEIGHT: Final = 46.0
_QR_SIDE: Final = 25 * MM  # squares of half a millimetre: a telephone reads them off a photocopy
_TOTALS_ACROSS: Final = {False: 9, True: 6}


def render(sheet: Sheet, read: Callable[[str], bytes]) -> Pdf:
    """Set a sheet on pages; `read` gives a resource by its name. The same sheet gives the same bytes."""
    return _Setting(sheet, read).run()


class _Setting:
    """One sheet being set: the page at hand and how far down it is filled."""

    def __init__(self, sheet: Sheet, read: Callable[[str], bytes]) -> None:
        self._sheet = sheet
        self._ink = Ink(plain(" · ".join(sheet.title_lines)), sheet.language, read)
        self._size = A4 if sheet.portrait else A4[::-1]
        self._left = _BIND
        self._width = self._size[0] - _BIND - _EDGE
        self._feet = self._ink.lines(" · ".join(sheet.foot), self._width - 110, _FOOT)
        self._bottom = _EDGE + max(len(self._feet), 1) * _FOOT.size * LINE + 8
        self._continued_height = _NOTE.size * LINE + 3
        self._y = 0.0
        self._page = self._new_page()

    def run(self) -> Pdf:
        sheet = self._sheet
        table = Table(self._ink, sheet.columns, sheet.rows, self._left, self._width)
        self._set_table(table, sheet.rows, sheet.nil_text, _ROW_MIN, sheet.end_text)
        for part in sheet.parts:
            self._set_part(part)
        self._close()
        for number, page in enumerate(self._ink.pages, 1):
            self._draw_foot(page, number)
        return self._ink.finish()

    # Pages

    def _new_page(self) -> Page:
        sheet = self._sheet
        page = self._page = self._ink.page(*self._size)
        self._y = self._size[1] - _EDGE
        if sheet.practice_text:
            page.across(sheet.practice_text, _PRACTICE_GREY)
        self._badge(sheet.practice_text, left=True)
        self._badge(sheet.banner, left=False)
        if len(self._ink.pages) == 1:
            for number, text in enumerate(sheet.title_lines):
                self._centre(text, _TITLE if number == 0 else _TITLE_MORE)
            self._draw_head_box()
        else:
            top = self._y
            self._centre(" · ".join(sheet.title_lines), _RUNNING)
            self._y = min(self._y, top - _BADGE_HEIGHT) - 5
        return page

    def _centre(self, text: str, style: Style) -> None:
        """Centre a text between the badges of the heading."""
        for line in self._ink.lines(text, self._heading_width, style):
            self._page.text_in(self._left, self._y - style.size * ASCENT, self._width, line, style, "centre")
            self._y -= style.size * LINE

    @property
    def _heading_width(self) -> float:
        badges = (self._sheet.practice_text or "", self._sheet.banner or "")
        return self._width - 2 * (max(self._ink.line(text, _TITLE_MORE).width for text in badges) + 20)

    def _badge(self, text: str | None, *, left: bool) -> None:
        """Frame a short word (गोपनीय, अभ्यास) in a corner of the heading."""
        if not text:
            return
        line = self._ink.line(text, _TITLE_MORE)
        width = line.width + 10
        x = self._left if left else self._left + self._width - width
        self._page.frame(x, self._y - _BADGE_HEIGHT, width, _BADGE_HEIGHT, 1.2)
        self._page.text(x + 5, self._y - 1.5 - _TITLE_MORE.size * ASCENT, line, _TITLE_MORE)

    def _draw_head_box(self) -> None:
        """Box the head pairs: as many side by side as fit, each line stretched to the full width."""
        self._y -= 4
        rows: list[list[tuple[Line, str, float]]] = []
        for label, value in self._sheet.head:
            name = self._ink.line(f"{label}:", _HEAD_LABEL)
            room = self._ink.line(value, _HEAD).width or _BY_HAND
            wish = min(name.width + room + 4 + 2 * PAD_X, self._width)
            if not rows or sum(pair[2] for pair in rows[-1]) + wish > self._width:
                rows.append([])
            rows[-1].append((name, value, wish))
        for row in rows:
            stretch = (self._width - sum(wish for _, _, wish in row)) / len(row)
            broken = [
                self._ink.lines(value, wish + stretch - name.width - 4 - 2 * PAD_X + 0.1, _HEAD)
                for name, value, wish in row
            ]
            height = max(len(lines) for lines in broken) * _HEAD.size * LINE + 2 * PAD_Y
            x = self._left
            for (name, _, wish), lines in zip(row, broken, strict=True):
                baseline = self._y - PAD_Y - _HEAD.size * ASCENT
                self._page.text(x + PAD_X, baseline, name, _HEAD_LABEL)
                for number, line in enumerate(lines):
                    self._page.text(x + PAD_X + name.width + 4, baseline - number * _HEAD.size * LINE, line, _HEAD)
                self._page.frame(x, self._y - height, wish + stretch, height)
                x += wish + stretch
            self._y -= height
        self._y -= 6

    def _draw_foot(self, page: Page, number: int) -> None:
        top = self._bottom - 5
        page.rule(self._left, top, self._left + self._width, top, 0.4)
        for count, line in enumerate(self._feet):
            page.text(self._left, top - 2 - _FOOT.size * (ASCENT + count * LINE), line, _FOOT)
        words = self._sheet.page_words.format(page=number, pages=len(self._ink.pages))
        line = self._ink.line(words, _PAGE_WORDS)
        page.text_in(self._left, top - 2 - _PAGE_WORDS.size * ASCENT, self._width, line, _PAGE_WORDS, "right")

    def _turn(self, to: float) -> None:
        """Strike the rest of the page, say that it goes on, begin the next."""
        self._strike(self._y, to)
        line = self._ink.line(self._sheet.continued_text, _NOTE)
        y = self._bottom + self._continued_height - _NOTE.size * ASCENT - 1
        self._page.text_in(self._left, y, self._width, line, _NOTE, "right")
        self._new_page()

    def _strike(self, top: float, bottom: float) -> None:
        """Draw a Z through blank space, so that nothing can be added."""
        if top - bottom < _BLANK_MIN:
            return
        left, right = self._left + 8, self._left + self._width - 8
        top, bottom = top - 7, bottom + 7
        self._page.rule(left, top, right, top, 0.8)
        self._page.rule(right, top, left, bottom, 0.8)
        self._page.rule(left, bottom, right, bottom, 0.8)

    # Tables

    @property
    def _row_floor(self) -> float:
        return self._bottom + self._continued_height

    def _set_part(self, part: Part) -> None:
        lines = self._ink.lines(part.title, self._width, _LABEL)
        title = len(lines) * _LABEL.size * LINE + 8
        table = Table(self._ink, part.columns, part.rows, self._left, self._width)
        first = table.height(table.set_row(part.rows[0]).depth) if part.rows else table.strip_height(part.nil_text)
        if self._y - title - table.head_height - min(first, 80) < self._row_floor:
            self._turn(self._row_floor)
        self._y -= 7
        for line in lines:
            self._page.text(self._left, self._y - _LABEL.size * ASCENT, line, _LABEL)
            self._y -= _LABEL.size * LINE
        self._y -= 1
        self._set_table(table, part.rows, part.nil_text, 0.0, None)

    def _set_table(
        self, table: Table, rows: tuple[Row, ...], nil_text: str, row_min: float, end_text: str | None
    ) -> None:
        self._y = table.draw_head(self._page, self._y)
        if not rows:
            self._y = table.draw_strip(self._page, self._y, nil_text)
        after = table.strip_height(end_text) if end_text else 0.0
        for number, row in enumerate(rows, 1):
            set_row = table.set_row(row)
            height = max(table.height(set_row.depth), row_min)
            need = height + (after if number == len(rows) else 0.0)
            if self._y - need < self._row_floor:
                if height > self._room_of_a_page(table):
                    self._set_tall_row(table, set_row)
                    continue
                self._turn(self._row_floor)
                self._y = table.draw_head(self._page, self._y)
            self._y = table.draw_row(self._page, self._y, set_row, height, slice(0, set_row.depth))
        if end_text:
            if self._y - after < self._row_floor:
                self._turn(self._row_floor)
                self._y = table.draw_head(self._page, self._y)
            self._y = table.draw_strip(self._page, self._y, end_text)

    def _room_of_a_page(self, table: Table) -> float:
        """Return what a following page has for rows, in points."""
        lines = self._ink.lines(" · ".join(self._sheet.title_lines), self._heading_width, _RUNNING)
        heading = max(len(lines) * _RUNNING.size * LINE, _BADGE_HEIGHT) + 5
        return self._size[1] - _EDGE - heading - table.head_height - self._row_floor

    def _set_tall_row(self, table: Table, set_row: SetRow) -> None:
        """Set a row that no page can hold: cut between lines, and said so on both sides of each cut."""
        said = f"{set_row.row.cells[0]} {self._sheet.continued_text}".strip()
        strip = table.strip_height(said)
        done, is_fresh = 0, False
        while True:
            room = int((self._y - self._row_floor - strip - 2 * PAD_Y) // table.pitch)
            if is_fresh or room >= _LINES_MIN:
                upto = min(done + max(room, 1), set_row.depth)
                self._y = table.draw_row(self._page, self._y, set_row, table.height(upto - done), slice(done, upto))
                done = upto
            if done == set_row.depth:
                return
            if done:
                self._y = table.draw_strip(self._page, self._y, said)
            self._turn(self._row_floor)
            is_fresh = True
            self._y = table.draw_head(self._page, self._y)
            if done:
                self._y = table.draw_strip(self._page, self._y, said)

    # The end of the last page

    def _close(self) -> None:
        """Set totals, notes and signatures at the foot of the last page, and strike what is blank above them."""
        blocks = self._closing_blocks()
        height = sum(height for height, _ in blocks)
        if self._y - height >= self._bottom + 4:
            self._strike(self._y, self._bottom + height + 4)
            self._y = self._bottom + height + 2
            for _, draw in blocks:
                draw()
            return
        self._turn(self._row_floor)
        for block_height, draw in blocks:
            if self._y - block_height < self._row_floor:
                self._turn(self._row_floor)
            draw()
        self._strike(self._y, self._bottom)

    def _closing_blocks(self) -> list[tuple[float, Callable[[], None]]]:
        """Return the parts of the end that stay whole: (height in points, how to draw it)."""
        sheet = self._sheet
        blocks: list[tuple[float, Callable[[], None]]] = []
        for table, rows in self._totals():
            height = table.head_height + sum(table.height(row.depth) for row in rows) + 5
            blocks.append((height, partial(self._draw_totals, table, rows)))
        for note in sheet.notes:
            lines = self._ink.lines(note, self._width, _NOTE)
            blocks.extend((_NOTE.size * LINE, partial(self._draw_note, line)) for line in lines)
        if sheet.remark_box:
            blocks.append((_REMARK_HEIGHT + 8, partial(self._draw_remark_box, sheet.remark_box)))
        if sheet.signatures or sheet.qr:
            height = _SIGN_LINE * (len(sheet.signature_asks) or 3) + _LABEL.size * LINE + 4 if sheet.signatures else 0.0
            if sheet.qr:
                height = max(height, _QR_SIDE + _FOOT.size * LINE + 2)
            blocks.append((height, partial(self._draw_signatures, height)))
        return blocks

    def _totals(self) -> list[tuple[Table, list[SetRow]]]:
        """Turn the totals into tables: a line for each of `totals_head`, a column for each total."""
        sheet, tables = self._sheet, []
        most = _TOTALS_ACROSS[sheet.portrait]
        across = ceil(len(sheet.totals) / max(ceil(len(sheet.totals) / most), 1))  # evenly, not six and two
        for start in range(0, len(sheet.totals), max(across, 1)):
            totals = sheet.totals[start : start + across]
            columns = (Column(0, "", 1.5), *(Column(0, total.label, 1.0, Align.CENTRE) for total in totals))
            rows = tuple(
                Row((name, *(total.values[line] for total in totals))) for line, name in enumerate(sheet.totals_head)
            )
            table = Table(self._ink, columns, rows, self._left, self._width)
            tables.append((table, [table.set_row(row) for row in rows]))
        return tables

    def _draw_totals(self, table: Table, rows: list[SetRow]) -> None:
        self._y = table.draw_head(self._page, self._y)
        for row in rows:
            self._y = table.draw_row(self._page, self._y, row, table.height(row.depth), slice(0, row.depth))
        self._y -= 5

    def _draw_note(self, line: Line) -> None:
        self._page.text(self._left, self._y - _NOTE.size * ASCENT, line, _NOTE)
        self._y -= _NOTE.size * LINE

    def _draw_remark_box(self, name: str) -> None:
        top = self._y - 4
        self._page.frame(self._left, top - _REMARK_HEIGHT, self._width, _REMARK_HEIGHT)
        label = self._ink.line(f"{name}:", _LABEL)
        self._page.text(self._left + PAD_X, top - 2 - _LABEL.size * ASCENT, label, _LABEL)
        self._y = top - _REMARK_HEIGHT - 4

    def _draw_signatures(self, height: float) -> None:
        room = self._width
        if self._sheet.qr:
            room -= self._draw_qr(self._sheet.qr, height)
        width = room / max(len(self._sheet.signatures), 1)
        for place, name in enumerate(self._sheet.signatures):
            x, y = self._left + place * width, self._y
            self._page.frame(x, y - height, width, height)
            self._page.text(x + 4, y - 2 - _LABEL.size * ASCENT, self._ink.line(name, _LABEL), _LABEL)
            y -= _LABEL.size * LINE + 2
            for ask in self._sheet.signature_asks:
                line = self._ink.line(ask, _NOTE)
                self._page.text(x + 4, y - _SIGN_LINE + 4, line, _NOTE)
                self._page.rule(x + 8 + line.width, y - _SIGN_LINE + 3, x + width - 6, y - _SIGN_LINE + 3, 0.3)
                y -= _SIGN_LINE
        self._y -= height

    def _draw_qr(self, code: Qr, height: float) -> float:
        """Box the code at the right end of the row; return how much of the row it takes."""
        caption = self._ink.line(code.caption, _FOOT)
        width = max(_QR_SIDE, caption.width + 2 * PAD_X)
        x, y = self._left + self._width - width, self._y
        qr.draw(self._page, x + (width - _QR_SIDE) / 2, y - height, _QR_SIDE, code.text)
        self._page.text_in(x, y - 2 - _FOOT.size * ASCENT, width, caption, _FOOT, "centre")
        self._page.frame(x, y - height, width, height)
        return width
