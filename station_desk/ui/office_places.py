"""The places of an office, as far as the rights of the person at the desk go. Owns which there are and what opens them.

Rights are asked of the desk by the caller; nothing here decides who may do what, and the desk refuses it all the same.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject

from station_desk.desk.ports import Desk
from station_desk.desk.recording import Draft
from station_desk.domain.roles import Right
from station_desk.ui.icons import Icon
from station_desk.ui.main_window import MainWindow
from station_desk.ui.page import Page
from station_desk.ui.pages.district import DistrictPage
from station_desk.ui.pages.intake import KEYS, IntakePage
from station_desk.ui.pages.matter import MatterPage
from station_desk.ui.pages.matters import MattersPage
from station_desk.ui.pages.people import PeoplePage
from station_desk.ui.pages.receiving import ReceivingPage
from station_desk.ui.pages.register import RegisterPage
from station_desk.ui.pages.safety import SafetyPage
from station_desk.ui.pages.stations import StationsPage
from station_desk.ui.pages.today import TodayPage

SAFETY: Final = "safety"


class OfficePlaces(QObject):
    """The places of one person's sitting; `settle` again when their rights have changed."""

    def __init__(self, window: MainWindow, desk: Desk, shift_over: Callable[[], object]) -> None:
        super().__init__(window)
        self._window = window
        self._kit = window.kit
        self._desk = desk
        self._shift_over = shift_over
        self._rights: frozenset[Right] | None = None
        window.head.search.returnPressed.connect(self._search)

    def settle(self, rights: frozenset[Right]) -> None:
        """Show the places that these rights open; pages of places that stay are kept as they are."""
        if rights == self._rights:
            if all(page.safe for page in self._window.pages):
                self._window.settle_places()  # a page may have stayed because it could not be saved when its place went
            return
        first, self._rights = self._rights is None, rights
        window = self._window
        window.forget_places()
        if self._desk.office.kind == "station":
            self._add_station(rights)
        else:
            self._add_district(rights)
        window.add_place(SAFETY, "place.safety", Icon.SAFETY, self._safety)
        window.head.searches = self._desk.office.kind == "station" and Right.MATTERS in rights
        if first:
            window.open_place(window.places.keys[0])
        else:
            window.settle_places()

    def leave(self) -> None:
        """Take the places away: the person leaves the desk."""
        self._window.head.search.returnPressed.disconnect(self._search)
        self._window.forget_places()
        self.deleteLater()

    def open_check(self) -> None:
        """Open the check of the record, for those who may see it."""
        self._window.open_place(SAFETY, self._check)

    def _check(self) -> None:
        if isinstance(self._window.page, SafetyPage):
            self._window.page.open_check()

    def _add_station(self, rights: frozenset[Right]) -> None:
        kit, window, desk = self._kit, self._window, self._desk
        if Right.MATTERS in rights:
            window.add_place("today", "place.today", Icon.TODAY, self._today)
            window.add_place("matters", "place.matters", Icon.CASES, lambda: MattersPage(kit, desk))
        if Right.REGISTER in rights:
            window.add_place(
                "register", "place.register", Icon.REGISTER, lambda: RegisterPage(kit, desk, self._open_matter)
            )
        if Right.SEND in rights:
            window.add_place(
                "district", "place.district", Icon.DISTRICT, lambda: DistrictPage(kit, desk, self._open_matter)
            )
        if Right.ENTER in rights:
            window.keys.add("Ctrl+N", "today.new_plain", self._new_entry)
            for key, meaning in KEYS:
                window.keys.tell(key, meaning)

    def _add_district(self, rights: frozenset[Right]) -> None:
        kit, window, desk = self._kit, self._window, self._desk
        if Right.STATIONS in rights:
            window.add_place(
                "stations",
                "place.stations",
                Icon.DISTRICT,
                lambda: StationsPage(kit, desk, self._people, may_join=Right.APPROVE in rights),
            )
        if Right.TAKE_IN in rights:
            window.add_place("take_in", "place.take_in", Icon.STICK, lambda: ReceivingPage(kit, desk))

    def _today(self) -> Page:
        return TodayPage(self._kit, self._desk, self._new_entry, self._open_draft, self._people)

    def _safety(self) -> Page:
        return SafetyPage(self._kit, self._desk, self._shift_over)

    def _new_entry(self) -> None:
        self._window.open_place("today", lambda: self._window.open_page(IntakePage(self._kit, self._desk)))

    def _open_draft(self, draft: Draft) -> None:
        self._window.open_page(IntakePage(self._kit, self._desk, draft=draft))

    def _open_matter(self, record: str) -> None:
        self._window.open_page(MatterPage(self._kit, self._desk, record))

    def _people(self) -> None:
        self._window.open_page(PeoplePage(self._kit, self._desk))

    def _search(self) -> None:
        """Look for what was typed at the head of the window; it moves to the search line of the list."""
        self._window.open_place("matters", self._seek)

    def _seek(self) -> None:
        search = self._window.head.search
        if isinstance(self._window.page, MattersPage):
            self._window.page.search_for(search.text())
            search.setText("")
            self._window.page.search.setFocus()
