"""The daily register laid out: the witness it bears of the log, and what its last page owns up to."""

import tomllib
from dataclasses import replace
from datetime import date

import pytest

from station_desk.domain.answers import Answers
from station_desk.domain.checkpoint import head_words
from station_desk.domain.fields import Language
from station_desk.domain.forms import parse_form, parse_lists
from station_desk.domain.records import State
from station_desk.domain.registers import DayBook, Entry, layout
from station_desk.domain.sensitivity import Confidentiality
from station_desk.domain.sheets import Sheet
from station_desk.host.paths import read_resource


def toml(name: str) -> dict[str, object]:
    """Read a resource of the program."""
    return tomllib.loads(read_resource(name).decode())


FORM = parse_form(toml("forms/intake/v1.toml"), parse_lists(toml("lists/intake.toml")))
WORDS = toml("registers/daily/v1.toml")
ROOT = bytes(range(32))
OPEN = Entry(
    token="MSK/SAS/2026/0041",
    state=State.FINAL,
    confidentiality=Confidentiality.OPEN,
    answers=Answers({"name": "फूलमती", "village": "बिहारीपुर", "gist_for_register": "पेंशन", "day_status": "pending"}),
    entered_at="2026-10-06T04:42:00Z",
)
BOOK = DayBook(
    day=date(2026, 10, 6),
    office="SAS",
    epoch=3,
    station="सासनी",
    district="हाथरस",
    entries=(OPEN,),
    month=(),
    previous_token="MSK/SAS/2026/0040",
    people={},
    log_size=1042,
    log_root=ROOT.hex(),
    head_words=tuple(head_words(ROOT, read_resource("lists/passphrase-words.txt").decode().split())),
    unwitnessed=17,
    broken_today=1,
    broken_month=4,
    clock_note="",
    printed_by="म0उ0नि0 ऊषा",
    printed_at="2026-10-06T14:35:00Z",
    practice=False,
)


def laid_out(language: Language = "hi", **changes: object) -> Sheet:
    """Lay the day out with some facts changed."""
    return layout(FORM, WORDS, replace(BOOK, **changes), language)  # type: ignore[arg-type]


def test_the_head_of_the_log_stands_on_every_page_in_twelve_words() -> None:
    """Size and words, whatever the language of the page: they are compared, not translated."""
    for language in ("hi", "en"):
        sheet = laid_out(language)  # type: ignore[arg-type]
        assert len(BOOK.head_words) == 12
        assert sheet.foot[0].endswith(f": 1042 · {' '.join(BOOK.head_words)}")


def test_the_code_by_the_signatures_names_log_size_and_root() -> None:
    """A machine can compare the paper with the log, also of an office restored twice, and the repr keeps it."""
    code = laid_out().qr
    assert code is not None
    assert code.text == f"station-desk/SAS/e3 1042 {ROOT.hex()}"
    assert code.caption
    assert ROOT.hex() not in repr(code)


def test_openings_of_sealed_notes_are_counted_for_day_and_month() -> None:
    """They stand among the totals also where there were none."""
    assert {total.label: total.values for total in laid_out("en").totals}["Sealed notes opened in emergency"] == (
        "1",
        "4",
    )
    assert laid_out("en", broken_today=0, broken_month=0).totals[-1].values == ("0", "0")


@pytest.mark.parametrize("language", ["hi", "en"])
def test_what_has_no_witness_yet_is_said_before_people_sign(language: Language) -> None:
    """The count of lines, also when it is nothing."""
    assert "17" in laid_out(language).notes[0]
    assert laid_out(language, unwitnessed=0).notes[0].count("0") == 1


@pytest.mark.parametrize("language", ["hi", "en"])
def test_a_doubtful_clock_is_owned_up_to(language: Language) -> None:
    """Behind, ahead and confirmed each have a sentence of their own; a day with a sound clock has none."""
    assert len(laid_out(language).notes) == 1
    said = [laid_out(language, clock_note=note).notes[1:] for note in ("back", "ahead", "confirmed")]
    assert len(set(said)) == 3
    assert all(len(notes) == 1 for notes in said)


def test_a_sealed_matter_shows_no_more_than_that_it_is_there() -> None:
    """Token and code stay; name, village and gist do not."""
    (row,) = laid_out(entries=(replace(OPEN, confidentiality=Confidentiality.SEALED),)).rows
    assert row.cells[1] == "MSK/SAS/2026/0041"
    assert "मुहरबन्द" in row.cells
    assert not {"फूलमती", "बिहारीपुर", "पेंशन"} & {word for cell in row.cells for word in cell.split()}
