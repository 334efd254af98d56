"""Where words may be cut."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from paper_readers import SHAPING

from station_desk.printing.letters import clusters, halves, paragraphs, pieces

WORDS = SHAPING.read_text(encoding="utf-8").split()


@pytest.mark.parametrize(
    ("word", "letters"),
    [
        ("शक्ति", ["श", "क्ति"]),
        ("राष्ट्रीय", ["रा", "ष्ट्री", "य"]),
        ("कर्म", ["क", "र्म"]),
        ("क्‌षमा", ["क्‌ष", "मा"]),
        ("क्‍ष", ["क्‍ष"]),
        ("फ़र्ज़ी", ["फ़", "र्ज़ी"]),
        ("सोऽहम्", ["सो", "ऽ", "ह", "म्"]),
        ("👮‍♀️हाँ", ["👮‍♀️", "हाँ"]),
        ("🇮🇳🇮🇳", ["🇮🇳", "🇮🇳"]),
        ("ঝর্ণা", ["ঝ", "র্ণা"]),
    ],
)
def test_letters_are_those_a_reader_sees(word: str, letters: list[str]) -> None:
    """A conjunct with its signs, a joined emoji and a flag are one letter each."""
    assert clusters(word) == letters


def test_no_cut_inside_a_conjunct() -> None:
    """No letter of the shaping list begins with a sign or follows a virama."""
    for word in WORDS:
        letters = clusters(word)
        assert "".join(letters) == word
        for before, letter in pairwise(letters):
            assert unicodedata.category(letter[0]) not in ("Mn", "Mc", "Me", "Cf")
            assert before[-1] != "\u094d" or unicodedata.category(letter[0]) != "Lo"


@given(st.text())
def test_cutting_loses_nothing(text: str) -> None:
    """Letters, pieces and halves put together again are the text, whatever was typed."""
    assert "".join(clusters(text)) == text
    assert "".join(pieces(text)) == text
    assert "".join(halves(text)) == text


def test_wide_words_are_cut_where_a_clerk_would() -> None:
    """After a mark and after the zero of an abbreviation; dates and figures stay whole for column widths."""
    assert pieces("क्षेत्राधिकारी/थानाध्यक्ष") == ["क्षेत्राधिकारी/", "थानाध्यक्ष"]
    assert pieces("एन0सी0आर0") == ["एन0", "सी0", "आर0"]
    assert pieces("₹3,00,000/-") == ["₹3,", "00,", "000/-"]
    assert halves("MSK/SAS/2026/0041") == ("MSK/SAS/", "2026/0041")
    assert halves("06-10-2026") == ("06-10-2026",)


def test_line_ends_and_no_break_spaces() -> None:
    """The writer's own line ends are kept; a no-break space does not end a word."""
    assert paragraphs("एक दो\r\n\nतीन") == [["एक", "दो"], [], ["तीन"]]
    assert paragraphs("05\u00a0किमी दूर") == [["05\u00a0किमी", "दूर"]]
