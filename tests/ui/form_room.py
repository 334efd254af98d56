"""A room for editors and pages in tests: two people, noon of the practice day."""

from collections.abc import Iterator
from contextlib import contextmanager

from shiboken6 import isValid

from station_desk.desk.ports import Desk
from station_desk.domain.answers import Around
from station_desk.domain.fields import Choice, Wording
from station_desk.ui.field_widgets.editor import Room
from station_desk.ui.icons import Icon
from station_desk.ui.kit import Kit
from station_desk.ui.main_window import MainWindow
from station_desk.ui.pages.intake import IntakePage
from station_desk.ui.pages.matters import MattersPage
from tests.conftest import NOON

PEOPLE = (Choice("p1", Wording("ऊषा किरन", "Usha Kiran")), Choice("p2", Wording("प्रियांशी", "Priyanshi")))
WHOLE = {
    "arrived_at": "11:00",
    "channel": "walk_in",
    "visit_kind": "first",
    "entry_mode": "live",
    "name": "पुष्पा देवी",
    "age_years": "२४",
    "gender": "woman",
    "village": "नगला बिहारीपुर",
    "safe_phone": "7000001003",
    "matter_heads": ["cruelty_dowry"],
    "gist_for_register": "ससुरालीजन द्वारा मांग",
    "route": "dir_protection_officer",
}


def room_of(kit: Kit) -> Room:
    """A room without an office."""
    return Room(
        kit,
        lambda: Around(NOON.date(), "SAS", frozenset(choice.code for choice in PEOPLE)),
        lambda: "2026-10-06T06:30:00Z",
        PEOPLE,
    )


def open_list(window: MainWindow, desk: Desk) -> MattersPage:
    """Open the list of matters as a place of the window."""
    window.add_place("matters", "place.matters", Icon.CASES, lambda: MattersPage(window.kit, desk))
    window.open_place("matters")
    window.kit.runner.drain()
    page = window.page
    assert isinstance(page, MattersPage)
    return page


@contextmanager
def opened(window: MainWindow, page: IntakePage) -> Iterator[IntakePage]:
    """Open an entry on top of the window; leave nothing unsaved behind."""
    window.open_page(page)
    window.kit.runner.drain()
    yield page
    if isValid(page):
        page.keep()
    window.kit.runner.drain()
