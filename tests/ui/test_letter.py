"""A paper of a case on the screen: made once, saved as it is shown, a second print said to be one."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from station_desk.desk import casework, consent_slip, due_sheet, letters, recording
from station_desk.desk.ports import Desk
from station_desk.domain.case import REFERRAL
from station_desk.ui.kit import Kit
from station_desk.ui.main_window import MainWindow
from station_desk.ui.pages.letter import LetterPage
from tests.referrals import TO_OSC, WOMAN, told


def opened(kit: Kit, window: MainWindow, page: LetterPage) -> LetterPage:
    """Show a page and wait until its paper is there."""
    window.open_page(page)
    kit.runner.drain()
    return page


def test_a_paper_is_made_once_and_saved_as_shown(kit: Kit, window: MainWindow, station: Desk, tmp_path: Path) -> None:
    """Showing it again makes no second print; the next page is a duplicate and says so."""
    matter = recording.add(station, WOMAN).record
    record = casework.record(station, REFERRAL, matter, TO_OSC).record
    make = partial(letters.print_referral, station, record)
    page = opened(kit, window, LetterPage(kit, station, make, "slip.title"))
    page.refresh()
    page.save_to(tmp_path / "letter.pdf")
    kit.runner.drain()
    assert (tmp_path / "letter.pdf").read_bytes().startswith(b"%PDF")
    assert page.copy.text() == "" and page.print.isEnabled() and page.print.hasFocus()
    assert len(told(station, "letter.printed")) == 1
    again = opened(kit, window, LetterPage(kit, station, make, "slip.title"))
    assert "2" in again.copy.text()
    assert len(told(station, "letter.printed")) == 2


def test_a_refused_paper_says_why_and_goes_back(kit: Kit, window: MainWindow, station: Desk) -> None:
    """Without her consent nothing is shown but the reason and its cure."""
    matter = recording.add(station, WOMAN).record
    record = casework.record(station, REFERRAL, matter, {**TO_OSC, "status": "offered"}).record
    page = LetterPage(kit, station, partial(letters.print_referral, station, record), "slip.title")
    went_back: list[bool] = []
    page.back_wanted.connect(lambda: went_back.append(True))
    opened(kit, window, page)
    assert went_back
    assert kit.notices.sentence == kit.words.say("error.consent-not-given")
    assert told(station, "letter.printed") == []


def test_only_a_paper_of_many_pages_has_verbs_to_turn(kit: Kit, window: MainWindow, station: Desk) -> None:
    """A letter is one page; forty rows due are more, turned by their verbs."""
    matter = recording.add(station, WOMAN).record
    one = opened(
        kit, window, LetterPage(kit, station, partial(consent_slip.print_consent, station, matter), "slip.title")
    )
    assert not one.next.isVisible() and not one.page_of.text()
    for number in range(40):
        promise = {"what": f"काम {number}", "to_whom": "her", "by_when": "06-10-2026", "owner_outside": "बीट"}
        casework.record(station, "promise", matter, promise)
    due = partial(due_sheet.print_due, station, station.today())
    page = opened(kit, window, LetterPage(kit, station, due, "slip.title"))
    assert page.next.isVisible() and page.next.isEnabled() and not page.previous.isEnabled()
    page.next.click()
    kit.runner.drain()
    assert page.paper.page == 1 and page.previous.isEnabled()
