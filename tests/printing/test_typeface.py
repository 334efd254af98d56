"""Shaping and the table from glyph to text, held against HarfBuzz itself."""

from __future__ import annotations

import pytest
import uharfbuzz
from paper_readers import SHAPING

from station_desk.host.paths import read_resource
from station_desk.printing.ink import Ink, Style
from station_desk.printing.typeface import Typeface, script_of

REGULAR = "fonts/StationDeskSans-Regular.ttf"


@pytest.fixture
def typeface() -> Typeface:
    """The regular font in a document of its own."""
    return Typeface("F1", read_resource(REGULAR))


def harfbuzz_glyphs(text: str, *, shaping: bool = True) -> list[int]:
    """Shape with HarfBuzz alone, or look each character up without shaping."""
    font = uharfbuzz.Font(uharfbuzz.Face(read_resource(REGULAR)))
    if not shaping:
        return [font.get_nominal_glyph(ord(char)) or 0 for char in text]
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.script, buffer.language = "Deva", "hi"
    uharfbuzz.shape(font, buffer)
    return [info.codepoint for info in buffer.glyph_infos]


def test_conjuncts_are_those_of_harfbuzz(typeface: Typeface) -> None:
    """Every Hindi word of the shaping list gets the glyphs that HarfBuzz gives it."""
    words = {word for word in SHAPING.read_text(encoding="utf-8").split() if script_of(word) == "Deva"}
    assert len(words) > 400
    for word in words:
        if typeface.covers(word):
            assert [glyph[0] for glyph in typeface.glyphs(word)] == harfbuzz_glyphs(word)


@pytest.mark.parametrize("word", ["शक्ति", "क्षमा", "प्रार्थिनी", "द्वितीय", "ज़्यादा"])
def test_shaping_makes_a_difference(typeface: Typeface, word: str) -> None:
    """The comparison above can fail: without shaping these words have other glyphs."""
    assert [glyph[0] for glyph in typeface.glyphs(word)] != harfbuzz_glyphs(word, shaping=False)


def test_a_word_that_begins_in_latin_is_still_shaped() -> None:
    """Hindi after Latin letters in one word keeps its conjuncts: www…/शक्ति-केन्द्र is as wide as its parts."""
    ink, style = Ink("", "hi", read_resource), Style(False, 10)
    for latin, hindi in (("FIR", "की"), ("www.example.in/", "शक्ति-केन्द्र"), ("B.Sc.", "प्रथम")):
        parts = ink.word(latin, style).width + ink.word(hindi, style).width
        assert ink.word(latin + hindi, style).width == pytest.approx(parts, abs=0.2)


def test_each_shipped_font_has_its_own_family_name() -> None:
    """No shipped font is called as a font that the machine may have, and each carries its licence."""
    for name in ("StationDeskSans-Regular", "StationDeskSans-Bold", "StationDeskSansBangla-Regular"):
        face = uharfbuzz.Face(read_resource(f"fonts/{name}.ttf"))
        ids = uharfbuzz.OTNameIdPredefined
        for id in (ids.FONT_FAMILY, ids.FULL_NAME, ids.POSTSCRIPT_NAME, ids.UNIQUE_ID):
            assert "Noto" not in face.get_name(id)
        assert face.get_name(ids.FONT_FAMILY).startswith("Station Desk Sans")
        assert "Open Font License" in face.get_name(ids.LICENSE)
        assert face.upem == 1000
