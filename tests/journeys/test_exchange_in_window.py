"""Station and district in two windows, a folder for the stick, keyboard only, from joining to the receipt."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from station_desk.desk import reading, recording
from station_desk.desk.ports import Desk
from station_desk.store import exchanges, log
from station_desk.store.exchanges import Delivery
from station_desk.ui.hand_over import HandOver
from station_desk.ui.pages.approve import ApprovePage
from station_desk.ui.pages.district import DistrictPage
from station_desk.ui.pages.enrol import EnrolPage
from station_desk.ui.pages.receipt import ReceiptPage
from station_desk.ui.pages.receiving import ReceivingPage
from station_desk.ui.pages.send import SendPage
from station_desk.ui.pages.stations import StationPage, StationsPage
from station_desk.ui.stick_picker import StickPicker
from tests.entries import ELDER
from tests.journeys.conftest import Sitting

CONSENTING = {
    **ELDER,
    "name": "अनीता",
    "consent_by": "herself",
    "consent_matrix": {"district_office_with_name": "yes"},
}


def pick(sitting: Sitting, page: HandOver, path: Path) -> None:
    """Name a folder or file in the dialog behind "another…", as where no stick is in."""
    picker = next(one for one in page.findChildren(StickPicker) if one.isVisible())
    sitting.do(picker.other)
    sitting.name_in_dialog(path)
    assert picker.path == path


def join(station: Sitting, district: Sitting, stick: Path) -> None:
    """Go through the whole joining, both sides."""
    station.alt(Qt.Key.Key_4)
    place = station.page
    assert isinstance(place, DistrictPage)
    station.do(place.enrol)
    asking = station.page
    assert isinstance(asking, EnrolPage)
    pick(station, asking, stick)
    station.do(asking.ask)
    assert asking.now == "speak"

    joining = district.page
    assert isinstance(joining, StationsPage)
    assert joining.empty.button is not None
    district.do(joining.empty.button)
    approving = district.page
    assert isinstance(approving, ApprovePage)
    pick(district, approving, stick / "sas-e1.sde")
    district.do(approving.look)
    assert approving.now == "compare"
    assert approving.their_digits.digits == asking.own_digits.digits
    assert ("थाना", "सासनी (SAS)") in approving.who.lines
    district.do(approving.same)
    assert approving.now == "speak"
    digits = approving.own_digits.digits
    district.do(approving.finish)

    station.do(asking.spoken)
    pick(station, asking, stick / "sas-e1.sda")
    station.do(asking.look)
    assert asking.now == "compare"
    assert asking.their_digits.digits == digits
    station.do(asking.same)
    assert station.page is place
    assert "हाथरस" in station.kit.notices.sentence


def send(station: Sitting, stick: Path) -> Path:
    """Write a bundle and return its file."""
    station.alt(Qt.Key.Key_4)
    place = station.page
    assert isinstance(place, DistrictPage)
    station.do(place.send)
    page = station.page
    assert isinstance(page, SendPage)
    pick(station, page, stick)
    station.do(page.on)
    assert page.now == "leaves"
    station.do(page.write)
    assert page.now == "remove"
    name = dict(page.written.lines)["फाइल"]
    station.do(page.finish)
    assert station.page is place
    return stick / name


def look(district: Sitting, path: Path) -> ReceivingPage:
    """Look at a bundle at the district."""
    district.alt(Qt.Key.Key_2)
    page = district.page
    assert isinstance(page, ReceivingPage)
    if page.now != "file":
        page.go("file")
    pick(district, page, path)
    district.do(page.look)
    assert page.now == "look"
    return page


def take_receipt(station: Sitting, path: Path) -> ReceiptPage:
    """Take a receipt in at the station."""
    station.alt(Qt.Key.Key_4)
    place = station.page
    assert isinstance(place, DistrictPage)
    station.do(place.take)
    page = station.page
    assert isinstance(page, ReceiptPage)
    pick(station, page, path)
    station.do(page.take)
    return page


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """A folder in place of a stick."""
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def lines_of(desk: Desk) -> int:
    """Count the lines of a log."""
    with desk.store.read() as read:
        return log.head(read).size


def test_the_whole_way_and_back(station: Desk, district: Desk, stick: Path, sit: Callable[[Desk], Sitting]) -> None:
    """Joined by digits, sent, looked at, taken in, receipted, accepted; at the district only consent has a name."""
    saved = recording.add(station, ELDER)
    recording.add(station, CONSENTING)
    here, there = sit(station), sit(district)
    join(here, there, stick)
    bundle = send(here, stick)
    assert reading.matter(station, saved.record).delivery is Delivery.BUNDLED

    page = look(there, bundle)
    assert page.outcome.startswith("बण्डल सही है")
    assert ("थाना", "सासनी (SAS)") in page.seen.lines
    assert ("पूरी", "2 प्रविष्टियाँ") in page.seen.lines
    assert ("नाम", "1 – सहमति से") in page.seen.lines
    with district.store.read() as read:
        assert not exchanges.accepted(read, "SAS")
    there.do(page.take)
    assert page.result.startswith("बण्डल ले लिया गया")
    receipt = stick / dict(page.taken.lines)["पावती की फाइल"]

    there.alt(Qt.Key.Key_1)
    stations = there.page
    assert isinstance(stations, StationsPage)
    assert stations.table.said[0][:3] == ["सासनी (SAS)", "2 प्रविष्टियाँ", "बण्डल 1"]
    there.go_to(stations.table)
    there.enter()
    held = there.page
    assert isinstance(held, StationPage)
    assert [row[4] for row in held.table.said] == ["अनीता", "थाने में"]

    taken = take_receipt(here, receipt)
    assert taken.says.startswith("जनपद ने बण्डल स्वीकार किया")
    assert reading.matter(station, saved.record).delivery is Delivery.ACCEPTED
    here.do(taken.finish)
    place = here.page
    assert isinstance(place, DistrictPage)
    assert place.table.said[0][1] == "जनपद ने स्वीकार किया"


def test_the_same_again_changes_nothing(
    station: Desk, district: Desk, stick: Path, sit: Callable[[Desk], Sitting]
) -> None:
    """A bundle taken in twice gives the same receipt bytes; a receipt taken in twice says that nothing has changed."""
    recording.add(station, ELDER)
    here, there = sit(station), sit(district)
    join(here, there, stick)
    bundle = send(here, stick)
    page = look(there, bundle)
    there.do(page.take)
    receipt = stick / dict(page.taken.lines)["पावती की फाइल"]
    first = receipt.read_bytes()
    page = look(there, bundle)
    assert "पहले लिया जा चुका" in page.outcome
    there.do(page.take)
    assert "कुछ नहीं बदला" in page.result
    assert receipt.read_bytes() == first
    with district.store.read() as read:
        assert len(exchanges.accepted(read, "SAS")) == 1

    here.do(take_receipt(here, receipt).finish)
    before = lines_of(station)
    again = take_receipt(here, receipt)
    assert "कुछ नहीं बदला" in again.says
    assert lines_of(station) == before


def test_a_changed_byte_is_refused_in_words(
    station: Desk, district: Desk, stick: Path, sit: Callable[[Desk], Sitting]
) -> None:
    """One flipped bit: the reason in a sentence, no way to take it, nothing written at the district."""
    recording.add(station, ELDER)
    here, there = sit(station), sit(district)
    join(here, there, stick)
    bundle = send(here, stick)
    data = bytearray(bundle.read_bytes())
    data[-100] ^= 1
    bundle.write_bytes(data)
    before = lines_of(district)
    page = look(there, bundle)
    assert "नहीं लिया जा सकता" in page.outcome
    assert "बदल गया है" in page.outcome
    assert page.take.isHidden()
    there.press(Qt.Key.Key_Escape)
    assert page.now == "file"
    assert lines_of(district) == before


def test_nothing_new_is_said_and_writes_nothing(
    station: Desk, district: Desk, stick: Path, sit: Callable[[Desk], Sitting]
) -> None:
    """After the receipt there is nothing to send: a sentence says so and no file appears."""
    recording.add(station, ELDER)
    here, there = sit(station), sit(district)
    join(here, there, stick)
    page = look(there, send(here, stick))
    there.do(page.take)
    here.do(take_receipt(here, stick / dict(page.taken.lines)["पावती की फाइल"]).finish)
    files = sorted(stick.iterdir())
    place = here.page
    assert isinstance(place, DistrictPage)
    here.do(place.send)
    sending = here.page
    assert isinstance(sending, SendPage)
    pick(here, sending, stick)
    here.do(sending.on)
    here.do(sending.write)
    assert "कुछ नया नहीं" in here.kit.notices.sentence
    assert sorted(stick.iterdir()) == files
