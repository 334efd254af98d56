"""Papers of one page: the token she carries home, the note that goes with a bundle, the recovery sheet."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date

import pypdfium2
import pytest
import qr_reader
import sheets_made_up as made_up
from paper_readers import hindi_words, pdfium_pages

from station_desk.domain.fields import Language
from station_desk.domain.recovery_sheet import RecoverySheet, layout
from station_desk.domain.sheets import Passage, Qr, Slip, SlipSize
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


GROUPS = tuple(f"{n}{n}2468" for n in range(1, 9))


def recovery(language: Language, name: str = "सासनी", *, practice: bool = False) -> Slip:
    """Lay out a recovery sheet with the program's own words."""
    words = tomllib.loads(read_resource("registers/recovery.toml").decode())
    sheet = RecoverySheet(
        "district", "station", "SAS", name, "हाथरस", "3F2A-91C0", date(2026, 10, 6), practice, groups=GROUPS
    )
    return layout(words, sheet, language)


@pytest.mark.parametrize("language", ["hi", "en"])
def test_a_recovery_sheet_is_one_page_with_all_its_words(language: Language) -> None:
    """Whatever the office is called: half of a sheet in another envelope would open nothing."""
    for name in ("सासनी", "हाथरस जंक्शन औद्योगिक क्षेत्र महिला परामर्श एवं सहायता " * 3):
        paper = recovery(language, name, practice=True)
        pdf = render(paper, read_resource)
        (text,) = pdfium_pages(pdf.data)
        said = [paper.title, *paper.asks, *paper.foot, *(point for part in paper.passages for point in part.points)]
        found = hindi_words(text)
        assert {word: count for word, count in hindi_words(" ".join(said)).items() if found[word] < count} == {}
        assert "Alone this sheet opens nothing." in " ".join(text.split())
        assert pdf.pages == 1


def test_groups_are_read_in_their_order_with_their_places() -> None:
    """Copying the page gives place and group, one after the other; the code beside says the same digits."""
    pdf = render(recovery("hi"), read_resource)
    (text,) = pdfium_pages(pdf.data)
    words = text.split()
    assert [words[words.index(group) - 1] for group in GROUPS] == [str(n) for n in range(1, 9)]
    assert [word for word in words if word in GROUPS] == list(GROUPS)
    assert qr_reader.text_of(qr_reader.seen(pdf.data)) == "".join(GROUPS)
    assert pdf == render(recovery("hi"), read_resource)


def test_a_small_slip_with_everything_loses_nothing() -> None:
    """A code, groups, passages and boxes go on to further pages of an A6 slip; each part stays whole."""
    made = replace(
        made_up.token_slip(),
        qr=Qr("0123", "वही"),
        groups=GROUPS,
        passages=(Passage("नियम", ("पहला वाक्य " * 20, "दूसरा")), Passage("Rules", ("first " * 30,))),
        asks=("हस्ताक्षर", "दिनांक"),
    )
    pdf = render(made, read_resource)
    text = " ".join(" ".join(pdfium_pages(pdf.data)).split())
    assert pdf.pages > 1
    assert all(word in text for word in (*GROUPS, "हस्ताक्षर", "दूसरा", "नियम", "वही"))
    assert text.count("first") == 30
    assert text.count("पहला वाक्य") == 20
