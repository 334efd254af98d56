"""The frame: head line, places, the one thing being done, what it needs now, what is safe. Owns moving between pages.

Its title names nobody, ever. Must never know what a page does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

import shiboken6
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QMessageBox, QStackedWidget, QVBoxLayout, QWidget

from station_desk.domain.fields import Wording
from station_desk.ui.apology import apologise
from station_desk.ui.aside import Aside
from station_desk.ui.before_leaving import BeforeLeaving
from station_desk.ui.busy_mark import BusyMark
from station_desk.ui.cover import Cover
from station_desk.ui.foot_line import FootLine, Safety
from station_desk.ui.head_bar import HeadBar
from station_desk.ui.icons import Icon
from station_desk.ui.keys import Keys
from station_desk.ui.kit import Kit
from station_desk.ui.lasting_notes import LastingNotes
from station_desk.ui.page import Page
from station_desk.ui.places import Places
from station_desk.ui.texts import Said
from station_desk.ui.theme import Shade, Space

ASIDE_WIDTH = 270  # at 100 %, and never more than this part of the window:
ASIDE_PART = 0.24
SIZE = (1280, 720)


class MainWindow(QMainWindow):
    """The one window of the office.

    `lock_wanted`            Ctrl+L or the menu: cover now, ask for the password again
    `switch_wanted`          F8 or the head: somebody else sits down
    `shift_over`             the menu: lock, after saying what is still open
    `look_changed(shade, scale)`   somebody chose light or dark, or a letter size; remember it for the person
    `place_opened(key)`      another place is open now
    """

    lock_wanted = Signal()
    switch_wanted = Signal()
    shift_over = Signal()
    look_changed = Signal(str, int)
    place_opened = Signal(str)

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.kit = kit
        self._factories: dict[str, Callable[[], Page]] = {}
        self._pages: dict[str, Page] = {}
        self._above: list[Page] = []
        self._place: str | None = None
        self._alone: Page | None = None
        self._apology: QMessageBox | None = None
        self._may_close: Callable[[], bool] = lambda: True
        self.head = HeadBar(kit)
        self.places = Places(kit)
        self.aside = Aside(kit)
        self.foot = FootLine(kit)
        self.lasting = LastingNotes(kit)
        self.cover = Cover(kit, self)
        self.keys = Keys(self, kit)
        self.before = BeforeLeaving(self, kit)
        self._stack = QStackedWidget()
        self.setCentralWidget(self._laid_out())
        self._bind_keys()
        self.places.opened.connect(self._choose_place)
        self.head.cover_wanted.connect(self.cover.toggle)
        self.head.lock_wanted.connect(self.lock_wanted)
        self.head.switch_wanted.connect(self.switch_wanted)
        self.head.shift_over.connect(self.shift_over)
        self.cover.lock_wanted.connect(self.lock_wanted)
        self.head.look_wanted.connect(self.set_look)
        kit.runner.broke.connect(self.apologise)
        kit.words.changed.connect(self._settle_locale)
        kit.theme.changed.connect(self._measure)
        self._settle_locale()
        self.set_head(None, None, None)
        self.resize(*SIZE)

    # What the composition root says

    def add_place(self, key: str, name: Said, icon: Icon, factory: Callable[[], Page]) -> None:
        """Add a place to the left column; its page is made when it is first opened. Alt and its number open it."""
        self._factories[key] = factory
        self.places.add(key, name, icon)
        number = len(self.places.keys)
        self.keys.add(f"Alt+{number}", name, lambda: self.open_place(key))

    def forget_places(self) -> None:
        """Take the places and their keys away, so that those of other rights can be added; made pages stay."""
        self._factories.clear()
        self.places.forget()
        self.keys.forget_after(self._own_keys)

    def settle_places(self) -> None:
        """Throw away pages whose place is gone, once what they hold is kept; the first place opens for the open one.

        Where it cannot be kept they stay until they are left, or until this is called again.
        """
        gone = [page for key, page in self._pages.items() if key not in self._factories]
        if not gone:
            self._mark_place()
        elif not self.before.busy and self.before.asking is None:
            open_one_went = self._place not in self._factories
            away = [*reversed(self._above), *gone] if open_one_went else gone
            then = partial(self.open_place, self.places.keys[0]) if open_one_went else self._mark_place
            self.before.leave(away, partial(self._left, away, then), "leave.not_left", "leave.leave_anyway")

    def set_head(
        self, office: Wording | None, person: Wording | None, today: date | None, *, practice: bool = False
    ) -> None:
        """Set office ("थाना सासनी · मिशन शक्ति केन्द्र"), person ("म0आ0 ऊषा") and day; `practice` marks a practice."""
        self.head.say(office, person, today, practice=practice)
        self.kit.words.tie_plain(self.setWindowTitle, "frame.title_practice" if practice else "frame.title")

    def set_foot(self, safety: Safety | None) -> None:
        """Set what the bottom line says is safe."""
        self.foot.say(safety)

    def set_aside(self, widget: QWidget | None) -> None:
        """Show a widget in the right column, None hides it. A page does this for itself by `Page.set_aside`."""
        self.aside.show_for(widget)

    def set_look(self, shade: Shade, scale: int) -> None:
        """Change light or dark and the letter size, at once and everywhere."""
        self.kit.theme.apply(shade, scale)
        self.look_changed.emit(shade, scale)

    def set_close_guard(self, may_close: Callable[[], bool]) -> None:
        """Ask this before the window closes; it says no while something is being written."""
        self._may_close = may_close

    # Moving

    def open_place(self, key: str, then: Callable[[], object] = lambda: None) -> None:
        """Open a place and call `then`, once what is typed above it is kept; a page that will not be left stays."""
        place = self._pages.get(self._place) if self._place else None
        self._leave([*reversed(self._above)], place, partial(self._open_place, key, then))

    def open_page(self, page: Page) -> None:
        """Lay a page on top of the place; Esc or `back_wanted` takes it away again."""
        self._adopt(page)
        self._above.append(page)
        self.kit.notices.settle()
        self._show(page)

    def show_alone(self, page: Page) -> None:
        """Show a page without places, search and foot: setting up, signing in. All other pages are thrown away."""
        self.forget_pages()
        self._adopt(page)
        self._alone = page
        self._show(page)

    def forget_pages(self) -> None:
        """Throw away every page and what is sought at the head, without asking: the person has signed out."""
        self.head.forget()
        self.aside.show_for(None)
        for page in self.pages:
            self._discard(page)
        self._above.clear()
        self._pages.clear()
        self._place = self._alone = None
        self.kit.notices.dismiss()

    def back(self) -> None:
        """Take one step back: put a notice away, then a step within the page, then the page on top."""
        if self.kit.notices.showing:
            self.kit.notices.dismiss()
            return
        page = self.page
        if page is None or not page.go_back():
            self.leave_page()

    def leave_page(self) -> None:
        """Take the page on top away, as it asks itself by `back_wanted`, unless it may not be left."""
        if self._above and self._place is not None and self._place not in self._factories:
            self.settle_places()
        elif self._above:
            self._leave(self._above[-1:], None, self._show_top)

    def replace_page(self, page: Page) -> None:
        """Lay a page in the place of the one on top, once what that one holds is kept."""
        self._leave(self._above[-1:], None, partial(self.open_page, page))

    @property
    def page(self) -> Page | None:
        """The page that is open now."""
        if self._above:
            return self._above[-1]
        return self._alone or (self._pages.get(self._place) if self._place else None)

    @property
    def pages(self) -> list[Page]:
        """Every page that is kept, open or not; the one on top last."""
        return [*self._pages.values(), *([self._alone] if self._alone else []), *self._above]

    @property
    def place(self) -> str | None:
        """The key of the open place."""
        return self._place

    def apologise(self, note: str) -> None:
        """Say that the program made a mistake; one apology at a time is enough."""
        if self._apology is None or not shiboken6.isValid(self._apology):
            self._apology = apologise(self, self.kit, note)

    def next_column(self, step: int = 1) -> None:
        """Move the keyboard to the next column: places, page, what it needs now, search."""
        columns: list[tuple[QWidget, Callable[[], object]]] = []
        if self.places.isVisible():
            columns.append((self.places, self.places.setFocus))
        if self.page is not None:
            columns.append((self.page, self.page.focus_first))
        if self.aside.isVisible():
            columns.append((self.aside, self.aside.focus_first))
        if self.head.search.isVisible():
            columns.append((self.head, self._focus_search))
        focused = self.focusWidget()
        here = next(
            (at for at, (column, _) in enumerate(columns) if column is focused or column.isAncestorOf(focused)), -1
        )
        if columns:
            columns[(here + step) % len(columns)][1]()

    # What Qt asks

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the right column a part of the window."""
        super().resizeEvent(event)
        self._measure()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close unless the guard says no."""
        if self._may_close():
            event.accept()
        else:
            event.ignore()

    # Within

    def _laid_out(self) -> QWidget:
        middle = QVBoxLayout()
        middle.setContentsMargins(Space.BODY, Space.BODY, Space.BODY, Space.SMALL)
        middle.setSpacing(Space.SMALL)
        middle.addWidget(self.lasting)
        middle.addWidget(self.kit.notices)
        middle.addWidget(BusyMark(self.kit))
        middle.addWidget(self._stack, 1)
        columns = QHBoxLayout()
        columns.setSpacing(0)
        left = QVBoxLayout()
        left.setContentsMargins(Space.HAIR, Space.HAIR, 0, Space.HAIR)  # room for the focus ring
        left.addWidget(self.places)
        columns.addLayout(left)
        columns.addLayout(middle, 1)
        columns.addWidget(self.aside)
        whole = QWidget()
        rows = QVBoxLayout(whole)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.head)
        rows.addLayout(columns, 1)
        rows.addWidget(self.foot)
        return whole

    def _bind_keys(self) -> None:
        self.keys.add("F1", "keys.keys", lambda: self.keys.show())
        self.keys.add("F6", "keys.next_column", self.next_column)
        self.keys.add("Shift+F6", "keys.previous_column", lambda: self.next_column(-1))
        self.keys.tell("F9", "keys.cover")
        self.keys.add("Esc", "keys.back", self.back)
        self.keys.add("Ctrl+K", "keys.search", self._focus_search)
        self.keys.add("Ctrl+L", "keys.lock", self.lock_wanted.emit)
        self.keys.add("F8", "keys.switch", self.switch_wanted.emit)
        self._own_keys = len(self.keys.lines)

    def _focus_search(self) -> None:
        if self.head.search.isVisible():
            self.head.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.head.search.selectAll()

    def _choose_place(self, key: str) -> None:
        if key != self._place or self._above:
            self.open_place(key, self.places.setFocus)

    def _adopt(self, page: Page) -> None:
        self._stack.addWidget(page)
        page.back_wanted.connect(self.leave_page)
        page.page_wanted.connect(self.open_page)
        page.replace_wanted.connect(self.replace_page)
        page.place_wanted.connect(self.open_place)
        page.aside_changed.connect(self._settle_aside)

    def _discard(self, page: Page) -> None:
        self._stack.removeWidget(page)
        page.deleteLater()

    def _leave(self, pages: Sequence[Page], under: Page | None, then: Callable[[], object]) -> None:
        """Take pages away from the top, as long as each may be left, and what they hold is kept; only then go on.

        `under` stays where it is, but is asked too.
        """
        if self.before.busy:
            self._mark_place()
            return
        staying = next((page for page in (*pages, *([under] if under else [])) if not page.may_leave()), None)
        away = pages if staying is None or staying is under else pages[: pages.index(staying)]
        after = then if staying is None else self._show_top
        self._mark_place()
        self.before.leave(away, partial(self._left, away, after), "leave.not_left", "leave.leave_anyway")

    def _left(self, pages: Sequence[Page], then: Callable[[], object]) -> None:
        """Forget pages that are left, show what comes after them, and let them say that all is kept."""
        self._above = [page for page in self._above if page not in pages]
        self._pages = {key: page for key, page in self._pages.items() if page not in pages}
        if self._place not in self._pages:
            self._place = None
        then()
        for page in pages:
            page.left()
            self._discard(page)

    def _open_place(self, key: str, then: Callable[[], object]) -> None:
        if self._alone is not None:
            self._discard(self._alone)
            self._alone = None
        if key not in self._pages:
            page = self._factories[key]()
            self._adopt(page)
            self._pages[key] = page
        self._place = key
        self.kit.notices.settle()
        self._show(self._pages[key])
        self.place_opened.emit(key)
        then()

    def _show_top(self) -> None:
        if self.page is not None and self._stack.currentWidget() is not self.page:
            self._show(self.page)

    def _show(self, page: Page) -> None:
        alone = page is self._alone
        self.head.show_alone(alone)
        self.places.setVisible(not alone)
        self.foot.setVisible(not alone)
        self._stack.setCurrentWidget(page)
        self._mark_place()
        self._settle_aside()
        page.focus_first()

    def _mark_place(self) -> None:
        if self._place in self._factories:
            self.places.show_open(self._place)

    def _settle_aside(self) -> None:
        page = self.page
        self.aside.show_for(page.aside if page is not None else None)

    def _settle_locale(self) -> None:
        self.setLocale(self.kit.words.locale)

    def _measure(self) -> None:
        self.aside.setFixedWidth(min(self.kit.theme.pixels(ASIDE_WIDTH), round(self.width() * ASIDE_PART)))
