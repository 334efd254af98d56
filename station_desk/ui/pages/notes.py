"""Writing a sealed working note, and reading those of a matter once they are opened.

Owns that an opened note is shown once and forgotten when the page is left in any way, and that it cannot be copied;
and that what is being written is kept only as a sealed draft.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QWidget

from station_desk.desk import note_drafts, sealing
from station_desk.desk.note_drafts import TEXT, NoteDraft
from station_desk.desk.ports import Desk
from station_desk.desk.sealing import Note, NoteKept, Opened
from station_desk.domain.calendar import show_moment
from station_desk.errors import DeskError, ErrorCode
from station_desk.ui.buttons import VerbButton
from station_desk.ui.draft_keeper import DraftKeeper
from station_desk.ui.field_row import FieldRow
from station_desk.ui.icons import Icon
from station_desk.ui.kept_mark import KeptMark
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel
from station_desk.ui.notices import ask
from station_desk.ui.page import Card, Page
from station_desk.ui.person_fields import called
from station_desk.ui.throw_away import throw_away

_OF_THE_TEXT = frozenset({ErrorCode.NOTE_EMPTY, ErrorCode.NOTE_LONG})


@dataclass(frozen=True, slots=True)
class Writing:
    """What the page for writing is filled with."""

    readers: str
    draft: NoteDraft | None


def read_writing(desk: Desk, record: str) -> Writing:
    """Tell who will read the note and what was left unfinished. Raises NOT_ALLOWED, MATTER_SEALED."""
    draft = note_drafts.find(desk, record)
    readers = sealing.notes_of(desk, record).readers
    return Writing(", ".join(called(row) for row in readers), draft)


class WriteNotePage(Page):
    """One large field and the verb that seals it."""

    scrolls = False

    def __init__(self, kit: Kit, desk: Desk, record: str, token: str) -> None:
        super().__init__(kit, "notes.writing", token=token)
        self._desk, self._record, self._token = desk, record, token
        self._keeper: DraftKeeper | None = None
        self._over = False
        words = kit.words
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.row = FieldRow(kit, "notes.text", self.text, help_text="notes.text_help")
        self.readers = PlainLabel(type_="small")
        self.column.addWidget(self.readers)
        self.column.addWidget(self.row, 1)
        self._kept = KeptMark(kit, desk.time.now)
        self.beside_title.addWidget(self._kept)
        self.back = VerbButton(words, "office.back", self.back_wanted.emit, icons=kit.icons, icon=Icon.BACK)
        self.seal = VerbButton(words, "notes.seal", self._seal, voice="loud", icons=kit.icons, icon=Icon.LOCK)
        self.discard = VerbButton(words, "notes.discard", self._ask_discard, voice="grave")
        self.verbs.addWidget(self.seal)
        self.verbs.addWidget(self.back)
        self.apart.addWidget(self.discard)
        for verb in (self.seal, self.discard):
            verb.setEnabled(False)
        shortcut = QShortcut(QKeySequence("Ctrl+Return"), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.seal.click)
        self.text.setEnabled(False)  # until it is known whether a draft was left
        self.text.textChanged.connect(self._typed)

    def refresh(self) -> None:
        """Look for what was left unfinished, once."""
        if self._keeper is None:
            self.kit.runner.run(
                read_writing, self._desk, self._record, reads=True, done=self._fill, failed=self._not_opened
            )

    def focus_first(self) -> None:
        """Put the keyboard in the text."""
        self.text.setFocus()

    def keep(self) -> None:
        """Seal the draft now."""
        if self._keeper is not None:
            self._keeper.flush()

    @property
    def safe(self) -> bool:
        """Whether everything written is sealed in the store."""
        return self._keeper is None or self._over or self._keeper.safe

    def left(self) -> None:
        """Say that the sealed draft is kept, if it is; one without a word is dropped."""
        if self._keeper is None or self._over or not self._keeper.exists:
            return
        if not self.text.toPlainText().strip():
            self._keeper.end()
            self.kit.runner.run(note_drafts.drop, self._desk, self._keeper.draft)
        elif self._keeper.safe:
            self.kit.notices.info("notes.kept")

    def hideEvent(self, event: QHideEvent) -> None:
        """Seal what is not safe yet when another page, a lock or the end of the program takes this one away."""
        super().hideEvent(event)
        self.keep()

    # Within

    def _not_opened(self, _: DeskError) -> bool:
        self.back_wanted.emit()
        return False

    def _fill(self, writing: Writing) -> None:
        draft = writing.draft
        keeper = DraftKeeper(
            self.kit.runner,
            self._desk,
            lambda: {TEXT: self.text.toPlainText()},
            draft.id if draft else "",
            self._record,
            save=note_drafts.save,
        )
        keeper.setParent(self)
        keeper.kept.connect(self._kept.say)
        self.kit.words.tie(self.readers, "notes.readers", people=writing.readers)
        if draft is not None and draft.text is None:
            self.kit.notices.warn("notes.draft_lost")
        self.text.setPlainText((draft.text or "") if draft else "")
        self._keeper = keeper
        for widget in (self.text, self.seal, self.discard):
            widget.setEnabled(True)
        if self.isVisible():
            self.text.setFocus()

    def _typed(self) -> None:
        self.row.set_problem(None)
        if self._keeper is not None and not self._over:
            self._keeper.touch()

    def _seal(self) -> None:
        if self._keeper is None:
            return
        self._keeper.hold()
        self.kit.runner.run(
            sealing.write_note,
            self._desk,
            self._record,
            self.text.toPlainText(),
            done=self._sealed,
            failed=self._refused,
            busy=self,
            name="notes.sealing",
        )

    def _sealed(self, _: NoteKept) -> None:
        self._end()
        self.kit.notices.done("notes.sealed", token=self._token)

    def _refused(self, error: DeskError) -> bool:
        """Say it and leave what was written where it is."""
        assert self._keeper is not None
        self._keeper.release()
        if error.code not in _OF_THE_TEXT:
            return False
        self.row.refuse(error)
        self.text.setFocus()
        return True

    def _ask_discard(self) -> None:
        ask(self, self.kit.words, self.kit.icons, "notes.discard_ask", "notes.discard", self._discard)

    def _discard(self) -> None:
        self._end()
        self.kit.notices.done("notes.discarded")

    def _end(self) -> None:
        """Drop the draft, forget the text, go away."""
        assert self._keeper is not None
        self._over = True
        self._keeper.end()
        self.kit.runner.run(note_drafts.drop, self._desk, self._keeper.draft)
        self.text.clear()
        self.kit.notices.dismiss()
        self.back_wanted.emit()


class OpenedNotesPage(Page):
    """The notes of a matter in plain sight, oldest first, until the page is left."""

    def __init__(self, kit: Kit, opened: Opened, token: str, people: Mapping[str, str]) -> None:
        """`people` names the writers by id."""
        super().__init__(kit, "notes.reading", token=token)
        self._says = PlainLabel(type_="soft")
        kit.words.tie(self._says, "notes.reading_help")
        self.column.addWidget(self._says)
        self.cards: list[QWidget] = []
        for note in opened.notes:
            card = self._card(note, people.get(note.head.person, ""))
            self.column.addWidget(card)
            self.cards.append(card)
        self.column.addStretch(1)
        self.back = VerbButton(kit.words, "office.back", self.back_wanted.emit, icons=kit.icons, icon=Icon.BACK)
        self.verbs.addWidget(self.back)
        if self.scroll_area is not None:
            self.scroll_area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # a page to read is scrolled by the arrow keys

    def focus_first(self) -> None:
        """Put the keyboard on the text, to be read."""
        if self.scroll_area is not None:
            self.scroll_area.setFocus()

    def hideEvent(self, event: QHideEvent) -> None:
        """Forget every word when the page is left."""
        super().hideEvent(event)
        self.forget()

    def forget(self) -> None:
        """Take the notes away for good."""
        for card in self.cards:
            self.column.removeWidget(card)
            for label in card.findChildren(QLabel):
                label.clear()
            throw_away(card)
        self.cards.clear()
        self.kit.words.tie(self._says, "notes.closed")

    def _card(self, note: Note, person: str) -> Card:
        card = Card()
        head, text = PlainLabel(type_="strong"), PlainLabel(type_="body")
        self.kit.words.tie(head, "notes.head", at=show_moment(note.head.at), person=person)
        if note.text is None:
            self.kit.words.tie(text, "notes.damaged" if note.damaged else "notes.no_key")
        else:
            text.setText(note.text)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        card.column.addWidget(head)
        card.column.addWidget(text)
        return card
