"""An entry that two people work on: her own words unread but kept, a correction overtaken by another, rights taken."""

from __future__ import annotations

import pytest
from form_room import WHOLE, opened
from PySide6.QtWidgets import QApplication, QLabel
from typing_hands import Hands

from station_desk.desk import people, reading, recording
from station_desk.desk.approvals import SecondPerson
from station_desk.desk.finding import Finding, FindingCode
from station_desk.desk.ports import Desk
from station_desk.domain.records import State
from station_desk.domain.roles import Role
from station_desk.ui.form_model import UNREAD
from station_desk.ui.main_window import MainWindow
from station_desk.ui.pages.intake import IntakePage
from station_desk.ui.pages.matter import MatterPage
from tests.conftest import PASSPHRASE
from tests.staff import Staff, add_staff, seat

SAID = "वह रोज मारता है और खाना नहीं देता"
TOLD = {**WHOLE, "own_words": SAID, "own_words_language": "hindi"}


@pytest.fixture
def centre(station: Desk) -> Staff:
    """A house officer, a nodal officer and one of the desk staff beside the in-charge."""
    return add_staff(station, Role.HOUSE_OFFICER, Role.NODAL_OFFICER, Role.CENTRE_STAFF)


def in_charge(desk: Desk) -> SecondPerson:
    """The first person of the office."""
    return SecondPerson(reading.people(desk)[0].id, PASSPHRASE)


def texts(page: object) -> str:
    """Everything that can be read on a page."""
    QApplication.processEvents()
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())  # type: ignore[attr-defined]


def newest(desk: Desk, record: str) -> dict[str, object]:
    """The answers that stand now, for somebody who may read all of them."""
    return dict(reading.reveal(desk, record, "check").answers)


def test_her_own_words_are_left_out_and_that_is_said(station: Desk, centre: Staff, window: MainWindow) -> None:
    """A nodal officer sees her name and not her words, neither in the answers nor in the history; never before."""
    record = recording.add(station, TOLD).record
    changed = {**TOLD, "own_words": SAID + "।", "received_by": station.person.id}
    recording.amend(station, record, changed, "वाक्य अधूरा था")
    nodal = seat(station, centre.second(Role.NODAL_OFFICER))
    page = MatterPage(window.kit, nodal, record)
    window.open_page(page)
    window.kit.runner.drain()
    said = "उनके अपने शब्द आपको नहीं दिखते"
    assert said not in texts(page)
    page._reveal("check")
    window.kit.runner.drain()
    assert "पुष्पा देवी" in texts(page)
    assert said in texts(page)
    assert "बदला (आपको नहीं दिखता)" in texts(page)
    assert "मारता" not in texts(page)
    page.hide_identity()
    assert said not in texts(page)


def test_a_correction_keeps_the_words_it_was_not_shown(station: Desk, centre: Staff, window: MainWindow) -> None:
    """The question is not on the form, nothing that hangs on it seems taken out, the new revision still has it."""
    record = recording.add(station, TOLD).record
    staff = seat(station, centre.second(Role.CENTRE_STAFF))
    with opened(window, IntakePage(window.kit, staff, record=record)) as page:
        assert "उनके अपने शब्द आपको नहीं दिखते" in texts(page)
        asked = {field.id for section in page.view.sections for field in section.fields}
        assert "own_words" not in asked
        assert "own_words_language" in asked
        assert page.model.is_asked("own_words_language")
        page.model.set("village", "कमालपुर", {}, settled=True)
        page._show_read_back()
        assert [name for name, _, _ in page.review.changes.shown] == ["ग्राम / मोहल्ला"]
        page.keep()
        window.kit.runner.drain()
        (draft,) = recording.drafts(staff)
        assert UNREAD not in str(draft.raw)
        page.review.reason.setText("गाँव गलत लिखा था")
        page.bar.save_amendment.click()
        window.kit.runner.drain()
    answers = newest(seat(staff, in_charge(staff)), record)
    assert (answers["own_words"], answers["own_words_language"], answers["village"]) == (SAID, "hindi", "कमालपुर")


def test_an_open_entry_finished_by_another_keeps_her_words(station: Desk, centre: Staff, window: MainWindow) -> None:
    """Who finishes what somebody else took down neither reads nor drops them, and does not come to read them by it."""
    record = recording.open_record(station, {**TOLD, "received_by": station.person.id}).record
    staff = seat(station, centre.second(Role.CENTRE_STAFF))
    with opened(window, IntakePage(window.kit, staff, record=record)) as page:
        assert page.model.value("own_words") is None
        page._finish()
        window.kit.runner.drain()
    assert reading.matter(staff, record).row.state == State.FINAL
    assert "own_words" not in reading.reveal(staff, record, "check").answers
    assert newest(seat(staff, in_charge(staff)), record)["own_words"] == SAID


def test_a_correction_that_was_overtaken_shows_both_and_keeps_what_was_typed(
    station: Desk, centre: Staff, window: MainWindow
) -> None:
    """Another's change stands above, mine below; what I left alone is the newest; saved again it holds both."""
    record = recording.add(station, WHOLE).record
    staff = seat(station, centre.second(Role.CENTRE_STAFF))
    page = IntakePage(window.kit, staff, record=record)
    window.open_page(page)
    window.kit.runner.drain()
    page.model.set("village", "कमालपुर", {}, settled=True)
    page.model.set("age_years", "पच्चीस", {}, settled=True)  # not a number: kept as typed all the same
    page.model.set("she_wants", "fir_now", {}, settled=True)
    theirs = {**WHOLE, "she_wants": "wants_time", "route": "fir", "received_by": station.person.id}
    recording.amend(staff, record, theirs, "उन्होंने बाद में बताया")
    page._show_read_back()
    page.review.reason.setText("गाँव गलत लिखा था")
    page.bar.save_amendment.click()
    window.kit.runner.drain()
    again = window.page
    assert isinstance(again, IntakePage)
    assert again is not page
    assert window.kit.notices.sentence.startswith("इस बीच किसी और ने यही प्रविष्टि बदली।")
    assert [name for name, _, _ in again.review.meanwhile.shown] == ["वे क्या चाहती हैं?", "क्या कार्यवाही होगी"]
    assert ("वे क्या चाहती हैं?", "सोचने का समय", "अभी एफ0आई0आर0") in again.review.changes.shown
    assert again.review.reason.text() == "गाँव गलत लिखा था"
    assert again.model.value("age_years") == "पच्चीस"
    again.model.set("age_years", "25", {}, settled=True)
    again._show_read_back()
    again.bar.save_amendment.click()
    window.kit.runner.drain()
    answers = newest(staff, record)
    assert (answers["village"], answers["age_years"]) == ("कमालपुर", 25)
    assert (answers["route"], answers["she_wants"]) == ("fir", "fir_now")
    assert recording.drafts(staff) == []
    assert len(reading.matter(staff, record).history) == 4


def test_an_old_draft_of_a_correction_is_laid_over_what_came_since(
    station: Desk, centre: Staff, window: MainWindow
) -> None:
    """Opened days later: it does not undo what another corrected meanwhile, and says what that was."""
    record = recording.add(station, WHOLE).record
    staff = seat(station, centre.second(Role.CENTRE_STAFF))
    with opened(window, IntakePage(window.kit, staff, record=record)) as page:
        page.model.set("village", "कमालपुर", {}, settled=True)
        window.back()
        window.kit.runner.drain()
    head = seat(staff, in_charge(staff))
    theirs = {**WHOLE, "route": "fir", "received_by": station.person.id}
    recording.amend(head, record, theirs, "अभियोग पंजीकृत")
    staff = seat(head, centre.second(Role.CENTRE_STAFF))
    with opened(window, IntakePage(window.kit, staff, record=record)) as page:
        assert [name for name, _, _ in page.review.meanwhile.shown] == ["क्या कार्यवाही होगी"]
        assert [name for name, _, _ in page.review.changes.shown] == ["ग्राम / मोहल्ला"]
        assert page.review.isVisible()


def test_a_draft_finished_by_another_becomes_a_correction(station: Desk, centre: Staff, window: MainWindow) -> None:
    """What was typed on the open entry is laid over the finished one, to be saved with a reason."""
    record = recording.open_record(station, {"arrived_at": "11:00"}).record
    staff = seat(station, centre.second(Role.CENTRE_STAFF))
    with opened(window, IntakePage(window.kit, staff, record=record)) as page:
        for id, value in {**WHOLE, "village": "कमालपुर"}.items():
            page.model.set(id, value, {}, settled=True)
        recording.finalise(staff, record, {**WHOLE, "received_by": station.person.id})
        page._finish()
        window.kit.runner.drain()
        again = window.page
        assert isinstance(again, IntakePage)
        assert again is not page
        assert again.review.isVisible()
        assert [name for name, _, _ in again.review.changes.shown] == ["ग्राम / मोहल्ला"]
        again.keep()


@pytest.mark.parametrize("how", ["role taken", "not as it was written"])
def test_what_the_desk_refuses_stays_as_typed(station: Desk, centre: Staff, window: MainWindow, how: str) -> None:
    """A role that ended meanwhile, a record in doubt: the notice says it, the page and the draft keep every word."""
    staff = seat(station, centre.second(Role.CENTRE_STAFF))
    with opened(window, IntakePage(window.kit, staff)) as page:
        Hands(window).type("1")
        if how == "role taken":
            head = seat(staff, in_charge(staff))
            power = next(one for one in people.colleagues(head) if one.row.id == staff.person.id).powers[0]
            people.end(head, power)
        else:
            staff.room.standing.findings = (Finding(FindingCode.LEAF_DIFFERS, 1),)
        page.bar.save_first.click()
        window.kit.runner.drain()
        assert window.page is page
        assert window.kit.notices.kind == "danger"
        assert page.model.value("safe_now") == "yes"
        assert page.token == ""
        (draft,) = recording.drafts(staff)
        assert draft.raw["safe_now"] == "yes"


def test_no_new_entry_without_the_right(station: Desk, centre: Staff, window: MainWindow) -> None:
    """Ctrl+N by somebody who enters nothing leads back with the reason; no page is left behind."""
    nodal = seat(station, centre.second(Role.NODAL_OFFICER))
    with opened(window, IntakePage(window.kit, nodal)) as page:
        assert window.page is not page
        assert window.kit.notices.kind == "danger"
