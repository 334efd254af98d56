"""What follows an intake on its way to the district, and her name on it: a real station, a real district, a stick."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

import pytest

from station_desk.desk import case_acts, casework, exchange_lists, keeping, office, receiving, recording, sending
from station_desk.desk.approvals import SecondPerson
from station_desk.desk.exchange_lists import Leaving
from station_desk.desk.ports import Desk
from station_desk.desk.releasing import Release
from station_desk.domain import case_rules
from station_desk.domain.case import CLOSURE, CONSENT, PROMISE, SESSION
from station_desk.domain.log import Part, read_header, read_part
from station_desk.domain.received import TURNS
from station_desk.domain.roles import Role
from station_desk.domain.sensitivity import NAME_ROW
from station_desk.errors import DeskError
from station_desk.store import exchanges, log
from tests.a_case import DISPOSED, QUIET, worked
from tests.conftest import NOON, PASSPHRASE
from tests.desk.test_casework import BEATEN, PROMISED, session_by
from tests.desk.test_exchange import Pair, pair  # noqa: F401 - a fixture
from tests.staff import add_staff, found, seat

NAME: Final = "सरला"
NAMED: Final[dict[str, Any]] = {**BEATEN, "consent_matrix": {NAME_ROW: "yes"}}
GIVEN: Final[dict[str, Any]] = {
    "kind": "given",
    "asked_at": "11:00",
    "consent_by": "herself",
    "explained_in": "hindi",
    "read_aloud": "yes",
    "limits_told": "yes",
    "consent_matrix": {NAME_ROW: "yes"},
    "consent_sign": {"how": "signature"},
}
TAKEN_BACK: Final[dict[str, Any]] = {
    "kind": "withdrawn",
    "asked_at": "11:30",
    "consent_by": "herself",
    "withdrawn_scope": [NAME_ROW],
    "reason_in_her_words": "घर में पता चल जायेगा",
}
Filled = Mapping[str, Any]


def corrected(desk: Desk, matter: str, answers: Filled, **more: object) -> None:
    """Write a next revision of the intake."""
    here = {"received_by": desk.person.id, "entry_mode": "live", "gist_for_register": "पति द्वारा मारपीट, दूसरी बार"}
    recording.amend(desk, matter, {**answers, **here, **more}, "भूल सुधार")


def kinds_whole(desk: Desk) -> set[str]:
    """Return the kinds of the lines that a district holds whole."""
    with desk.store.read() as read:
        lines = exchanges.station_lines(read, "SAS")
    return {read_header(line.header).kind for line in lines if line.header is not None}


def told(desk: Desk, matter: str) -> list[dict[str, Any]]:
    """Return the answers of each district part of an intake at the station, oldest first."""
    with desk.store.read() as read:
        lines = log.lines_of_record(read, matter)
    return [read_part(line.parts[Part.DISTRICT][1])["answers"] for line in lines]


def listed(pair: Pair) -> list[str]:  # noqa: F811
    """Return the names in the district's list, newest token first."""
    return [row.name for row in exchange_lists.received(pair.district, "SAS")]


def sound(pair: Pair) -> bool:  # noqa: F811
    """Recount both records with everything that went from one to the other."""
    return keeping.verify_log(pair.district).findings == () == keeping.verify_log(pair.station).findings


# What follows an intake


def test_the_district_counts_what_followed_and_reads_none_of_it(pair: Pair) -> None:  # noqa: F811
    """Each record comes with its coarse facts; texts, plan, reasons and small acts stay at the station."""
    done = worked(pair.station)
    sent = sending.export(pair.station, pair.stick)
    seen = receiving.inspect(pair.district, sent.path)
    assert dict(seen.cases) == {
        "session": 1,
        "referral": 1,
        "promise": 2,
        "follow_up": 1,
        "safety_plan": 1,
        "consent": 1,
    }
    assert (dict(seen.matters), seen.named, seen.as_mapping()["cases"]) == ({"final": 1}, 0, dict(seen.cases))
    receiving.take_in(pair.district, sent.path, None)
    with pair.district.store.read() as read:
        rows = exchanges.station_cases(read, "SAS")
    assert {row.matter for row in rows} == {done.matter}
    assert {row.revision for row in rows if row.form == "promise"} == {1, 2}
    text = pair.seen()
    for secret in (NAME, "आँगन", "पता चल", "चिकित्सक", "बीट", "मायके", "आँगन", "मारपीट की"):
        assert secret not in text
    assert '"partner":"dlsa"' in text and '"risk_after":"high"' in text and '"counselling":"no"' in text
    assert not {
        kind for kind in kinds_whole(pair.district) if kind.startswith(("gate.", "clock.", "token-slip", "note."))
    }
    (row,) = exchange_lists.stations(pair.district)
    assert (row.matters, row.disposed, dict(row.followed)["promise"]) == (1, 0, 2)
    assert sound(pair)


def test_closing_and_taking_up_again_reach_the_district(pair: Pair) -> None:  # noqa: F811
    """Pending or disposed is known from two kinds of lines without any part; the reason stays."""
    staff = add_staff(pair.station, Role.HOUSE_OFFICER)
    head = SecondPerson(pair.station.person.id, PASSPHRASE)
    matter = recording.add(pair.station, QUIET).record
    casework.record(pair.station, CLOSURE, matter, DISPOSED)
    pair.station = seat(pair.station, staff.second(Role.HOUSE_OFFICER))
    case_acts.return_closure(pair.station, matter, "लक्ष्य फिर देखें")
    pair.station = seat(pair.station, head)
    pair.carry()
    assert [row.closed_at for row in exchange_lists.received(pair.district)] == [""]
    casework.record(pair.station, CLOSURE, matter, DISPOSED)
    pair.station = seat(pair.station, staff.second(Role.HOUSE_OFFICER))
    case_acts.approve_closure(pair.station, matter)
    pair.station = seat(pair.station, head)
    assert exchange_lists.leaving(pair.station).fresh == 1
    pair.carry()
    assert exchange_lists.stations(pair.district)[0].disposed == 1
    assert set(TURNS) <= kinds_whole(pair.district)
    case_acts.reopen(pair.station, matter, "फिर आयीं")
    pair.carry()
    assert [row.closed_at for row in exchange_lists.received(pair.district)] == [""]
    assert "लक्ष्य फिर" not in pair.seen() and "फिर आयीं" not in pair.seen()
    assert sound(pair)


def test_a_visit_that_takes_a_matter_up_again_is_told_too(pair: Pair) -> None:  # noqa: F811
    """The line that the program writes by itself has another mark in its header, and arrives all the same."""
    staff = add_staff(pair.station, Role.HOUSE_OFFICER)
    head = SecondPerson(pair.station.person.id, PASSPHRASE)
    added = recording.add(pair.station, QUIET)
    casework.record(pair.station, CLOSURE, added.record, DISPOSED)
    pair.station = seat(pair.station, staff.second(Role.HOUSE_OFFICER))
    case_acts.approve_closure(pair.station, added.record)
    pair.station = seat(pair.station, head)
    again = {"visit_kind": "same_matter_again", "linked_tokens": [{"token": added.token, "reason": "same_matter"}]}
    recording.add(pair.station, {**QUIET, **again})
    pair.carry()
    assert [row.closed_at for row in exchange_lists.received(pair.district)] == ["", ""]
    assert sound(pair)


def test_nothing_follows_a_matter_that_the_district_does_not_know(pair: Pair) -> None:  # noqa: F811
    """Where every line of the intake had to stay, what followed stays too; with the next revision both may go."""
    matter = recording.add(pair.station, NAMED).record
    casework.record(pair.station, CONSENT, matter, TAKEN_BACK)
    casework.record(pair.station, PROMISE, matter, PROMISED)
    pair.carry()
    assert exchange_lists.received(pair.district) == []
    with pair.district.store.read() as read:
        assert exchanges.station_cases(read) == []
    corrected(pair.station, matter, NAMED)
    casework.record(pair.station, PROMISE, matter, PROMISED)
    pair.carry()
    assert [row.matters for row in exchange_lists.stations(pair.district)] == [1]
    assert (listed(pair), sound(pair)) == ([""], True)
    with pair.district.store.read() as read:
        assert [(row.form, row.revision) for row in exchanges.station_cases(read)] == [("promise", 1)]


def test_a_record_goes_after_its_matter_went_in_an_earlier_bundle(pair: Pair) -> None:  # noqa: F811
    """Also when the name of that revision could not go any more: what once went is remembered."""
    matter = recording.add(pair.station, NAMED).record
    pair.carry()
    casework.record(pair.station, CONSENT, matter, TAKEN_BACK)
    casework.record(pair.station, SESSION, matter, session_by(pair.station))
    assert exchange_lists.leaving(pair.station) == Leaving(fresh=1, again=0, named=0, files=0)
    pair.carry()
    assert dict(exchange_lists.stations(pair.district)[0].followed) == {"consent": 1, "session": 1}
    assert sound(pair)


def test_a_record_under_a_doubtful_clock_is_taken(pair: Pair) -> None:  # noqa: F811
    """The mark of the clock guard stands in its header beside the matter, and beside the closure of a turn."""
    matter = recording.add(pair.station, BEATEN).record
    office.set_practice_clock(pair.station, NOON + timedelta(days=70))
    casework.record(pair.station, PROMISE, matter, {**PROMISED, "by_when": "20-12-2026"})
    with pair.station.store.read() as read:
        (line,) = log.lines_of_kind(read, "promise.recorded")
    assert read_header(line.header).about.keys() == {"matter", "clock"}
    pair.carry()
    assert exchange_lists.stations(pair.district)[0].followed == (("promise", 1),)


# Her name


def test_a_yes_given_later_counts_from_the_next_revision(pair: Pair) -> None:  # noqa: F811
    """What was written before it carries no name and never will; a correction after it does, beside the yes."""
    matter = recording.add(pair.station, {**BEATEN, "consent_matrix": {NAME_ROW: "no"}}).record
    casework.record(pair.station, CONSENT, matter, GIVEN)
    pair.carry()
    assert (NAME in pair.seen(), listed(pair)) == (False, [""])
    corrected(pair.station, matter, {**BEATEN, "consent_matrix": {NAME_ROW: "no"}})
    assert [answers.get("name") for answers in told(pair.station, matter)] == [None, None, NAME]
    assert [answers["consent_matrix"][NAME_ROW] for answers in told(pair.station, matter)] == ["no", "no", "yes"]
    assert exchange_lists.leaving(pair.station).named == 1
    pair.carry()
    assert (listed(pair), sound(pair)) == ([NAME], True)


def test_a_withdrawal_record_stops_what_was_not_sent(pair: Pair) -> None:  # noqa: F811
    """Revisions with the name go as their hash; a later one is written without it though the intake still says yes."""
    matter = recording.add(pair.station, NAMED).record
    casework.record(pair.station, CONSENT, matter, TAKEN_BACK)
    corrected(pair.station, matter, NAMED)
    assert ["name" in answers for answers in told(pair.station, matter)] == [True, True, False]
    assert told(pair.station, matter)[-1]["consent_matrix"][NAME_ROW] == "no"
    pair.carry()
    assert (NAME in pair.seen(), listed(pair), sound(pair)) == (False, [""], True)


def test_withdrawn_between_two_bundles_the_name_leaves_the_list(pair: Pair) -> None:  # noqa: F811
    """The prepared bundle goes as it is; the next one holds that revision as its hash and tells of the withdrawal."""
    matter = recording.add(pair.station, NAMED).record
    first = sending.export(pair.station, pair.stick)
    casework.record(pair.station, CONSENT, matter, TAKEN_BACK)
    second = sending.export(pair.station, pair.stick)
    assert second.written == 2
    with pair.station.store.read() as read:
        whole = exchanges.lines_sent_whole(read)
        intake = {line.seq for line in log.lines_of_record(read, matter)}
    assert (intake & set(whole[1]), intake & set(whole[2])) == (intake, set())
    receiving.take_in(pair.district, pair.stick / first.path.name, None)
    assert listed(pair) == [NAME]
    receiving.take_in(pair.district, second.path, None)
    assert listed(pair) == [""]
    assert keeping.verify_log(pair.district).findings == ()


def test_given_withdrawn_and_given_again(pair: Pair) -> None:  # noqa: F811
    """Her newest word decides, and a withdrawal written in the intake after a yes is newer than that yes."""
    matter = recording.add(pair.station, NAMED).record
    casework.record(pair.station, CONSENT, matter, TAKEN_BACK)
    casework.record(pair.station, CONSENT, matter, {**GIVEN, "asked_at": "11:40"})
    corrected(pair.station, matter, NAMED)
    assert told(pair.station, matter)[-1]["name"] == NAME
    ended = {"consent_withdrawn_at": "11:50", "consent_withdrawn_scope": [NAME_ROW]}
    corrected(pair.station, matter, NAMED, **ended)
    assert "name" not in told(pair.station, matter)[-1]
    pair.carry()
    assert NAME not in pair.seen()


@pytest.mark.parametrize("by", ["herself", "guardian_child"])
def test_the_name_of_a_child_never_leaves_by_a_later_yes(pair: Pair, monkeypatch: pytest.MonkeyPatch, by: str) -> None:  # noqa: F811
    """Neither her own nor a guardian's: the page refuses the first, and even one that got in lets nothing go."""
    child = {**BEATEN, "age_years": 15, "consent_by": "guardian_child"}
    matter = recording.add(pair.station, child).record
    if by == "herself":
        with pytest.raises(DeskError):
            casework.record(pair.station, CONSENT, matter, {**GIVEN, "consent_by": by})
        monkeypatch.setitem(case_rules.OF_FORM, CONSENT, ())
    casework.record(pair.station, CONSENT, matter, {**GIVEN, "consent_by": by})
    corrected(pair.station, matter, child)
    pair.carry()
    assert (NAME in pair.seen(), listed(pair)) == (False, [""])


def test_nobody_elses_later_yes_lets_an_adults_name_go(pair: Pair) -> None:  # noqa: F811
    """A yes by somebody for her is no yes of her own."""
    matter = recording.add(pair.station, {**BEATEN, "consent_matrix": {NAME_ROW: "no"}}).record
    casework.record(pair.station, CONSENT, matter, {**GIVEN, "consent_by": "competent_person_bnss_184"})
    corrected(pair.station, matter, {**BEATEN, "consent_matrix": {NAME_ROW: "no"}})
    assert "name" not in told(pair.station, matter)[-1]


@pytest.mark.parametrize("garbled", [b"[]", b'{"answers": {"consent_matrix": 7, "withdrawn_scope": [{}]}}'])
def test_a_consent_record_that_cannot_be_read_lets_no_name_go(pair: Pair, garbled: bytes) -> None:  # noqa: F811
    """It may be the withdrawal: until it is read again the name stays."""
    matter = recording.add(pair.station, NAMED).record
    kept = casework.record(pair.station, CONSENT, matter, TAKEN_BACK)
    casework.record(pair.station, CONSENT, matter, {**GIVEN, "asked_at": "11:40"})
    with pair.station.store.read() as read:
        assert Release(read).name_stands(matter)
    with pair.station.store.write() as write:
        write.execute("DROP TRIGGER part_is_final")
        write.execute("UPDATE part SET bytes = ? WHERE seq = ? AND name = 'facts'", (garbled, kept.seq))
    with pair.station.store.read() as read:
        assert not Release(read).name_stands(matter)


# What both ends remember


@pytest.mark.parametrize(
    ("statement", "finding"),
    [
        ("UPDATE station_case SET form = 'session'", "taken-list-differs"),
        ("UPDATE station_case SET matter = record", "taken-list-differs"),
        ("UPDATE station_case SET revision = revision + 1", "taken-list-differs"),
        ("DELETE FROM station_case", "taken-list-differs"),
        ("INSERT INTO station_case VALUES ('SAS', 'x', 'y', 'session', 1, 1)", "taken-list-differs"),
        ("UPDATE station_matter SET closed_at = '2026-10-06T06:00:00Z'", "taken-list-differs"),
        ("UPDATE station_matter SET head = 'x', name = 'y'", "taken-list-differs"),
    ],
)
def test_what_a_district_counts_is_counted_anew(pair: Pair, statement: str, finding: str) -> None:  # noqa: F811
    """A changed, missing or invented count at the district is found."""
    matter = recording.add(pair.station, BEATEN).record
    casework.record(pair.station, PROMISE, matter, PROMISED)
    pair.carry()
    assert sound(pair)
    with pair.district.store.write() as write:
        write.execute(statement)
    assert finding in {item.code for item in keeping.verify_log(pair.district).findings}


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM outbox_line",
        "DELETE FROM outbox_line WHERE line = (SELECT max(line) FROM outbox_line)",
        "UPDATE outbox_line SET line = line + 1 WHERE line = (SELECT max(line) FROM outbox_line)",
        "INSERT INTO outbox_line SELECT 1, max(seq) FROM line",
    ],
)
def test_what_went_whole_is_verified(pair: Pair, statement: str) -> None:  # noqa: F811
    """The list by which later bundles are made is told by the line of the bundle's making."""
    recording.add(pair.station, BEATEN)
    pair.carry()
    with pair.station.store.write() as write:
        write.execute(statement)
    assert {item.code for item in keeping.verify_log(pair.station).findings} == {"sent-differs"}
    assert found(pair.station) == []
