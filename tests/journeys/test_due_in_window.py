"""What is due today in the real window, by keyboard: read, narrowed, opened, printed; the law in it looked up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from station_desk.desk import case_drafts, casework, recording, sources
from station_desk.desk.ports import Desk
from station_desk.domain.answers import REASON_MAX
from station_desk.domain.case import PROMISE
from station_desk.domain.roles import Role
from station_desk.ui.due_table import DUE, SECTION, TOKEN, WHAT
from station_desk.ui.icons import Icon
from station_desk.ui.pages.case_entry import CaseEntryPage
from station_desk.ui.pages.letter import LetterPage
from station_desk.ui.pages.matter import MatterPage
from station_desk.ui.pages.sources import OPEN, SourcesPage
from station_desk.ui.pages.today import TodayPage
from station_desk.ui.row_style import MARK_ROLE
from tests.desk.test_casework import BEATEN, PROMISED
from tests.journeys.conftest import Sitting
from tests.journeys.steps import open_safety, seat
from tests.staff import NAMES, add_staff, found

# Told of at 15:00 yesterday: what the law gives a day for ends at 15:00 today, three hours from now.
YESTERDAY: Final[dict[str, Any]] = {
    **BEATEN,
    "name": "कमला",
    "matter_heads": ["rape_attempt"],
    "gist_for_register": "खेत में छेड़छाड़",
    "information_time": "05-10-2026 15:00",
}
CLOCK: Final = "clock/magistrate_statement_24h"
CLOCK_WORDS: Final = "बलात्कार: धारा 183 का बयान 24 घण्टे में, विलम्ब हो तो कारण"
TO_VERIFY: Final = "सत्यापन शेष"
SOURCE: Final = "निर्णय की प्रति, उच्चतम न्यायालय, 25-04-2014"


def today_of(sitting: Sitting) -> TodayPage:
    """Open the first page of the day."""
    sitting.alt(Qt.Key.Key_1)
    page = sitting.page
    assert isinstance(page, TodayPage)
    return page


def row_of(page: TodayPage, words: str) -> list[str]:
    """Return the one row of what is due with these words."""
    (row,) = (row for row in page.due.table.said if words in row[WHAT])
    return row


def mark_of(page: TodayPage, words: str, column: int) -> object:
    """Return the shape before a cell of a row."""
    model = page.due.table.model()
    place = [words in row[WHAT] for row in page.due.table.said].index(True)
    return model.index(place, column).data(MARK_ROLE)


def seen(page: QWidget) -> str:
    """Everything that can be read on a page beside its tables."""
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def test_an_empty_day_says_so(station: Desk, sit: Callable[[Desk], Sitting]) -> None:
    """No table, no line to search in; one quiet sentence."""
    page = today_of(sit(station))
    assert "आज कुछ बाकी नहीं है।" in seen(page)
    assert page.due.table.isHidden() and page.due.filter.isHidden()


def test_what_is_due_is_read_narrowed_and_opened_by_keys(station: Desk, sit: Callable[[Desk], Sitting]) -> None:
    """Overdue first, how long in words, the law with its mark; typing narrows, Esc widens, Enter opens the case."""
    beaten = recording.add(station, BEATEN)
    casework.record(station, PROMISE, beaten.record, {**PROMISED, "by_when": "04-10-2026"})
    recent = recording.add(station, YESTERDAY)
    sitting = sit(station)
    page = today_of(sitting)
    assert page.new.hasFocus()
    first = page.due.table.said[0]
    assert (first[DUE], first[WHAT], first[TOKEN]) == ("2 दिन विलम्ब", "वादा: बच्चों को ससुराल से लाना", beaten.token)
    clock = row_of(page, CLOCK_WORDS)
    assert (clock[DUE], clock[TOKEN]) == ("3 घण्टे बाकी", recent.token)
    assert clock[SECTION].startswith(TO_VERIFY)
    assert mark_of(page, CLOCK_WORDS, SECTION) == (Icon.WARNING, "warning")
    medical = row_of(page, "चिकित्सीय परीक्षण हेतु")
    assert (medical[DUE], medical[SECTION]) == ("3 घण्टे बाकी", "धारा 184(1) बीएनएसएस")
    assert mark_of(page, "चिकित्सीय परीक्षण हेतु", SECTION) is None
    every = len(page.due.table.said)
    assert f"आज क्या बाकी है: {every}" in seen(page)
    assert not [cell for row in page.due.table.said for cell in row if "कमला" in cell or "सरला" in cell]

    sitting.go_to(page.due.table)
    sitting.hands.type("183")
    assert [row[WHAT] for row in page.due.table.said] == [CLOCK_WORDS]
    assert page.due.filter.text() == "183"
    sitting.press(Qt.Key.Key_Escape)
    assert len(page.due.table.said) == every and sitting.page is page
    assert page.due.table.hasFocus()
    sitting.hands.type("कुछ और")
    assert page.due.table.isHidden() and "कुछ नहीं मिला" in seen(page)
    sitting.press(Qt.Key.Key_Escape)
    place = [CLOCK_WORDS in row[WHAT] for row in page.due.table.said].index(True)
    sitting.press(Qt.Key.Key_Home)
    for _ in range(place):
        sitting.press(Qt.Key.Key_Down)
    assert CLOCK_WORDS in page.due.whole.text() and "मजिस्ट्रेट" in page.due.whole.text()
    sitting.enter()
    matter = sitting.page
    assert isinstance(matter, MatterPage)
    assert recent.token in matter.title.text()
    sitting.press(Qt.Key.Key_Escape)
    assert sitting.page is page
    sitting.kit.words.switch()
    assert page.due.table.said[0][DUE] == "2 days late"


def test_an_unfinished_case_record_waits_among_the_drafts(station: Desk, sit: Callable[[Desk], Sitting]) -> None:
    """It says its token and what is being written, and Enter goes on with it."""
    matter = recording.add(station, BEATEN)
    case_drafts.save_draft(station, recording.new_draft_id(), PROMISE, matter.record, {"what": "बच्चों को लाना"})
    sitting = sit(station)
    page = today_of(sitting)
    assert page.drafts.item(0).text() == f"{matter.token} · वादा अधूरा · आज 12:00 सहेजा"
    sitting.go_to(page.drafts)
    sitting.enter()
    assert isinstance(sitting.page, CaseEntryPage)
    assert sitting.page.model.value("what") == "बच्चों को लाना"


def test_the_list_of_the_day_is_shown_as_it_prints(station: Desk, sit: Callable[[Desk], Sitting]) -> None:
    """Both papers are one press away."""
    matter = recording.add(station, BEATEN)
    casework.record(station, PROMISE, matter.record, {**PROMISED, "by_when": "04-10-2026"})
    sitting = sit(station)
    for verb in ("print_due", "print_calls"):
        sitting.do(getattr(today_of(sitting), verb))
        paper = sitting.page
        assert isinstance(paper, LetterPage)
        assert paper.paper.pages == 1
        sitting.press(Qt.Key.Key_Escape)


def test_a_source_recorded_by_the_nodal_officer_takes_the_mark_away(
    station: Desk, sit: Callable[[Desk], Sitting]
) -> None:
    """Who may not is told who does; errors stand at their field; then the mark is gone from the list and the day."""
    add_staff(station, Role.HOUSE_OFFICER, Role.NODAL_OFFICER)
    recording.add(station, YESTERDAY)
    sitting = sit(station)
    sitting.do(open_safety(sitting).sources)
    page = sitting.page
    assert isinstance(page, SourcesPage)
    assert page.search.hasFocus() and page.record.isHidden()
    sitting.hands.type("शिवन्ना")
    sitting.enter()
    sitting.enter()
    assert page.dialog is None and "नोडल अधिकारी" in sitting.kit.notices.sentence

    seat(sitting, NAMES[Role.NODAL_OFFICER][0], NAMES[Role.NODAL_OFFICER][2])
    nodal = sitting.app.desk
    assert nodal is not None
    sitting.do(open_safety(sitting).sources)
    page = sitting.page
    assert isinstance(page, SourcesPage)
    sitting.hands.type("शिवन्ना")
    assert page.shown[0][0].id == CLOCK
    assert page.table.said[0][0] == TO_VERIFY
    sitting.go_to(page.state)
    sitting.press(Qt.Key.Key_Down)
    assert page.state.currentData() == OPEN
    still = len(page.shown)
    sitting.go_to(page.table)
    sitting.press(Qt.Key.Key_Home)
    sitting.enter()
    dialog = page.dialog
    assert dialog is not None and dialog.source.hasFocus()
    sitting.hands.tab()
    sitting.hands.type("07-10-2026")
    sitting.enter()
    assert dialog.source_row.has_problem and "आया नहीं" in dialog.day_row.problem.text(), "all at once"
    assert dialog.source.hasFocus()
    dialog.source.setText("र" * (REASON_MAX + 1))
    sitting.do(dialog.verb)
    assert "अक्षर तक लिखें" in dialog.source_row.problem.text()
    dialog.source.selectAll()
    sitting.hands.type(SOURCE)
    sitting.do(dialog.verb)
    assert not dialog.source_row.has_problem and dialog.day.hasFocus()
    assert dialog.source.text() == SOURCE, "nothing typed is lost"
    dialog.day.selectAll()
    sitting.hands.type("31.09.2026")
    sitting.enter()
    assert dialog.day_row.has_problem
    dialog.day.selectAll()
    sitting.hands.type("आज")
    sitting.enter()
    assert len(page.shown) == still - 1 and CLOCK not in sources.standing(nodal).open
    sitting.do(page.all)
    assert page.search.text() == "" and page.search.hasFocus()
    sitting.hands.type("शिवन्ना")
    assert page.table.said[0][0] == f"सत्यापित: {SOURCE}, 06-10-2026, उ0नि0 मंजरी तोमर"
    today = today_of(sitting)
    assert TO_VERIFY not in row_of(today, CLOCK_WORDS)[SECTION]
    assert mark_of(today, CLOCK_WORDS, SECTION) is None
    assert found(nodal) == []


def test_helplines_are_shown_with_number_and_when_it_was_checked(station: Desk, sit: Callable[[Desk], Sitting]) -> None:
    """The kind narrows the list; a number that nobody has called says so."""
    sitting = sit(station)
    sitting.do(open_safety(sitting).sources)
    page = sitting.page
    assert isinstance(page, SourcesPage)
    sitting.go_to(page.kind)
    sitting.press(Qt.Key.Key_End)
    assert {line.kind for line, _ in page.shown} == {"helpline"}
    said = " ".join(row[2] for row in page.table.said)
    assert "112 · " in said and "14416" in said and "नम्बर की जाँच नहीं हुई" in said and "24 घण्टे" in said
