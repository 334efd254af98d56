"""The sealed working notes in the window: who is offered what, the sealed draft, reading once, nothing left behind."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from accessible import find_unnamed
from form_room import WHOLE
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from typing_hands import CTRL, Hands

from station_desk.desk import note_drafts, people, reading, recording, sealing, walls
from station_desk.desk.approvals import SecondPerson
from station_desk.desk.finding import Finding, FindingCode
from station_desk.desk.ports import Desk
from station_desk.domain.roles import Role
from station_desk.errors import DeskError, ErrorCode
from station_desk.store import log
from station_desk.ui.dialogs.break_glass import WHY
from station_desk.ui.main_window import MainWindow
from station_desk.ui.pages.matter import MatterPage
from station_desk.ui.pages.notes import OpenedNotesPage, WriteNotePage
from tests.conftest import PASSPHRASE
from tests.staff import Staff, add_staff, seat

WORDS = "वह रात को सो नहीं पाती।\n\nबुआ के घर जाना चाहती है।"
ROLES = (Role.HOUSE_OFFICER, Role.NODAL_OFFICER, Role.COUNSELLOR, Role.CENTRE_STAFF)


@pytest.fixture
def centre(station: Desk) -> Staff:
    """Colleagues of every post."""
    return add_staff(station, *ROLES)


@pytest.fixture
def counsellor(station: Desk, centre: Staff) -> Desk:
    """The counsellor at the desk."""
    return seat(station, centre.second(Role.COUNSELLOR))


@pytest.fixture
def record(counsellor: Desk) -> str:
    """A finished matter."""
    return recording.add(counsellor, WHOLE).record


def in_charge(desk: Desk) -> SecondPerson:
    """The first person of the office."""
    return SecondPerson(reading.people(desk)[0].id, PASSPHRASE)


def show(window: MainWindow, desk: Desk, record: str) -> MatterPage:
    """Open a matter on top of the window."""
    page = MatterPage(window.kit, desk, record)
    window.open_page(page)
    window.kit.runner.drain()
    return page


def texts(page: object) -> str:
    """Everything that can be read on a page."""
    QApplication.processEvents()
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())  # type: ignore[attr-defined]


def begin(window: MainWindow, page: MatterPage) -> WriteNotePage:
    """Press the verb that begins a note."""
    page.notes.write.click()
    window.kit.runner.drain()
    writing = window.page
    assert isinstance(writing, WriteNotePage)
    return writing


def kinds(desk: Desk, kind: str) -> int:
    """How many lines of a kind the log has."""
    with desk.store.read() as read:
        return log.count_kind(read, kind)


def everything_in(desk: Desk) -> bytes:
    """Every value of every table of the opened store."""
    with desk.store.read() as read:
        tables = [row[0] for row in read.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        values = [value for table in tables for row in read.execute(f'SELECT * FROM "{table}"') for value in row]
    return b"\n".join(value if isinstance(value, bytes) else str(value).encode() for value in values)


def test_everybody_sees_that_there_are_notes_and_no_word(
    counsellor: Desk, centre: Staff, record: str, window: MainWindow
) -> None:
    """Who wrote them, when, who may read them; the verbs follow right and key."""
    sealing.write_note(counsellor, record, WORDS)
    desk = counsellor
    offered = {}
    seats: list[tuple[str, Callable[[Desk], SecondPerson]]] = [
        (Role.COUNSELLOR, lambda _: centre.second(Role.COUNSELLOR)),
        (Role.IN_CHARGE, in_charge),
        (Role.HOUSE_OFFICER, lambda _: centre.second(Role.HOUSE_OFFICER)),
        (Role.CENTRE_STAFF, lambda _: centre.second(Role.CENTRE_STAFF)),
    ]
    for role, person in seats:
        desk = seat(desk, person(desk))
        page = show(window, desk, record)
        told = texts(page)
        assert "1 टिप्पणी है।" in told
        assert "06-10-2026 12:00, परामर्शदाता शुभ्रा सारस्वत" in told
        assert "पढ़ सकते हैं: परामर्शदाता शुभ्रा सारस्वत।" in told
        assert "बुआ" not in told
        panel = page.notes
        offered[role] = [verb.isVisible() for verb in (panel.write, panel.open, panel.break_glass)]
        window.forget_pages()
    assert offered == {
        Role.COUNSELLOR: [True, True, False],
        Role.IN_CHARGE: [False, False, True],
        Role.HOUSE_OFFICER: [False, False, True],
        Role.CENTRE_STAFF: [False, False, False],
    }


def test_a_note_is_written_by_keyboard_and_read_back(counsellor: Desk, record: str, window: MainWindow) -> None:
    """Tab to the verb, write, Ctrl+Enter; the matter counts it; opening is logged and shows it with its paragraphs."""
    page = show(window, counsellor, record)
    hands = Hands(window)
    hands.tab_to(lambda at: at is page.notes.write)
    hands.space()
    window.kit.runner.drain()
    writing = window.page
    assert isinstance(writing, WriteNotePage)
    assert writing.text.hasFocus()
    assert find_unnamed(writing) == []
    hands.type(WORDS.split("\n")[0])
    hands.press(Qt.Key.Key_Return, CTRL)
    window.kit.runner.drain()
    assert window.kit.notices.sentence == "MSK/SAS/2026/0001 में टिप्पणी मुहरबन्द हुई।"
    assert window.page is page
    assert "1 टिप्पणी है।" in texts(page)
    sealing.write_note(counsellor, record, WORDS)
    page.refresh()
    window.kit.runner.drain()
    hands.tab_to(lambda at: at is page.notes.open)
    hands.space()
    window.kit.runner.drain()
    opened = window.page
    assert isinstance(opened, OpenedNotesPage)
    assert WORDS in texts(opened)
    assert kinds(counsellor, sealing.READ) == 1


def test_opened_notes_are_forgotten_when_the_page_is_left(counsellor: Desk, record: str, window: MainWindow) -> None:
    """Under another page too: every word is gone, and it says so; nothing on it can be copied."""
    sealing.write_note(counsellor, record, WORDS)
    page = show(window, counsellor, record)
    page.notes.open.click()
    window.kit.runner.drain()
    opened = window.page
    assert isinstance(opened, OpenedNotesPage)
    labels = opened.findChildren(QLabel)
    assert {label.textInteractionFlags() for label in labels} <= {
        Qt.TextInteractionFlag.NoTextInteraction,
        Qt.TextInteractionFlag.LinksAccessibleByMouse,
    }
    held = [label for label in labels if "बुआ" in label.text()]
    assert len(held) == 1
    window.open_page(WriteNotePage(window.kit, counsellor, record, "MSK/SAS/2026/0001"))
    assert opened.cards == []
    assert not [label for label in opened.findChildren(QLabel) if "बुआ" in label.text()]
    window.kit.runner.drain()
    window.back()
    window.kit.runner.drain()
    assert window.page is opened
    assert "टिप्पणियाँ फिर बन्द हैं।" in texts(opened)


@pytest.mark.parametrize("how", ["back", "lock"])
def test_an_unfinished_note_is_kept_sealed(counsellor: Desk, record: str, window: MainWindow, how: str) -> None:
    """Leaving and locking keep the last letter; no table holds it in clear; it comes back, and only to its writer."""
    page = show(window, counsellor, record)
    writing = begin(window, page)
    Hands(window).type("चम्पकवाटिका")
    if how == "back":
        window.back()
    else:
        for one in window.pages:
            one.keep()
        window.forget_pages()
    window.kit.runner.drain()
    assert "चम्पकवाटिका".encode() not in everything_in(counsellor)
    assert recording.drafts(counsellor) == []
    draft = note_drafts.find(counsellor, record)
    assert draft is not None
    assert draft.text == "चम्पकवाटिका"
    assert "चम्पक" not in repr(draft)
    again = show(window, counsellor, record)
    assert again.notes.write.text() == "अधूरी टिप्पणी पूरी करें"
    writing = begin(window, again)
    assert writing.text.toPlainText() == "चम्पकवाटिका"
    writing.seal.click()
    window.kit.runner.drain()
    assert note_drafts.find(counsellor, record) is None
    assert [note.text for note in sealing.read_notes(counsellor, record).notes] == ["चम्पकवाटिका"]
    assert again.notes.write.text() == "टिप्पणी लिखें"


def test_a_note_without_a_word_leaves_no_draft(counsellor: Desk, record: str, window: MainWindow) -> None:
    """Written and rubbed out again, or given up: nothing waits."""
    page = show(window, counsellor, record)
    writing = begin(window, page)
    writing.text.setPlainText("क")
    writing.keep()
    writing.text.clear()
    window.back()
    window.kit.runner.drain()
    assert not note_drafts.waits(counsellor, record)
    writing = begin(window, page)
    writing.text.setPlainText("क")
    writing.keep()
    writing._discard()
    window.kit.runner.drain()
    assert window.page is page
    assert not note_drafts.waits(counsellor, record)


def test_what_is_wrong_is_said_beside_the_text_and_nothing_is_lost(
    counsellor: Desk, record: str, window: MainWindow
) -> None:
    """Empty and too long stand under the field; a desk that may not write says so and keeps the words."""
    writing = begin(window, show(window, counsellor, record))
    writing.seal.click()
    window.kit.runner.drain()
    assert "टिप्पणी खाली है।" in writing.row.problem.text()
    writing.text.setPlainText("क" * (sealing.NOTE_MAX + 1))
    assert not writing.row.has_problem
    writing.seal.click()
    window.kit.runner.drain()
    assert "8,000" in writing.row.problem.text()
    assert len(writing.text.toPlainText()) == sealing.NOTE_MAX + 1
    writing.text.setPlainText(WORDS)
    counsellor.room.standing.findings = (Finding(FindingCode.LEAF_DIFFERS, 1),)
    writing.seal.click()
    window.kit.runner.drain()
    assert window.page is writing
    assert window.kit.notices.kind == "danger"
    assert writing.text.toPlainText() == WORDS
    assert kinds(counsellor, sealing.NOTE) == 0


def test_a_draft_whose_key_is_gone_says_so(counsellor: Desk, centre: Staff, record: str, window: MainWindow) -> None:
    """After a new passphrase the writer's box is another one: the page begins anew and tells why."""
    writing = begin(window, show(window, counsellor, record))
    writing.text.setPlainText("क")
    writing.keep()
    window.kit.runner.drain()
    window.forget_pages()
    head = seat(counsellor, in_charge(counsellor))
    new = "कच्चे आम की टोकरी और दो गिलहरियाँ"
    people.renew(head, centre.ids[Role.COUNSELLOR], new, centre.second(Role.HOUSE_OFFICER))
    again = seat(head, SecondPerson(centre.ids[Role.COUNSELLOR], new))
    writing = begin(window, show(window, again, record))
    assert window.kit.notices.kind == "warning"
    assert writing.text.toPlainText() == ""
    writing.text.setPlainText("नई")
    writing.seal.click()
    window.kit.runner.drain()
    assert [note.text for note in sealing.read_notes(again, record).notes] == ["नई"]


def test_cancelling_an_entry_leaves_the_note_that_is_being_written(counsellor: Desk) -> None:
    """The draft of the entry goes with it, the sealed one does not."""
    begun = recording.open_record(counsellor, {}).record
    recording.save_draft(counsellor, "a" * 32, {"name": "सुनीता"}, begun)
    note_drafts.save(counsellor, "b" * 32, {note_drafts.TEXT: "क"}, begun)
    recording.cancel(counsellor, begun, "चली गयीं")
    assert recording.drafts(counsellor) == []
    assert note_drafts.waits(counsellor, begun)


def test_every_reason_of_the_desk_can_be_chosen() -> None:
    """The dialog offers what the log takes, no more and no less."""
    assert tuple(code for code, _ in WHY) == sealing.WHY


def test_a_draft_is_kept_only_for_who_may_write_and_see(counsellor: Desk, centre: Staff, record: str) -> None:
    """Nobody without the right keeps one, nobody reads another's, and a wall shuts one's own."""
    note_drafts.save(counsellor, "b" * 32, {note_drafts.TEXT: "क"}, record)
    house = seat(counsellor, centre.second(Role.HOUSE_OFFICER))
    with pytest.raises(DeskError) as refused:
        note_drafts.save(house, "c" * 32, {note_drafts.TEXT: "ख"}, record)
    assert refused.value.code is ErrorCode.NOT_ALLOWED
    head = seat(house, in_charge(house))
    assert note_drafts.find(head, record) is None
    note_drafts.drop(head, "b" * 32)
    walls.put_up(head, record, centre.ids[Role.COUNSELLOR])
    again = seat(head, centre.second(Role.COUNSELLOR))
    with pytest.raises(DeskError) as sealed:
        note_drafts.find(again, record)
    assert sealed.value.code is ErrorCode.MATTER_SEALED
    assert note_drafts.waits(again, record), "it was not another's to drop"
