"""The register on paper: what stands on each page, what must never be there, and that it can be trusted later."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
import sheets_made_up as made_up
from paper_readers import content_streams, has_poppler, hindi_words, pdfium_pages, poppler_text

from station_desk.domain.sheets import Row, Sheet, Total
from station_desk.host.paths import read_resource
from station_desk.printing.ink import MM, Pdf
from station_desk.printing.sheet import render

needs_poppler = pytest.mark.skipif(not has_poppler(), reason="poppler-utils is not here")


def printed(sheet: Sheet) -> Pdf:
    """Print with the fonts of the program."""
    return render(sheet, read_resource)


def all_texts(sheet: Sheet) -> str:
    """Put together every text that a sheet asks to be printed once."""
    cells = [text for row in sheet.rows for text in (*row.cells, row.mark)]
    heads = [column.label for column in sheet.columns]
    pairs = [text for pair in sheet.head for text in pair]
    totals = [text for total in sheet.totals for text in (total.label, *total.values)]
    return "\n".join(
        [*cells, *heads, *pairs, *totals, *sheet.title_lines, *sheet.notes, *sheet.signatures, *sheet.foot]
    )


@needs_poppler
def test_every_hindi_word_of_sixty_entries_comes_back() -> None:
    """pdftotext finds all words of a register of sixty entries, as often as they were written."""
    sheet = made_up.day(60)
    want, found = hindi_words(all_texts(sheet)), hindi_words(poppler_text(printed(sheet).data))
    assert {word: count for word, count in want.items() if found[word] < count} == {}
    assert sum(want.values()) > 1500


def test_names_and_tokens_are_found_by_the_browsers_reader() -> None:
    """PDFium finds each full name, gist and phone number of an open entry on one page."""
    sheet = made_up.day(20)
    text = " ".join(" ".join(pdfium_pages(printed(sheet).data)).split())
    for row in sheet.rows:
        assert row.cells[3] in text


def test_head_is_repeated_and_pages_are_counted() -> None:
    """Each page of many has the heading, banner, column numbers, foot and its place among the pages."""
    sheet = made_up.day(40)
    pages = pdfium_pages(printed(sheet).data)
    assert len(pages) > 3
    for number, text in enumerate(pages, 1):
        assert f"पृष्ठ {number} / {len(pages)}" in text
        assert "गोपनीय" in text
        assert "मिशन शक्ति केन्द्र" in text
        assert "लॉग शीर्ष" in text
        assert "प्रति 1" in text
        assert re.search(r"1\s+2\s+3\s+4\s+5\s+6\s+7\s+8\s+9\s+10\s+11\s+12\s+13\s+14\s+15", text)
        assert ("क्रमशः" in text) == (number < len(pages))
        assert ("प्रविष्टि समाप्त" in text) == (number == len(pages))


def test_rows_are_never_split() -> None:
    """The first and the last word of every entry stand on the same page, in order, none missing."""
    rows = tuple(
        replace(row, cells=(*row.cells[:7], f"आदि{n} {row.cells[7]} अन्त{n}", *row.cells[8:]))
        for n, row in enumerate(made_up.rows(45), 1)
    )
    pages = pdfium_pages(printed(replace(made_up.day(0), rows=rows)).data)
    at = {n: [number for number, text in enumerate(pages) if f"आदि{n} " in text] for n in range(1, 46)}
    ends = {n: [number for number, text in enumerate(pages) if re.search(rf"अन्त{n}(?!\d)", text)] for n in range(1, 46)}
    assert at == ends
    assert all(len(found) == 1 for found in at.values())
    assert [found[0] for found in at.values()] == sorted(found[0] for found in at.values())
    assert len(pages) > 3


def test_a_row_taller_than_a_page_is_cut_and_says_so() -> None:
    """Her long words are printed whole over several pages; each cut is marked on both sides with the serial."""
    words = [f"शब्द{n}" for n in range(900)]
    short, *_ = made_up.rows(1)
    tall = Row((*short.cells[:7], " ".join(words), *short.cells[8:]))
    pages = pdfium_pages(printed(replace(made_up.day(0), rows=(tall, *made_up.rows(1, start=2)))).data)
    text = "\n".join(pages)
    assert [word for word in words if word not in text.split()] == []
    cut_pages = [page for page in pages if "1 क्रमशः" in page]
    assert len(cut_pages) > 2
    assert all(page.count("1 क्रमशः") == 2 for page in cut_pages[1:-1])


def test_a_day_without_entries_is_a_page_too() -> None:
    """A nil day says so, is closed with the end mark, and its blank space is struck."""
    pdf = printed(made_up.day(0))
    (text,) = pdfium_pages(pdf.data)
    assert "शून्य — आज कोई आगन्तुक नहीं" in text
    assert "प्रविष्टि समाप्त" in text
    assert "थाना प्रभारी" in text
    assert has_diagonal(pdf, 0)


@pytest.mark.parametrize("count", [1, 3, 8, 12, 40])
def test_blank_space_of_the_last_page_is_struck(count: int) -> None:
    """However many entries there are, no room is left under them that another could be written into."""
    pdf = printed(made_up.day(count))
    assert has_diagonal(pdf, pdf.pages - 1) or "1 / 1" in pdfium_pages(pdf.data)[-1]
    assert has_diagonal(printed(replace(made_up.day(count), totals=(), notes=(), remark_box=None)), -1)


def has_diagonal(pdf: Pdf, page: int) -> bool:
    """Tell whether a page has a long line that is neither level nor upright."""
    lines = re.findall(rb"([\d.]+) ([\d.]+) m ([\d.]+) ([\d.]+) l S", content_streams(pdf.data)[page])
    return any(abs(float(x1) - float(x2)) > 300 and abs(float(y1) - float(y2)) > 5 for x1, y1, x2, y2 in lines)


def test_practice_is_written_on_every_page() -> None:
    """A practice office cannot make a page that passes for a real one: across the page and in its heading."""
    pdf = printed(made_up.practice(made_up.day(30)))
    for text in pdfium_pages(pdf.data):
        assert text.count("अभ्यास") == 2
    assert all("अभ्यास" not in text for text in pdfium_pages(printed(made_up.day(30)).data))


def test_only_what_is_given_is_printed() -> None:
    """A restricted entry redacted by the caller leaves no word of the name and no phone in the file, in no form."""
    first, second, third = made_up.rows(3)
    hidden = replace(second, cells=(*second.cells[:3], "पीड़िता-क", "", "", "", "गोपनीय प्रकरण", *second.cells[8:]))
    secrets = [second.cells[3], second.cells[5].split(",")[1].strip()]
    assert secrets == ["रुख़साना", "8000000002"]

    def found(rows: tuple[Row, ...]) -> list[bool]:
        pdf = printed(replace(made_up.day(0), rows=rows))
        text = "\n".join(pdfium_pages(pdf.data))
        raw = b"".join(content_streams(pdf.data))
        return [
            secret in text or secret.encode("utf-16-be").hex().upper().encode() in raw or secret.encode() in raw
            for secret in secrets
        ]

    assert found((first, second, third)) == [True, True]
    assert found((first, hidden, third)) == [False, False]


def test_a_cancelled_entry_stays_readable_under_its_line() -> None:
    """A struck row keeps its number and its words; lines run through the other cells."""
    row = made_up.rows(1)[0]
    struck = printed(replace(made_up.day(0), rows=(replace(row, struck=True, mark="निरस्त"),)))
    unstruck = printed(replace(made_up.day(0), rows=(replace(row, mark="निरस्त"),)))
    (text,) = pdfium_pages(struck.data)
    assert row.cells[3] in text
    assert "निरस्त" in text
    lines = [content_streams(pdf.data)[0].count(b" l S") for pdf in (struck, unstruck)]
    assert lines[0] - lines[1] >= 13


def test_same_sheet_same_bytes() -> None:
    """Printing again gives the same file and page hashes; one changed word changes the hash of its page."""
    sheet = made_up.practice(made_up.day_with_parts(30))
    first = printed(sheet)
    printed(made_up.english_day(5))
    assert printed(sheet) == first
    last = replace(sheet.rows[-1], cells=(*sheet.rows[-1].cells[:3], "अन्य", *sheet.rows[-1].cells[4:]))
    other = printed(replace(sheet, rows=(*sheet.rows[:-1], last)))
    assert other.page_sha256 != first.page_sha256
    assert len(set(first.page_sha256)) == first.pages


def test_same_bytes_in_another_process() -> None:
    """A register printed by another start of the program, with other hash seeds, is the same file."""
    program = (
        "import hashlib, sys; sys.path.insert(0, sys.argv[1]); import sheets_made_up as made_up;"
        "from station_desk.host.paths import read_resource; from station_desk.printing.sheet import render;"
        "print(hashlib.sha256(render(made_up.day(9), read_resource).data).hexdigest())"
    )
    here = str(Path(__file__).parent)
    digests = {
        subprocess.run(
            [sys.executable, "-c", program, here],
            cwd=Path(__file__).parents[2],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout.split()[0]
        for seed in ("1", "2")
    }
    assert digests == {hashlib.sha256(printed(made_up.day(9)).data).hexdigest().encode()}


def test_further_tables_and_the_end_stand_once() -> None:
    """Facilities, an empty list of calls, totals, notes and signatures come once, in this order."""
    sheet = made_up.day_with_parts(4)
    text = "\n".join(pdfium_pages(printed(sheet).data))
    places = [
        text.index(words)
        for words in (
            "सुविधाएँ",
            "नल खराब",
            "फीडबैक कॉल नहीं",
            "माह का क्रमिक योग",
            "टिप्पणी:",
            "निरीक्षण टिप्पणी",
            "नोडल अधिकारी",
        )
    ]
    assert places == sorted(places)
    assert text.count("निरीक्षण टिप्पणी") == 1


def test_an_end_longer_than_a_page_flows_on() -> None:
    """Many notes and totals are carried over to further pages; nothing is written into the margin."""
    notes = tuple(f"बिन्दु{n} अनुपालन आख्या क्षेत्राधिकारी कार्यालय को प्रेषित करें।" for n in range(120))
    totals = tuple(Total(f"मद{n}", (str(n), str(n + 1))) for n in range(25))
    pdf = printed(replace(made_up.day(2), notes=notes, totals=totals, portrait=True))
    text = "\n".join(pdfium_pages(pdf.data))
    assert [n for n in range(120) if f"बिन्दु{n} " not in text] == []
    assert [n for n in range(25) if f"मद{n}" not in text] == []
    assert_inside(pdf)


@pytest.mark.parametrize("sheet", [made_up.day(3), made_up.practice(made_up.day(40)), made_up.english_day(12)])
def test_nothing_stands_in_the_margins(sheet: Sheet) -> None:
    """20 mm stay free for binding, 7 mm on the other edges for the printer."""
    assert_inside(printed(sheet))


def assert_inside(pdf: Pdf) -> None:
    """Check every visible letter and line against the margins."""
    document = pypdfium2.PdfDocument(pdf.data)
    for page in document:
        width, height = page.get_size()
        boxes = [thing.get_bounds() for thing in page.get_objects()]
        left, bottom = min(box[0] for box in boxes), min(box[1] for box in boxes)
        right, top = max(box[2] for box in boxes), max(box[3] for box in boxes)
        assert left >= 20 * MM - 1.5
        assert bottom >= 7 * MM
        assert right <= width - 7 * MM
        assert top <= height - 7 * MM
    document.close()


def test_survives_a_weak_black_printer() -> None:
    """Only black and greys under 15 %; body text 9 points or more, the foot 8."""
    for sheet in (made_up.practice(made_up.day(3)), made_up.english_day(3)):
        for stream in content_streams(printed(sheet).data):
            greys = {float(grey) for grey in re.findall(rb"(?:^|\s)([\d.]+) g\s", stream)}
            assert all(grey == 0 or grey >= 0.85 for grey in greys)
            assert not re.search(rb"\s(?:rg|RG|k|K)\s", stream)
            sizes = sorted({float(size) for size in re.findall(rb"/F\d ([\d.]+) Tf", stream)})
            assert sizes[0] == 8
            assert sizes[1] >= 9


def test_english_sheet_says_so() -> None:
    """An English register has English words, its language in the file, and words that are not cut."""
    pdf = printed(made_up.english_day(3))
    (text,) = pdfium_pages(pdf.data)
    assert "Page 1 of 1" in text
    assert "End of entries" in text
    assert b"/Lang (en-IN)" in pdf.data
    assert "Counselling" in text
