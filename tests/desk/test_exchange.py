"""Station and district at two real desks, with a folder for a stick."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from station_desk.desk import casework, enrolling, keeping, office, reading, receiving, recording, sending
from station_desk.desk.ports import Desk
from station_desk.desk.releasing import Release
from station_desk.domain.case import CONSENT
from station_desk.domain.log import Part, canonical
from station_desk.domain.records import build_parts
from station_desk.errors import AnswersRefusedError, DeskError, ErrorCode
from tests.conftest import PASSPHRASE, make_office
from tests.desk.test_recording import WHOLE


@dataclass
class Pair:
    """An enrolled station and district, and the stick between them."""

    station: Desk
    district: Desk
    stick: Path

    def carry(self) -> receiving.TakenIn:
        """Export, take in, and bring the receipt back."""
        sent = sending.export(self.station, self.stick)
        taken = receiving.take_in(self.district, sent.path, self.stick)
        assert taken.receipt_path
        sending.import_receipt(self.station, taken.receipt_path)
        return taken

    def seen(self) -> str:
        """Return everything the district holds of the station, as text."""
        return "\n".join(text for _, text in receiving.parts_held(self.district, "SAS"))


def enrol(station: Desk, district: Desk, stick: Path) -> None:
    """Make two offices known to each other."""
    enrolling.request(station, stick / "r.sde")
    enrolling.approve(district, stick / "r.sde", stick / "a.sda")
    enrolling.accept_approval(station, stick / "a.sda")


@pytest.fixture
def pair(station: Desk, district: Desk, tmp_path: Path) -> Pair:
    """Two enrolled offices."""
    stick = tmp_path / "stick"
    stick.mkdir()
    enrol(station, district, stick)
    return Pair(station, district, stick)


def code_of(act: Callable[[], object]) -> ErrorCode:
    """Return the code an act is refused with."""
    with pytest.raises(DeskError) as error:
        act()
    return error.value.code


def test_both_ends_speak_the_same_digits(station: Desk, district: Desk, tmp_path: Path) -> None:
    """Six groups of five, the same on both screens, for the request and for the approval."""
    asked = enrolling.request(station, tmp_path / "r.sde")
    assert enrolling.look_at_request(district, tmp_path / "r.sde").fingerprint == asked.fingerprint
    approved = enrolling.approve(district, tmp_path / "r.sde", tmp_path / "a.sda")
    assert enrolling.look_at_approval(station, tmp_path / "a.sda").fingerprint == approved.fingerprint
    assert approved.request_fingerprint == asked.fingerprint != approved.fingerprint
    assert [len(group) for group in asked.fingerprint.split()] == [5] * 6


def test_an_approval_for_another_request_is_refused(station: Desk, district: Desk, tmp_path: Path) -> None:
    """A station takes no approval it did not ask for."""
    make_office(tmp_path / "other", "station", "SDB", "सादाबाद")
    with office.at_desk(tmp_path / "other", PASSPHRASE) as other:
        enrolling.request(other, tmp_path / "o.sde")
    enrolling.request(station, tmp_path / "r.sde")
    enrolling.approve(district, tmp_path / "o.sde", tmp_path / "o.sda")
    assert code_of(lambda: enrolling.accept_approval(station, tmp_path / "o.sda")) is ErrorCode.ENROLMENT_NOT_OURS


def test_nothing_is_sent_before_enrolment_or_when_nothing_is_new(station: Desk, district: Desk, tmp_path: Path) -> None:
    """A station with no district cannot export; one whose every line is receipted has nothing to send."""
    assert code_of(lambda: sending.export(station, tmp_path)) is ErrorCode.NOT_ENROLLED
    enrol(station, district, tmp_path)
    pair = Pair(station, district, tmp_path)
    pair.carry()
    assert code_of(lambda: sending.export(station, tmp_path)) is ErrorCode.NOTHING_TO_SEND


def test_a_record_counts_as_delivered_only_with_the_receipt(pair: Pair) -> None:
    """Recorded, then in a bundle, then accepted: each only when it is so."""
    recording.add(pair.station, WHOLE)

    def delivery() -> str:
        return reading.matters(pair.station)[0].delivery.value

    assert delivery() == "recorded"
    sent = sending.export(pair.station, pair.stick)
    assert delivery() == "bundled"
    taken = receiving.take_in(pair.district, sent.path, pair.stick)
    assert delivery() == "bundled"
    assert taken.receipt_path
    sending.import_receipt(pair.station, taken.receipt_path)
    assert delivery() == "accepted"


def test_the_district_sees_no_identity(pair: Pair) -> None:
    """Name, family, village, phone, her words and her exact age stay; head, month and state arrive."""
    recording.add(pair.station, WHOLE)
    pair.carry()
    seen = pair.seen()
    for secret in ("पुष्पा", "विनोद", "बिहारीपुर", "7000001003", "दूसरी पंक्ति", '"age_years":24'):
        assert secret not in seen
    assert '"age_years":"18_24"' in seen
    assert "cruelty_dowry" in seen


def test_her_own_consent_lets_the_name_come_and_its_withdrawal_stops_it(pair: Pair) -> None:
    """With an adult's yes the name arrives; withdrawn before the export, an older revision goes as its hash only."""
    yes = {**WHOLE, "consent_by": "herself", "consent_matrix": {"district_office_with_name": "yes"}}
    saved = recording.add(pair.station, yes)
    raw = {
        **yes,
        "arrived_at": "11:00",
        "received_by": pair.station.person.id,
        "consent_matrix": {"district_office_with_name": "no"},
    }
    recording.amend(pair.station, saved.record, raw, "सहमति वापस ली")
    pair.carry()
    assert "पुष्पा" not in pair.seen()
    recording.add(pair.station, yes)
    pair.carry()
    assert "पुष्पा" in pair.seen()


def test_a_recorded_withdrawal_stops_her_name_too(pair: Pair) -> None:
    """The row of the matrix may still say yes: what she withdrew counts."""
    yes = {**WHOLE, "consent_by": "herself", "consent_matrix": {"district_office_with_name": "yes"}}
    withdrawn = {"consent_withdrawn_at": "11:30", "consent_withdrawn_scope": ["district_office_with_name"]}
    recording.add(pair.station, {**yes, **withdrawn})
    pair.carry()
    assert "पुष्पा" not in pair.seen()


def test_a_withdrawal_recorded_later_stops_her_name_too(pair: Pair) -> None:
    """She withdraws in a consent record of the case: no line with her name leaves after that."""
    yes = {**WHOLE, "consent_by": "herself", "consent_matrix": {"district_office_with_name": "yes"}}
    matter = recording.add(pair.station, yes).record
    taken_back = {
        "kind": "withdrawn",
        "asked_at": pair.station.now(),
        "consent_by": "herself",
        "withdrawn_scope": ["district_office_with_name"],
    }
    casework.record(pair.station, CONSENT, matter, taken_back)
    pair.carry()
    assert "पुष्पा" not in pair.seen()


def test_a_place_field_that_leaves_does_not_carry_her_name(pair: Pair) -> None:
    """A police station's name leaves for the district, so it is looked at for her name and phone."""
    for text in ("पुष्पा", "सासनी 7000001003"):
        with pytest.raises(AnswersRefusedError):
            recording.add(pair.station, {**WHOLE, "police_station": text})


def test_a_second_district_or_request_is_refused(pair: Pair, tmp_path: Path) -> None:
    """A station keeps its district; another request of a known station is for a person to ask about."""
    make_office(tmp_path / "alg", "district", "ALG", "अलीगढ़")
    with office.at_desk(tmp_path / "alg", PASSPHRASE) as other:
        enrolling.approve(other, pair.stick / "r.sde", tmp_path / "x.sda")
    assert code_of(lambda: enrolling.accept_approval(pair.station, tmp_path / "x.sda")) is ErrorCode.ALREADY_ENROLLED
    make_office(tmp_path / "twin", "station", "SAS", "सासनी")
    with office.at_desk(tmp_path / "twin", PASSPHRASE) as twin:
        enrolling.request(twin, tmp_path / "t.sde")
    again = code_of(lambda: enrolling.approve(pair.district, tmp_path / "t.sde", tmp_path / "t.sda"))
    assert again is ErrorCode.ENROLMENT_AGAIN


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda part: part["answers"].update(name="पुष्पा"), "name"),
        (lambda part: part["answers"].update(own_words="x"), "answer own_words"),
        (lambda part: part["answers"].update(village="x"), "answer village"),
        (lambda part: part["answers"].update(unheard="x"), "answer"),
        (lambda part: part["answers"].update(age_years=24), "answer age_years"),
        (lambda part: part["answers"].update(from_date="2026-10-05"), "answer from_date"),
        (lambda part: part["answers"].update(matter_heads="x"), "answer matter_heads"),
        (lambda part: part["answers"].update(route="nowhere"), "answer route"),
        (lambda part: part.update(token="MSK/SDB/2026/0001"), "token"),
        (lambda part: part.update(state="final"), "state"),
        (lambda part: part.update({"class": "secret"}), "class"),
        (lambda part: part.update(version=99), "form"),
        (lambda part: part.update(extra=1), "keys"),
    ],
)
def test_a_signed_part_of_another_shape_is_refused(
    pair: Pair, monkeypatch: pytest.MonkeyPatch, change: Callable[[dict[str, Any]], None], why: str
) -> None:
    """An insider who signs what the program would not write finds the district refusing it whole."""

    def forged(*given: Any) -> dict[Part, bytes]:
        parts = build_parts(*given)
        told = json.loads(parts[Part.DISTRICT])
        change(told)
        return {**parts, Part.DISTRICT: canonical(told)}

    monkeypatch.setattr(recording, "build_parts", forged)
    recording.open_record(pair.station, WHOLE)
    monkeypatch.setattr(Release, "_may_leave", lambda _, line: Part.DISTRICT in line.parts)
    sent = sending.export(pair.station, pair.stick)
    with pytest.raises(DeskError) as refused:
        receiving.take_in(pair.district, sent.path, None)
    assert (refused.value.code, refused.value.facts["why"]) == (ErrorCode.LEAF_WRONG, why)
    assert pair.seen() == ""


@pytest.mark.parametrize("by", ["guardian_child", "guardian_child_s_assent"])
def test_a_guardian_cannot_let_a_childs_name_leave(pair: Pair, by: str) -> None:
    """Section 72 BNS: next of kin authorise nothing to an office."""
    recording.add(
        pair.station,
        {**WHOLE, "age_years": "9", "consent_by": by, "consent_matrix": {"district_office_with_name": "yes"}},
    )
    pair.carry()
    assert "पुष्पा" not in pair.seen()


def test_importing_twice_changes_nothing(pair: Pair) -> None:
    """The second time gives the same receipt and not one new line."""
    recording.add(pair.station, WHOLE)
    sent = sending.export(pair.station, pair.stick)
    first = receiving.take_in(pair.district, sent.path, pair.stick)
    assert first.receipt_path
    receipt, size = first.receipt_path.read_bytes(), keeping.verify_log(pair.district).size
    again = receiving.take_in(pair.district, sent.path, pair.stick)
    assert (again.result, again.new_lines, again.receipt_path) == ("duplicate", 0, first.receipt_path)
    assert first.receipt_path.read_bytes() == receipt
    assert keeping.verify_log(pair.district).size == size


def test_inspecting_writes_nothing(pair: Pair) -> None:
    """What a bundle would do is told without a line in the log or a row in a table."""
    recording.add(pair.station, WHOLE)
    sent = sending.export(pair.station, pair.stick)
    size = keeping.verify_log(pair.district).size
    seen = receiving.inspect(pair.district, sent.path)
    assert (seen.outcome, seen.verified, seen.station, seen.matters) == ("accepted", True, "SAS", (("final", 1),))
    assert (keeping.verify_log(pair.district).size, pair.seen()) == (size, "")
    bare = receiving.look(sent.path)
    assert (bare.outcome, bare.verified, bare.seq) == ("not verified", False, 1)


def test_a_lost_stick_is_answered_with_the_same_bytes(pair: Pair, tmp_path: Path) -> None:
    """Exporting again repeats the bundle; it never makes another one for the same lines."""
    recording.add(pair.station, WHOLE)
    sent = sending.export(pair.station, pair.stick)
    other = tmp_path / "other-stick"
    other.mkdir()
    again = sending.export(pair.station, other)
    assert (again.seq, again.path.read_bytes()) == (sent.seq, sent.path.read_bytes())


def test_bundles_without_a_receipt_travel_again_with_the_next(pair: Pair, tmp_path: Path) -> None:
    """A district that never got number 1 finds it on the stick that brings number 2."""
    recording.add(pair.station, WHOLE)
    lost = sending.export(pair.station, pair.stick).path
    recording.add(pair.station, WHOLE)
    other = tmp_path / "second"
    other.mkdir()
    sent = sending.export(pair.station, other)
    assert (sent.seq, sent.written) == (2, 2)
    assert code_of(lambda: receiving.take_in(pair.district, sent.path, None)) is ErrorCode.BUNDLE_GAP
    receiving.take_in(pair.district, other / lost.name, other)
    taken = receiving.take_in(pair.district, sent.path, other)
    for path in sorted(other.glob("*.sdr")):
        sending.import_receipt(pair.station, path)
    assert taken.result == "accepted"
    assert {item.delivery.value for item in reading.matters(pair.station)} == {"accepted"}


def test_each_wrong_file_has_its_own_code_and_writes_nothing(pair: Pair, tmp_path: Path) -> None:
    """A changed byte, a cut, another office's bundle, an unknown station, no bundle at all."""
    recording.add(pair.station, WHOLE)
    data = sending.export(pair.station, pair.stick).path.read_bytes()
    make_office(tmp_path / "elsewhere", "district", "ALG", "अलीगढ़")
    bad = tmp_path / "bad.sdb"

    def told(content: bytes, desk: Desk = pair.district) -> ErrorCode:
        bad.write_bytes(content)
        assert receiving.inspect(desk, bad).error is not None
        return code_of(lambda: receiving.take_in(desk, bad, None))

    assert told(data[:-1]) is ErrorCode.BUNDLE_TRUNCATED
    assert told(data + b"x") is ErrorCode.BUNDLE_CHANGED
    assert told(data[:-1] + bytes([data[-1] ^ 1])) is ErrorCode.BUNDLE_CHANGED
    assert told(data.replace(b"seq 1\n", b"seq 2\n", 1)) is ErrorCode.SIGNATURE_WRONG
    assert told(b"") in (ErrorCode.BUNDLE_NOT_OURS, ErrorCode.BUNDLE_TRUNCATED)
    assert told(b"PK\x03\x04" + bytes(100)) is ErrorCode.BUNDLE_NOT_OURS
    with office.at_desk(tmp_path / "elsewhere", PASSPHRASE) as elsewhere:
        assert told(data, elsewhere) is ErrorCode.SENDER_UNKNOWN
        enrolling.approve(elsewhere, pair.stick / "r.sde", tmp_path / "x.sda")
        assert told(data, elsewhere) is ErrorCode.WRONG_RECIPIENT
    assert pair.seen() == ""
    assert keeping.verify_log(pair.district).findings == ()


def test_a_receipt_for_another_station_or_twice(pair: Pair, tmp_path: Path) -> None:
    """The same receipt again changes nothing; a changed one is refused."""
    recording.add(pair.station, WHOLE)
    taken = pair.carry()
    assert taken.receipt_path
    assert sending.import_receipt(pair.station, taken.receipt_path).result == "duplicate"
    broken = tmp_path / "broken.sdr"
    broken.write_bytes(taken.receipt_path.read_bytes().replace(b"\nseq 1\n", b"\nseq 2\n", 1))
    with pytest.raises(DeskError):
        sending.import_receipt(pair.station, broken)


def test_a_text_that_names_her_is_stopped_on_its_way_out(pair: Pair) -> None:
    """What is learnt of her later makes an older revision stay: the district gets its hash only."""
    opened = recording.open_record(pair.station, {**WHOLE, "name": "", "gist_for_register": "कमला का झगड़ा"})
    assert opened.token
    raw = {**WHOLE, "name": "कमला", "arrived_at": "11:00", "received_by": pair.station.person.id}
    recording.finalise(pair.station, opened.record, raw)
    sent = sending.export(pair.station, pair.stick)
    receiving.take_in(pair.district, sent.path, None)
    assert "कमला" not in pair.seen()


def test_each_office_only_does_its_own_acts(pair: Pair) -> None:
    """A district keeps no intake and a station takes no bundle in."""
    assert code_of(lambda: recording.open_record(pair.district, {})) is ErrorCode.NOT_A_STATION
    assert code_of(lambda: sending.export(pair.district, pair.stick)) is ErrorCode.NOT_A_STATION
    assert code_of(lambda: receiving.take_in(pair.station, pair.stick / "x.sdb", None)) is ErrorCode.NOT_A_DISTRICT


@pytest.mark.parametrize(
    ("statement", "finding"),
    [
        ("UPDATE station_line SET leaf = zeroblob(32) WHERE seq = 2", "taken-root-differs"),
        ("DELETE FROM station_line WHERE seq = 3", "taken-missing"),
        ("UPDATE station_part SET salt = zeroblob(16)", "taken-part-differs"),
        ("UPDATE station_matter SET state = 'open'", "taken-list-differs"),
        ("DELETE FROM station_matter", "taken-list-differs"),
        ("UPDATE station_person SET key = zeroblob(32)", "taken-author-differs"),
        ("UPDATE inbox SET log_root = zeroblob(32)", "taken-root-differs"),
    ],
)
def test_what_a_district_holds_is_verified_too(pair: Pair, statement: str, finding: str) -> None:
    """A changed, missing or invented line, part, key or list entry at the district is found."""
    recording.add(pair.station, WHOLE)
    pair.carry()
    assert keeping.verify_log(pair.district).findings == ()
    with pair.district.store.write() as write:
        write.execute(statement)
    assert finding in {item.code for item in keeping.verify_log(pair.district).findings}


def test_a_cut_tail_shows_in_what_was_sent(pair: Pair) -> None:
    """A log that lost lines it had told the district does not verify, even with its own head recounted."""
    recording.add(pair.station, WHOLE)
    sending.export(pair.station, pair.stick)
    with pair.station.store.read() as read:
        assert keeping.exchange_findings(read) == []
    with pytest.raises(KeyError), pair.station.store.write() as write:
        write.execute("DROP TRIGGER line_stays")
        write.execute("DROP TRIGGER part_stays")
        write.execute("PRAGMA defer_foreign_keys = ON")
        write.execute("DELETE FROM part WHERE seq > 2")
        write.execute("DELETE FROM line WHERE seq > 2")
        found = {item.code for item in keeping.exchange_findings(write)}
        assert found == {"log-differs-from-sent", "sent-differs", "peer-differs"}  # the lines of their making are gone
        raise KeyError
