"""The pages of the exchange: a sentence for each state of a stick, digits to read out, no way past comparing."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QWidget

from station_desk.desk import case_acts, enrolling, exchange_lists, receiving, recording
from station_desk.desk.approvals import SecondPerson
from station_desk.desk.exchange_lists import Drive
from station_desk.desk.ports import Desk
from station_desk.desk.sending import export
from station_desk.domain.roles import Role
from station_desk.errors import DeskError, ErrorCode
from station_desk.ui.file_dialogs import forget_history, keep_history_in
from station_desk.ui.hand_over import SpokenDigits
from station_desk.ui.kit import Kit
from station_desk.ui.main_window import MainWindow
from station_desk.ui.pages.approve import ApprovePage
from station_desk.ui.pages.district import DistrictPage
from station_desk.ui.pages.enrol import EnrolPage
from station_desk.ui.pages.receiving import ReceivingPage
from station_desk.ui.pages.send import SendPage
from station_desk.ui.pages.stations import StationPage, StationsPage
from station_desk.ui.rows_table import Cell, RowsTable
from station_desk.ui.stick_picker import Place, Seen, StickPicker
from tests.a_case import QUIET, proposed
from tests.conftest import PASSPHRASE
from tests.staff import add_staff, seat

ENTRY = {"name": "फूलमती"}


@pytest.fixture
def joined(station: Desk, district: Desk, tmp_path: Path) -> Path:
    """A station that has joined its district; gives a folder in place of a stick."""
    stick = tmp_path / "stick"
    stick.mkdir()
    enrolling.request(station, stick / "r.sde")
    enrolling.approve(district, stick / "r.sde", stick / "a.sda")
    enrolling.accept_approval(station, stick / "a.sda")
    return stick


@pytest.fixture
def sending(kit: Kit, window: MainWindow, station: Desk, joined: Path) -> SendPage:
    """The page that sends, with the folder chosen and one entry waiting."""
    recording.open_record(station, ENTRY)
    page = SendPage(kit, station, str)
    window.show_alone(page)
    kit.runner.drain()
    page.stick.choose(joined)
    return page


def test_sticks_are_told_apart(kit: Kit, front: Callable[[QWidget], None]) -> None:
    """None, one that can be written, one closed to writing: each says so in its row; the only one is chosen at once."""
    picker = StickPicker(kit, "send.where", "pick.no_stick")
    front(picker)
    kit.runner.drain()
    picker._show(Seen(()))
    assert picker.empty and picker.path is None
    assert "कोई पेन ड्राइव नहीं" in picker._empty.text()
    kingston = Drive(Path("/media/usha/KINGSTON"), 7_200_000_000, 8_000_000_000, False)
    picker._show(Seen((Place(kingston.path, kingston),)))
    assert picker.path == kingston.path
    assert picker.list.item(0).text() == "पेन ड्राइव KINGSTON · 7.2 GB खाली"
    closed = Drive(Path("/media/usha/CLOSED"), 0, 8_000_000_000, True)
    picker._show(Seen((Place(closed.path, closed), Place(kingston.path, kingston))))
    assert picker.path == kingston.path
    assert "लिखा नहीं जा सकता" in picker.list.item(0).text()
    kit.words.switch()
    assert picker.path == kingston.path
    assert picker.list.item(1).text() == "Pen drive KINGSTON · 7.2 GB free"
    picker._show(Seen(()))
    assert picker.empty


def test_files_on_sticks_are_offered_and_picked_by_enter(kit: Kit, front: Callable[[QWidget], None]) -> None:
    """A receipt that lies on the stick is one Enter away."""
    picker = StickPicker(kit, "receipt.which", "receipt.none", ".sdr")
    front(picker)
    kit.runner.drain()
    drive = Drive(Path("/media/usha/KINGSTON"), 1, 2, False)
    newest, older = (drive.path / f"sas-e1-00000{number}.sdr" for number in (2, 1))
    picker._show(Seen((Place(newest, drive), Place(older, drive))))
    picked: list[Path] = []
    picker.picked.connect(picked.append)
    picker.list.setFocus()
    QTest.keyClick(picker.list, Qt.Key.Key_Down)
    QTest.keyClick(picker.list, Qt.Key.Key_Down)
    QTest.keyClick(picker.list, Qt.Key.Key_Return)
    assert picked == [older]
    assert picker.list.item(0).text() == "sas-e1-000002.sdr · पेन ड्राइव KINGSTON"


def test_nothing_chosen_is_said(kit: Kit, window: MainWindow, station: Desk, district: Desk) -> None:
    """Going on without a stick or file is answered with what to do, at each page."""
    pages = [
        SendPage(kit, station, str),
        EnrolPage(kit, station, ""),
        ApprovePage(kit, district),
        ReceivingPage(kit, district),
    ]
    for page in pages:
        window.open_page(page)
        kit.runner.drain()
        verb = page._verbs[page.now][0]
        verb.click()  # type: ignore[attr-defined]
        assert kit.notices.showing and kit.notices.kind == "warning"
        kit.notices.dismiss()


def gone_folder(stick: Path) -> Path:
    """Name a folder that is not there any more."""
    return stick / "gone"


def full_folder(_: Path) -> Path:
    """Name a folder without room."""
    return Path("/proc")


def closed_folder(stick: Path) -> Path:
    """Make a folder that this account may not write to."""
    folder = stick / "closed"
    folder.mkdir(mode=0o500)
    return folder


@pytest.mark.parametrize(
    ("place", "told"),
    [
        pytest.param(gone_folder, "पेन ड्राइव नहीं मिली", id="pulled out"),
        pytest.param(
            full_folder,
            "जगह भर गई",
            id="full",
            marks=pytest.mark.skipif(sys.platform != "linux", reason="/proc has no room, elsewhere it is not there"),
        ),
        pytest.param(
            closed_folder,
            "अनुमति नहीं",
            id="closed",
            marks=pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="nothing is closed to root"),
        ),
    ],
)
def test_stick_that_fails_is_said_and_can_be_changed(
    sending: SendPage, kit: Kit, joined: Path, place: Callable[[Path], Path], told: str
) -> None:
    """Pulled out, full or closed: its own sentence, back to choosing, and the same bundle goes to another stick."""
    sending.stick.choose(place(joined))
    sending.on.click()
    kit.runner.drain()
    sending.write.click()
    kit.runner.drain()
    assert told in kit.notices.sentence
    assert sending.now == "stick"
    sending.stick.choose(joined)
    sending.on.click()
    kit.runner.drain()
    sending.write.click()
    kit.runner.drain()
    assert sending.now == "remove"
    assert dict(sending.written.lines)["बण्डल"] == "संख्या 1"
    assert (joined / dict(sending.written.lines)["फाइल"]).exists()


def test_text_that_names_her_stops_the_bundle(kit: Kit, window: MainWindow, station: Desk) -> None:
    """The desk's refusal on the way out is told with the token and a way to the entry."""
    recording.open_record(station, ENTRY)
    opened: list[str] = []
    page = SendPage(kit, station, opened.append)
    window.show_alone(page)
    assert page._failed(DeskError(ErrorCode.NAMES_HER, token="MSK/SAS/2026/0001", field="gist"))
    assert "MSK/SAS/2026/0001" in kit.notices.sentence
    kit.notices._action.click()
    kit.runner.drain()
    assert len(opened) == 1


def test_window_waits_while_a_stick_is_written(sending: SendPage, kit: Kit) -> None:
    """The page is not left in the middle of writing."""
    sending.go("write")
    assert not sending.may_leave()
    assert "थोड़ा रुकें" in kit.notices.sentence
    sending.go("stick")
    assert sending.may_leave()


def test_digits_are_large_spelt_and_harmless(kit: Kit, front: Callable[[QWidget], None]) -> None:
    """Six groups in two lines; a screen reader spells them; Enter on them agrees to nothing."""
    digits = SpokenDigits(kit, "enrol.own_digits")
    digits.show_digits("01234 56789 11111 22222 33333 44444")
    front(digits)
    assert [line.text() for line in digits._lines] == ["01234   56789   11111", "22222   33333   44444"]
    assert "0 1 2 3 4, 5 6 7 8 9" in digits.accessibleName()
    digits.setFocus()
    assert digits.hasFocus()


def test_comparison_begins_at_the_digits(
    kit: Kit, window: MainWindow, station: Desk, district: Desk, tmp_path: Path
) -> None:
    """At both ends the keyboard stands on the digits, not on the button that agrees; a difference pins nothing."""
    enrolling.request(station, tmp_path / "r.sde")
    page = ApprovePage(kit, district)
    window.open_page(page)
    page.file.choose(tmp_path / "r.sde")
    page.look.click()
    kit.runner.drain()
    assert page.now == "compare"
    assert page.their_digits.hasFocus()
    page._verbs["compare"][1].click()  # type: ignore[attr-defined]
    assert page.now == "request"
    assert "कुछ नहीं बदला" in kit.notices.sentence
    stations = StationsPage(kit, district, lambda: None)
    window.open_page(stations)
    kit.runner.drain()
    assert not stations.empty.isHidden()


def test_a_closed_matter_is_shown_as_disposed(
    kit: Kit, window: MainWindow, station: Desk, district: Desk, joined: Path
) -> None:
    """The district sees in its list which matter of a station is pending and which is closed."""
    staff = add_staff(station, Role.HOUSE_OFFICER)
    head = SecondPerson(station.person.id, PASSPHRASE)
    matter, _ = proposed(station)
    recording.add(station, QUIET)
    officer = seat(station, staff.second(Role.HOUSE_OFFICER))
    case_acts.approve_closure(officer, matter)
    receiving.take_in(district, export(seat(officer, head), joined).path, None)
    (row,) = exchange_lists.stations(district)
    page = StationPage(kit, district, row)
    window.open_page(page)
    kit.runner.drain()
    assert [said[3] for said in page.table.said] == ["पूरी", "निस्तारित"]
    assert [(row.matters, row.disposed, row.followed)] == [(2, 1, (("closure", 1),))]


def test_enrolment_goes_on_where_it_stood(kit: Kit, window: MainWindow, station: Desk, tmp_path: Path) -> None:
    """Days later the page opens at the digits of the request that was written before, the same digits."""
    asked = enrolling.request(station, tmp_path / "r.sde")
    place = DistrictPage(kit, station, str)
    opened: list[EnrolPage] = []
    place.page_wanted.connect(opened.append)
    window.show_alone(place)
    kit.runner.drain()
    place.enrol.click()
    (page,) = opened
    assert page.now == "speak"
    assert page.own_digits.digits == asked.fingerprint
    page.go_back()
    assert page.now == "request"
    page.deleteLater()


def test_history_of_file_dialogs_is_forgotten(window: MainWindow, tmp_path: Path) -> None:
    """Qt notes where files were chosen: into our folder only, and not for longer than the dialog."""
    keep_history_in(tmp_path)
    settings = QSettings(QSettings.Scope.UserScope, "QtProject")
    assert settings.fileName().startswith(str(tmp_path))
    dialog = QFileDialog(window)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setDirectory(str(tmp_path))
    dialog.show()
    dialog.accept()
    dialog.close()
    dialog.setParent(None)
    del dialog
    settings.sync()
    assert settings.childGroups() == ["FileDialog"], "Qt writes no history any more: file_dialogs can be simpler"
    forget_history()
    settings.sync()
    assert not settings.childGroups()


def test_table_of_many_rows_is_made_as_it_is_seen(kit: Kit, front: Callable[[QWidget], None]) -> None:
    """Sixty thousand rows are shown at once without making a cell for each."""
    made: list[int] = []

    def cells(row: int) -> list[Cell]:
        made.append(row)
        return [Cell(str(row)), Cell("x", soft=True)]

    table = RowsTable(kit, "stations.title", ("stations.token", "stations.name"), cells)
    front(table)
    table.show_rows(range(60_000))
    table.grab()
    assert len(set(made)) < 5_000
    chosen: list[int] = []
    table.chosen.connect(chosen.append)
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Down)
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert chosen == [1]


def test_everything_has_a_name(
    kit: Kit, window: MainWindow, station: Desk, district: Desk, assert_accessible: Callable[[QWidget], None]
) -> None:
    """A screen reader finds a name for every part of every page of the exchange."""
    pages = [
        DistrictPage(kit, station, str),
        SendPage(kit, station, str),
        EnrolPage(kit, station, "01234 56789 11111 22222 33333 44444"),
        ApprovePage(kit, district),
        ReceivingPage(kit, district),
        StationsPage(kit, district, lambda: None),
    ]
    for page in pages:
        window.open_page(page)
        kit.runner.drain()
        assert_accessible(page)
