"""What the screens of the exchange are told: counts, states, names by consent, what is owed."""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from station_desk.desk import enrolling, exchange_lists, office, receiving, recording, sending
from station_desk.desk.exchange_lists import Delivery, Leaving
from station_desk.desk.ports import Desk
from station_desk.errors import DeskError, ErrorCode
from tests.conftest import NOON
from tests.entries import ELDER

CONSENTING = {
    **ELDER,
    "name": "अनीता",
    "consent_by": "herself",
    "consent_matrix": {"district_office_with_name": "yes"},
}


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """A folder in place of a stick."""
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def join(station: Desk, district: Desk, stick: Path) -> None:
    """Make the two known to each other, through files named by the program in a folder."""
    asked = enrolling.request(station, stick)
    assert asked.path is not None
    approved = enrolling.approve(district, asked.path, stick)
    assert approved.path is not None
    enrolling.accept_approval(station, approved.path)


def test_outbox_follows_a_bundle(station: Desk, district: Desk, stick: Path) -> None:
    """Not asked, asked, joined; an entry is fresh, then waits, then is neither; the bundle's state says the same."""
    assert exchange_lists.outbox(station).asked == ""
    join(station, district, stick)
    before = exchange_lists.outbox(station)
    assert before.district is not None and before.district.name == "हाथरस"
    assert len(before.asked.split()) == 6
    recording.add(station, ELDER)
    assert (exchange_lists.outbox(station).fresh, exchange_lists.outbox(station).waiting) == (1, 0)
    sent = sending.export(station, stick)
    there = exchange_lists.outbox(station)
    assert (there.fresh, there.waiting) == (0, 1)
    assert [bundle.state for bundle in there.bundles] == [Delivery.BUNDLED]
    assert there.bundles[0].fingerprint == sent.fingerprint
    taken = receiving.take_in(district, sent.path, stick)
    assert taken.receipt_path is not None
    sending.import_receipt(station, taken.receipt_path)
    after = exchange_lists.outbox(station)
    assert (after.fresh, after.waiting) == (0, 0)
    assert [bundle.state for bundle in after.bundles] == [Delivery.ACCEPTED]
    assert after.last_receipt_at == station.now()


def test_leaving_counts_new_again_and_named(station: Desk, district: Desk, stick: Path) -> None:
    """What has no receipt goes again with what is new; a name only counts while her consent stands."""
    join(station, district, stick)
    recording.add(station, ELDER)
    named = recording.add(station, CONSENTING)
    assert exchange_lists.leaving(station) == Leaving(fresh=2, again=0, named=1, files=0)
    sending.export(station, stick)
    recording.add(station, {**ELDER, "name": "मुन्नी"})
    assert exchange_lists.leaving(station) == Leaving(fresh=1, again=2, named=1, files=1)
    withdrawn = {**CONSENTING, "consent_matrix": {"district_office_with_name": "no"}}
    recording.amend(
        station,
        named.record,
        {**withdrawn, "arrived_at": station.now(), "received_by": station.person.id, "entry_mode": "live"},
        "सहमति वापस ली",
    )
    assert exchange_lists.leaving(station).named == 0


def test_standing_tells_what_nobody_has_confirmed(station: Desk, district: Desk, stick: Path) -> None:
    """Lines without a receipt are counted; a receipt is late after a week in which something waited."""
    join(station, district, stick)
    recording.add(station, ELDER)
    recording.save_draft(station, recording.new_draft_id(), {"name": "x"})
    sent = sending.export(station, stick)
    first = exchange_lists.standing(station)
    assert first.draft_at == station.now()
    assert first.receipt_at is None and not first.receipt_late
    office.set_practice_clock(station, NOON + timedelta(days=8))
    assert exchange_lists.standing(station).receipt_late
    taken = receiving.take_in(district, sent.path, stick)
    assert taken.receipt_path is not None
    sending.import_receipt(station, taken.receipt_path)
    last = exchange_lists.standing(station)
    assert not last.receipt_late
    assert 0 < last.unwitnessed < first.unwitnessed + 3


def test_district_lists_stations_and_their_matters(station: Desk, district: Desk, stick: Path) -> None:
    """A joined station owes bundle 1; after it the list says when, how many, and shows only the name that consented."""
    join(station, district, stick)
    (row,) = exchange_lists.stations(district)
    assert (row.code, row.name, row.last_seq, row.last_at, row.matters) == ("SAS", "सासनी", 0, "", 0)
    recording.add(station, ELDER)
    recording.add(station, CONSENTING)
    receiving.take_in(district, sending.export(station, stick).path, None)
    (row,) = exchange_lists.stations(district)
    assert (row.last_seq, row.last_at, row.matters) == (1, district.now(), 2)
    assert [matter.name for matter in exchange_lists.received(district, "SAS")] == ["अनीता", ""]
    assert exchange_lists.station_name(district, "SAS") == "सासनी"
    assert exchange_lists.station_name(district, "XYZ") == ""


def test_files_of_a_kind_newest_first(stick: Path) -> None:
    """Only whole files with the ending count; a folder that is gone is said."""
    for name, age in (("a.sdb", 2), ("b.sdb", 1), ("c.sdb.part", 0), ("d.sdr", 0)):
        (stick / name).write_bytes(b"x")
        moment = NOON.timestamp() - age
        os.utime(stick / name, (moment, moment))
    (stick / "e.sdb").mkdir()
    assert [path.name for path in exchange_lists.files_on(stick, exchange_lists.BUNDLE)] == ["b.sdb", "a.sdb"]
    with pytest.raises(DeskError) as refused:
        exchange_lists.files_on(stick / "gone", exchange_lists.BUNDLE)
    assert refused.value.code is ErrorCode.FILE_MISSING
