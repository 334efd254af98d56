"""Papers of a real desk: the register, the token slip, the slip of a bundle."""

import subprocess
from datetime import date, timedelta
from pathlib import Path

import pytest

from station_desk.desk import keeping, office, people, reading, recording, registers, slips, walls
from station_desk.desk.journal import write_line
from station_desk.desk.ports import Desk
from station_desk.desk.sealing import BROKEN
from station_desk.domain.calendar import parse_moment
from station_desk.domain.fields import Language
from station_desk.domain.log import read_header
from station_desk.errors import DeskError, ErrorCode
from station_desk.host.clock import PracticeClock
from station_desk.store import log
from station_desk.vault import box, recovery
from tests.conftest import NOON, PASSPHRASE
from tests.desk.test_exchange import Pair, pair  # noqa: F401 - a fixture
from tests.desk.test_recording import WHOLE

DAY = date(2026, 10, 6)


def text_of(pdf: bytes, folder: Path) -> str:
    """Return the text another program finds in a PDF."""
    path = folder / "paper.pdf"
    path.write_bytes(pdf)
    done = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True)
    return " ".join(done.stdout.split())


def test_an_open_row_shows_her_and_a_restricted_row_only_a_code(station: Desk, tmp_path: Path) -> None:
    """Names of open matters print; of restricted ones nothing but token, class of head, time and action."""
    recording.add(station, WHOLE)
    hidden = {
        **WHOLE,
        "name": "शकुन्तला",
        "village": "मोहनपुर",
        "safe_phone": "9000007777",
        "gist_for_register": "गुप्त सार",
    }
    recording.add(station, {**hidden, "matter_heads": ["rape_attempt"], "route": "fir", "fir_no": "मु0अ0सं0 311/26"})
    text = text_of(registers.print_day(station, DAY, "hi").pdf, tmp_path)
    for shown in ("पुष्पा", "7000001003", "पीड़िता-क", "2026/0002", "एफ0आई0आर0"):
        assert shown in text
    for secret in ("शकुन्तला", "मोहनपुर", "9000007777", "गुप्त", "311/26"):
        assert secret not in text


def test_a_couple_under_threat_is_not_to_be_found_through_the_register(station: Desk, tmp_path: Path) -> None:
    """Where they stay and their phone do not print, though the matter is open."""
    recording.add(station, {**WHOLE, "matter_heads": ["forced_kin_threat_to_couple"]})
    text = text_of(registers.print_day(station, DAY, "hi").pdf, tmp_path)
    assert "पुष्पा" in text
    assert "7000001003" not in text
    assert "बिहारीपुर" not in text


def test_a_nil_day_and_a_cancelled_number_print(station: Desk, tmp_path: Path) -> None:
    """A day without entries says so; a cancelled number stays in its place, struck."""
    assert "शून्य सूचना" in text_of(registers.print_day(station, date(2026, 10, 5), "hi").pdf, tmp_path)
    opened = recording.open_record(station, WHOLE)
    recording.cancel(station, opened.record, "भूल से")
    sheet = registers.day_sheet(station, DAY, "hi")
    assert [(row.struck, row.mark, row.cells[1]) for row in sheet.rows] == [(True, "निरस्त", "MSK/SAS/2026/0001")]
    assert {total.values for total in sheet.totals} == {("0", "0")}


def test_serials_open_and_are_carried_forward(station: Desk) -> None:
    """The head box tells the last number before the day, the day's own and the one carried on."""
    recording.add(station, {**WHOLE, "arrived_at": "05-10-2026 10:00"})
    recording.add(station, WHOLE)
    recording.add(station, WHOLE)
    head = dict(registers.day_sheet(station, DAY, "en").head)
    assert head["Previous entry no."] == "MSK/SAS/2026/0001"
    assert (head["Entries of the day"], head["Carried forward no."]) == ("0002 – 0003", "MSK/SAS/2026/0003")


def test_totals_of_day_and_month(station: Desk) -> None:
    """The month counts earlier days too; a second visit in the same matter is no new matter."""
    recording.add(station, {**WHOLE, "arrived_at": "01-10-2026 10:00", "route": "fir"})
    recording.add(station, {**WHOLE, "visit_kind": "same_matter_again", "route": "fir"})
    recording.add(station, {**WHOLE, "visit_kind": "information_only"})
    totals = {total.label: total.values for total in registers.day_sheet(station, DAY, "en").totals}
    assert totals["Visits"] == ("2", "3")
    assert totals["New matters"] == ("0", "1")
    assert totals["FIR (zero FIR included)"] == ("0", "1")
    assert totals["Disposed"] == ("1", "1")


def test_each_print_is_a_line_with_the_hash_of_each_page(station: Desk) -> None:
    """Who printed what stands in the log with what the paper was; a preview is logged too."""
    recording.add(station, WHOLE)
    printed = registers.print_day(station, DAY, "hi")
    registers.preview_day(station, DAY, "hi")
    with station.store.read() as read:
        kinds = [row[0] for row in read.execute("SELECT header FROM line ORDER BY seq DESC LIMIT 2")]
    assert b'"register.previewed"' in kinds[0]
    assert printed.page_sha256[0].encode() in kinds[1]
    assert keeping.verify_log(station).findings == ()


@pytest.mark.parametrize("language", ["hi", "en"])
def test_the_token_slip_says_nothing_of_why_she_came(station: Desk, tmp_path: Path, language: str) -> None:
    """Number, date and time: no name, no head, no station in words."""
    saved = recording.add(station, WHOLE)
    text = text_of(slips.print_token(station, saved.record, language).pdf, tmp_path)  # type: ignore[arg-type]
    assert "MSK/SAS/2026/0001" in text.replace(" ", "")
    for telling in ("पुष्पा", "थाना", "शक्ति", "police", "Station", "दहेज", "महिला"):
        assert telling not in text


def test_the_bundle_slip_has_counts_and_fingerprint(pair: Pair, tmp_path: Path) -> None:  # noqa: F811
    """What is carried can be compared on paper at both ends."""
    recording.add(pair.station, WHOLE)
    recording.add(pair.station, WHOLE)
    pair.carry()
    text = text_of(slips.print_bundle(pair.station, 1, "hi").pdf, tmp_path)
    with pair.station.store.read() as read:
        note = read.execute("SELECT note_sha256 FROM outbox").fetchone()[0]
    assert note[:4] in text
    assert "प्रविष्टियाँ: 2" in text
    assert reading.matters(pair.station)[0].delivery.value == "accepted"


def test_the_register_bears_witness_of_the_log(station: Desk) -> None:
    """Words and code on paper are those of the log as it stood; printing it leaves nothing before it unwitnessed."""
    recording.add(station, WHOLE)
    head = keeping.words(station)
    sheet = registers.day_sheet(station, DAY, "hi")
    assert sheet.foot[0].endswith(f"{head.size} · {' '.join(head.words)}")
    assert sheet.qr is not None
    assert sheet.qr.text == f"station-desk/SAS/e1 {head.size} {head.root}"
    assert f" {head.size} " in sheet.notes[0]
    registers.print_day(station, DAY, "hi")
    with station.store.read() as read:
        (line,) = log.lines_of_kind(read, keeping.REGISTER_PRINTED)
    assert read_header(line.header).about["log"] == head.size
    assert " 1 " in registers.day_sheet(station, DAY, "hi").notes[0]


def test_emergency_openings_are_counted_by_the_indian_day(station: Desk) -> None:
    """Midnight is India's: an opening at 23:59 and one at 00:01 are of two days; another month is not counted."""
    clock = station.clock
    assert isinstance(clock, PracticeClock)
    for moment in ("2026-10-31T18:29:00Z", "2026-10-31T18:31:00Z", "2026-11-01T18:29:00Z", "2026-11-06T07:00:00Z"):
        clock.set(parse_moment(moment))
        with station.store.write() as write:
            write_line(station, write, BROKEN, about={"why": "danger", "notes": 1})
    counted = {
        day: registers.day_sheet(station, date(2026, month, day), "en").totals[-1].values
        for month, day in ((10, 31), (11, 1), (11, 2), (11, 6))
    }
    assert counted == {31: ("1", "1"), 1: ("2", "2"), 2: ("0", "2"), 6: ("1", "3")}
    assert registers.day_sheet(station, date(2026, 12, 6), "en").totals[-1].values == ("0", "0")


def test_a_doubtful_clock_stands_on_the_register_of_its_day(station: Desk) -> None:
    """Set back: said so; the date confirmed by a person: said so too; the day before is not touched by it."""
    clock = station.clock
    assert isinstance(clock, PracticeClock)
    clock.set(NOON + timedelta(hours=2))
    recording.add(station, WHOLE)
    assert len(registers.day_sheet(station, DAY, "en").notes) == 1
    clock.jump(NOON + timedelta(hours=1))
    registers.preview_day(station, DAY, "en")
    assert "found behind" in registers.day_sheet(station, DAY, "en").notes[1]
    keeping.confirm_date(station, DAY)
    assert "an officer confirmed the date" in registers.day_sheet(station, DAY, "en").notes[1]
    assert len(registers.day_sheet(station, DAY - timedelta(days=1), "en").notes) == 1


def test_a_walled_matter_is_sealed_on_paper_whoever_prints_it(station: Desk) -> None:
    """The paper lies where the colleague it is kept from reads it too."""
    saved = recording.add(station, WHOLE)
    assert "पुष्पा" in registers.day_sheet(station, DAY, "hi").rows[0].cells[3]
    walls.put_up(station, saved.record, people.add(station, "रेखा", "आरक्षी", True).id)
    (row,) = registers.day_sheet(station, DAY, "hi").rows
    assert row.cells[1] == "MSK/SAS/2026/0001"
    assert "मुहरबन्द" in row.cells
    assert not any("पुष्पा" in cell or "7000001003" in cell for cell in row.cells)


@pytest.mark.parametrize("language", ["hi", "en"])
def test_a_recovery_sheet_has_the_digits_and_nothing_else_has(
    station: Desk, tmp_path: Path, language: Language
) -> None:
    """All eight groups in order; no line of the log, no file of the office, no repr that shows them."""
    code = recovery.new_code()
    digits = recovery.digits(code)
    before = keeping.words(station)
    printed = slips.recovery_sheet(station, "nodal_officer", digits.replace(" ", "-"), DAY, language)
    assert printed.pages == 1
    assert printed.changed == frozenset()
    words = text_of(printed.pdf, tmp_path).split()
    groups = digits.split()
    assert [word for word in words if word in groups] == groups
    number = slips.sheet_number(box.public_of(recovery.box_seed(code, "SAS")))
    assert number in words
    assert "सासनी" in words
    assert keeping.words(station) == before
    office_files = [path.read_bytes() for path in station.folder.rglob("*") if path.is_file()]
    assert not any(group.encode() in data for group in groups for data in office_files)
    assert not any(group in repr(printed) for group in groups)


def test_digits_that_would_not_be_read_back_are_never_printed(station: Desk) -> None:
    """A group in another's place is told by its number; the refusal does not repeat a digit."""
    groups = recovery.digits(recovery.new_code()).split()
    groups[2], groups[5] = groups[5], groups[2]
    with pytest.raises(DeskError) as refused:
        slips.recovery_sheet(station, "district", " ".join(groups), DAY, "hi")
    assert refused.value.code is ErrorCode.RECOVERY_GROUP
    assert not any(group in str(refused.value) for group in groups)


def test_desk_staff_print_tokens_and_no_more(station_folder: Path) -> None:
    """The register and recovery sheets are for those who answer for them."""
    phrase = "पीली खिड़की पर नौ कबूतर बैठे"
    with office.at_desk(station_folder, PASSPHRASE, practice_at=NOON) as desk:
        saved = recording.add(desk, WHOLE)
        rekha = people.add(desk, "रेखा", "आरक्षी", True, phrase).id
    with office.at_desk(station_folder, phrase, rekha, practice_at=NOON) as desk:
        assert slips.print_token(desk, saved.record, "hi").pages == 1
        digits = recovery.digits(recovery.new_code())
        for refused in (
            lambda: registers.print_day(desk, DAY, "hi"),
            lambda: registers.preview_day(desk, DAY, "hi"),
            lambda: slips.recovery_sheet(desk, "district", digits, DAY, "hi"),
        ):
            with pytest.raises(DeskError) as error:
                refused()
            assert error.value.code is ErrorCode.NOT_ALLOWED
