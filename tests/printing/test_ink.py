"""The text layer: what was written comes back, whatever the script, the reader and the width of the column."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from paper_readers import (
    SHAPING,
    content_streams,
    has_poppler,
    hindi_words,
    pdfium_pages,
    pdfium_text,
    poppler_text,
)

from station_desk.host.paths import read_resource
from station_desk.printing.ink import LINE, Ink, Pdf, Style
from station_desk.printing.letters import clusters

LINES = SHAPING.read_text(encoding="utf-8").splitlines()
# Lines with letters that no shipped font has: they are shown in boxes, and must come back like the rest.
FOREIGN = [line for line in LINES if re.search("[\u0a00-\u0d7f\u2600-\u27bf\U0001f000-\U0001ffff]", line)]
READERS = [
    pytest.param(poppler_text, marks=pytest.mark.skipif(not has_poppler(), reason="poppler-utils is not here")),
    pdfium_text,
]


def set_in_column(texts: list[str], width: float, size: float = 9) -> Pdf:
    """Print texts under each other in a column of this width."""
    ink, style = Ink("परीक्षण", "hi", read_resource), Style(False, size)
    page, y = ink.page(595, 842), 800.0
    for text in texts:
        for line in ink.lines(text, width, style):
            if y < 40:
                page, y = ink.page(595, 842), 800.0
            page.text(60, y, line, style)
            y -= size * LINE
    return ink.finish()


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("width", [470, 46])
def test_every_hindi_word_comes_back(read: Callable[[bytes], str], width: float) -> None:
    """Poppler and PDFium find each Hindi word of the shaping list as often as written, also in cells too narrow."""
    want = hindi_words("\n".join(LINES))
    found = hindi_words(read(set_in_column(LINES, width).data))
    assert {word: count for word, count in want.items() if found[word] < count} == {}
    assert len(want) > 500


@pytest.mark.skipif(not has_poppler(), reason="poppler-utils is not here")
def test_letters_without_a_font_are_not_lost() -> None:
    """Gurmukhi, Bangla, emoji and signs come back letter by letter though their fonts are not shipped."""
    text = poppler_text(set_in_column([*FOREIGN, "یہ اردو ہے தமிழ்"], 470).data)
    for word in " ".join([*FOREIGN, "தமிழ்"]).split():
        assert word in text
    assert sorted("یہ اردو ہے".replace(" ", "")) == sorted(re.sub(r"[^\u0600-\u06ff]", "", text))


def test_a_letter_without_a_font_shows_its_code_point() -> None:
    """On the paper itself a missing letter is a box with its number, never a gap."""
    ink, style = Ink("", "hi", read_resource), Style(False, 10)
    boxed = ink.word("😡", style)
    assert boxed.strokes.count(" re ") == 1
    assert boxed.width > ink.word("1F621", Style(False, 6)).width
    assert boxed.actual == "D83DDE21"


def test_ticks_are_drawn_not_printed_from_a_font() -> None:
    """The fonts have no tick, cross or box: a pen draws them, and they come back as text."""
    ink, style = Ink("", "hi", read_resource), Style(False, 10)
    for mark in "✓✗☐☑→":
        assert " S" in ink.word(mark, style).strokes
    assert " re " not in ink.word("✓", style).strokes


@given(st.text(max_size=60), st.floats(min_value=40, max_value=300))
@settings(max_examples=120, deadline=None)
def test_nothing_typed_is_lost_or_stops_a_print(text: str, width: float) -> None:
    """Any text is broken into lines that fit, and all its words are handed to readers in their order."""
    ink, style = Ink("", "hi", read_resource), Style(False, 9)
    lines = ink.lines(text, width, style)
    assert all(line.width <= width + 0.01 for line in lines)
    handed = "".join(
        bytes.fromhex(word.actual).decode("utf-16-be", "surrogatepass") if word.actual is not None else "?"
        for line in lines
        for word in line.words
    )
    wanted = re.sub(r"[ \t\r\n\f\v\x85\u1680\u2000-\u2006\u2008-\u200a\u2028\u2029\u205f\u3000]", "", text)
    assert len([char for char in handed if char != "?"]) <= len(wanted)
    assert [char for char in wanted if ord(char) > 127] == [char for char in handed if ord(char) > 127]


def test_words_too_wide_are_cut_between_letters() -> None:
    """A long word is cut with a hyphen and never inside a conjunct; a number is cut without one."""
    ink, style = Ink("", "hi", read_resource), Style(False, 9)
    word = "अन्तर्राष्ट्रीयमहिलासशक्तिकरणकार्यक्रमान्तर्गत"
    hyphen = ink.word("-", style).width
    letters = clusters(word)
    widths = {
        round(ink.word("".join(letters[a:b]), style).width, 2)
        for a in range(len(letters))
        for b in range(a + 1, len(letters) + 1)
    }
    parts = ink.lines(word, 46, style)
    assert len(parts) > 3
    for part in parts[:-1]:
        assert any(abs(part.width - hyphen - width) < 0.4 for width in widths)
    figures = ink.lines("9876543210123456789012345", 46, style)
    assert sum(line.width for line in figures) == pytest.approx(ink.word("9876543210123456789012345", style).width)


def test_each_word_is_shaped_once() -> None:
    """The second asking for a word gives the very object of the first."""
    ink, style = Ink("", "hi", read_resource), Style(False, 9)
    assert ink.word("प्रार्थिनी", style) is ink.word("प्रार्थिनी", style)


def test_same_pages_same_bytes() -> None:
    """A document does not depend on what was printed before it in the same process."""
    first = set_in_column(LINES[:40], 200)
    set_in_column(LINES[40:], 90, 11)
    again = set_in_column(LINES[:40], 200)
    assert first == again
    assert set_in_column(LINES[:39], 200).data != first.data


def test_title_language_and_fonts_of_the_file() -> None:
    """The file names its title and language, tells no time, embeds its fonts and needs none of the reader's own."""
    data = set_in_column(["कार्यवाही", "নাম"], 200).data
    document = pypdfium2.PdfDocument(data)
    facts = document.get_metadata_dict()
    document.close()
    assert facts["Title"] == "परीक्षण"
    assert facts["Producer"] == facts["Creator"] == "Station Desk"
    assert facts["CreationDate"].startswith("D:2000")
    assert b"/Lang (hi-IN)" in data
    assert b"/DisplayDocTitle true" in data
    assert data.count(b"/FontFile2") == 2  # regular and Bangla; the bold one was not used
    assert b"Helvetica" not in data


def test_page_hashes_are_those_of_the_content_streams() -> None:
    """Whoever has the file can recompute the hashes that stand in the log."""
    pdf = set_in_column(LINES, 200)
    assert pdf.pages == len(pdfium_pages(pdf.data)) > 1
    assert tuple(hashlib.sha256(stream).hexdigest() for stream in content_streams(pdf.data)) == pdf.page_sha256
