"""Small papers: the token she carries home, the note that goes with a bundle."""

from __future__ import annotations

from dataclasses import replace

import pypdfium2
import sheets_made_up as made_up
from paper_readers import hindi_words, pdfium_pages

from station_desk.domain.sheets import SlipSize
from station_desk.host.paths import read_resource
from station_desk.printing.slip import render


def test_a_token_slip_holds_what_was_given_and_no_more() -> None:
    """All the words of the slip, and no word besides: nobody who finds it learns why she came."""
    slip = made_up.token_slip()
    (text,) = pdfium_pages(render(slip, read_resource).data)
    given = " ".join([slip.title, *(f"{label}: {value}" for label, value in slip.lines), *slip.foot])
    assert hindi_words(text) == hindi_words(given)
    assert "MSK/SAS/2026/0041" in text
    assert "05722-000000" in text


def test_slips_are_small_and_upright() -> None:
    """A6 and A5, portrait."""
    for size, millimetres in ((SlipSize.A6, (105, 148)), (SlipSize.A5, (148, 210))):
        document = pypdfium2.PdfDocument(render(replace(made_up.token_slip(), size=size), read_resource).data)
        assert tuple(round(points / 72 * 25.4) for points in document[0].get_size()) == millimetres
        document.close()


def test_a_long_slip_goes_on_to_a_second_page() -> None:
    """Nothing is dropped or shrunk when there are many lines, and a fingerprint keeps its digits without hyphens."""
    print_ = "9f3a44c188d20b175e6f112277aa90bc" * 2
    slip = made_up.token_slip()
    long = replace(slip, lines=(*slip.lines * 8, ("छाप", print_)), practice_text="अभ्यास")
    pdf = render(long, read_resource)
    pages = pdfium_pages(pdf.data)
    assert len(pages) == 2
    assert sum(page.count("05722-000000") for page in pages) == 8
    assert print_ in "".join("".join(pages).split())
    assert all(page.count("अभ्यास") == 2 for page in pages)


def test_same_slip_same_bytes() -> None:
    """A slip printed again is the same file."""
    assert render(made_up.token_slip(), read_resource) == render(made_up.token_slip(), read_resource)
