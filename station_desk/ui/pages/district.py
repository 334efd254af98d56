"""The place of the district at a station: how we stand with it, what waits, which bundles have got how far."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC
from typing import ClassVar

from station_desk.desk import exchange_lists
from station_desk.desk.enrolling import EXCHANGE
from station_desk.desk.exchange_lists import Delivery, Outbox, SentBundle
from station_desk.desk.ports import Desk
from station_desk.desk.recording import MATTERS
from station_desk.domain.calendar import show_moment
from station_desk.ui.buttons import VerbButton
from station_desk.ui.fact_list import FactList, Line, entries, verbatim
from station_desk.ui.icons import Icon
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel
from station_desk.ui.page import Card, Page
from station_desk.ui.pages.enrol import EnrolPage
from station_desk.ui.pages.receipt import ReceiptPage
from station_desk.ui.pages.send import SendPage
from station_desk.ui.rows_table import Cell, RowsTable

STATES = {
    Delivery.RECORDED: (Icon.TO_COME, "soft_ink", "district.state_prepared"),
    Delivery.BUNDLED: (Icon.NOW, "accent", "district.state_written"),
    Delivery.ACCEPTED: (Icon.DONE, "done", "district.state_accepted"),
}
HEADS = ("district.column_bundle", "district.column_state", "district.column_written", "district.column_marks")


class DistrictPage(Page):
    """What the station sends and what has come back; the steps themselves are pages laid on top."""

    topics: ClassVar[frozenset[str]] = EXCHANGE | {MATTERS}

    def __init__(self, kit: Kit, desk: Desk, open_matter: Callable[[str], object]) -> None:
        super().__init__(kit, "district.title")
        self._desk = desk
        self._open_matter = open_matter
        self._outbox: Outbox | None = None
        self._facts = FactList(kit)
        card = Card()
        card.column.addWidget(self._facts)
        self._heading = PlainLabel(type_="section")
        kit.words.tie(self._heading, "district.bundles")
        self.table = RowsTable(kit, "district.bundles", HEADS, self._cells)
        self.enrol = VerbButton(kit.words, "district.enrol", self._enrol, voice="loud")
        self.send = VerbButton(kit.words, "district.send", self._send, voice="loud", icons=kit.icons, icon=Icon.STICK)
        self.take = VerbButton(kit.words, "district.take_receipt", self._take)
        self.column.addWidget(card)
        self.column.addWidget(self._heading)
        self.column.addWidget(self.table, 1)
        self.column.addStretch(0)  # takes the room only while the table is away
        for verb in (self.enrol, self.send, self.take):
            verb.setVisible(False)
            self.verbs.addWidget(verb)
        kit.words.changed.connect(self._retell)

    def refresh(self) -> None:
        """Read how we stand."""
        self.kit.runner.run(exchange_lists.outbox, self._desk, reads=True, done=self._show)

    def _show(self, outbox: Outbox) -> None:
        self._outbox = outbox
        enrolled = outbox.district is not None
        self.enrol.setVisible(not enrolled)
        self.send.setVisible(enrolled)
        self.take.setVisible(enrolled)
        self._retell()
        if self.has_keyboard and not self.table.hasFocus():
            (self.send if enrolled else self.enrol).setFocus()

    def _retell(self) -> None:
        outbox = self._outbox
        if outbox is None:
            return
        self._facts.show_lines(self._lines(outbox))
        self._heading.setVisible(bool(outbox.bundles))
        self.table.setVisible(bool(outbox.bundles))
        self.table.show_rows(outbox.bundles)

    def _cells(self, bundle: SentBundle) -> list[Cell]:
        words = self.kit.words
        icon, colour, word = STATES[bundle.state]
        return [
            Cell(words.say("district.bundle", number=bundle.seq)),
            Cell(words.say(word), (icon, colour)),
            Cell(show_moment(bundle.written_at) if bundle.written_at else "–"),
            Cell(bundle.fingerprint, soft=True),
        ]

    def _lines(self, outbox: Outbox) -> list[Line]:
        if outbox.district is None:
            asked = "district.asked" if outbox.asked else "district.not_asked"
            return [Line("district.name", "district.not_enrolled"), Line("district.next", asked)]
        district = outbox.district
        if outbox.last_receipt_at is None:
            receipt = Line("district.receipt", "district.receipt_none")
        else:
            now = self._desk.clock.now().astimezone(UTC)
            receipt = Line("district.receipt", verbatim(self.kit.words.when(outbox.last_receipt_at, now)))
        return [
            Line("district.name", verbatim(f"{district.name} ({district.code})")),
            entries("district.fresh", outbox.fresh),
            entries("district.waiting", outbox.waiting),
            receipt,
        ]

    def _enrol(self) -> None:
        asked = self._outbox.asked if self._outbox else ""
        self.page_wanted.emit(EnrolPage(self.kit, self._desk, asked))

    def _send(self) -> None:
        self.page_wanted.emit(SendPage(self.kit, self._desk, self._open_matter))

    def _take(self) -> None:
        self.page_wanted.emit(ReceiptPage(self.kit, self._desk))
