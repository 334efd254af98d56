"""A recovery sheet laid out: what it says, in whose language, and that it tells its digits to nobody but the paper."""

import tomllib
from dataclasses import replace
from datetime import date

import pytest

from station_desk.domain.fields import Language
from station_desk.domain.recovery_sheet import RecoverySheet, layout
from station_desk.domain.sheets import SlipSize
from station_desk.host.paths import read_resource

WORDS = tomllib.loads(read_resource("registers/recovery.toml").decode())
GROUPS = tuple(f"{n}{n}2468" for n in range(1, 9))
SHEET = RecoverySheet(
    holder="house_officer",
    kind="station",
    code="SAS",
    name="सासनी",
    district="हाथरस",
    number="3F2A-91C0",
    made_on=date(2026, 10, 6),
    practice=False,
    groups=GROUPS,
)


def test_each_of_the_three_says_whose_it_is() -> None:
    """They must not be mixed up in a drawer: the title and a line name the keeper."""
    for holder, keeper in (
        ("house_officer", "थाना प्रभारी"),
        ("nodal_officer", "नोडल अधिकारी"),
        ("district", "जनपद (पुलिस कार्यालय)"),
    ):
        paper = layout(WORDS, replace(SHEET, holder=holder), "hi")
        assert keeper in paper.title
        assert keeper in dict(paper.lines).values()


def test_it_names_office_number_and_day() -> None:
    """What an envelope is labelled with, and what tells a sheet from the one it replaced."""
    paper = layout(WORDS, SHEET, "en")
    assert dict(paper.lines) == {
        "Station": "सासनी (SAS)",
        "District": "हाथरस",
        "Kept by": "Station house officer",
        "Sheet no.": "3F2A-91C0",
        "Made on": "06-10-2026",
    }
    assert layout(WORDS, replace(SHEET, kind="district"), "en").lines[0][0] == "District office"


def test_digits_stand_large_and_as_a_code_and_nowhere_else() -> None:
    """Eight groups, the same digits for a scanner; not in the title, a line, or the repr of anything."""
    paper = layout(WORDS, SHEET, "hi")
    assert paper.groups == GROUPS
    assert paper.qr is not None
    assert paper.qr.text == "".join(GROUPS)
    for telling in (repr(SHEET), repr(paper), paper.title, repr(paper.lines), repr(paper.passages), repr(paper.foot)):
        assert not any(group in telling for group in GROUPS)


@pytest.mark.parametrize(("language", "other"), [("hi", "en"), ("en", "hi")])
def test_instructions_stand_in_both_languages(language: Language, other: Language) -> None:
    """The reader's first; who opens the envelope years later may read only the other."""
    paper = layout(WORDS, SHEET, language)
    assert [passage.title for passage in paper.passages] == [WORDS["use"][language], WORDS["use"][other]]
    assert [passage.points for passage in paper.passages] == [
        tuple(point[spoken] for point in WORDS["point"]) for spoken in (language, other)
    ]
    assert len(paper.asks) == 3
    assert paper.size is SlipSize.A4


def test_a_practice_sheet_says_so() -> None:
    """Nobody may lock away a sheet of the practice office by mistake."""
    assert layout(WORDS, SHEET, "hi").practice_text is None
    assert layout(WORDS, replace(SHEET, practice=True), "hi").practice_text == "अभ्यास"
