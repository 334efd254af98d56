"""Papers of a real desk: the register, the token slip, the slip of a bundle."""

import subprocess
from datetime import date
from pathlib import Path

import pytest

from station_desk.desk import keeping, reading, recording, registers, slips
from station_desk.desk.ports import Desk
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
