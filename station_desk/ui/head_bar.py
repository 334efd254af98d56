"""The top line: whose office, search, the day, who is signed in, cover, language. Acts only through signals."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QMenu, QToolButton

from station_desk.domain.fields import Wording
from station_desk.ui.icons import Icon
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel, ShortLabel
from station_desk.ui.texts import day
from station_desk.ui.theme import SCALES, Space

SEARCH = 160  # the least width at 100 % in which something can be sought


class HeadBar(QFrame):
    """Everything that stays the same whatever page is open. Where it is narrow, words give way to drawings."""

    cover_wanted = Signal()
    lock_wanted = Signal()
    switch_wanted = Signal()
    shift_over = Signal()
    look_wanted = Signal(str, int)

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._office: Wording | None = None
        self._person: Wording | None = None
        self.searches = True  # False for an office that has nothing to search
        words, icons = kit.words, kit.icons
        self.setObjectName("head")
        self.practice = PlainLabel()
        self.practice.setObjectName("practice")
        self.practice.setWordWrap(False)
        self.practice.setVisible(False)
        words.tie(self.practice, "frame.practice")
        self.office = ShortLabel("strong")
        self.search = QLineEdit()
        self.search.setMaxLength(200)
        self._lens = self.search.addAction(
            icons.icon(Icon.SEARCH, "soft_ink"), QLineEdit.ActionPosition.LeadingPosition
        )
        icons.put(self._lens, Icon.SEARCH, "soft_ink")
        words.tie_plain(self._lens, "frame.search_name")
        words.tie(self.search.setPlaceholderText, "frame.search")
        words.tie_plain(self.search.setAccessibleName, "frame.search_name")
        self.day = PlainLabel(type_="soft")
        self.day.setWordWrap(False)
        self.person = QToolButton()
        self.person.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.person.setObjectName("person")
        self.person.setProperty("bare", True)
        self.person.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._sizes = {scale: QAction(self, checkable=True) for scale in SCALES}
        self._dark = QAction(self, checkable=True)
        self.person.setMenu(self._menu())
        kit.theme.changed.connect(self._tick_look)
        self._tick_look()
        self.switch = _button(kit, Icon.SWITCH, "frame.switch")
        self.switch.clicked.connect(self.switch_wanted)
        self.cover = _button(kit, Icon.COVER, "frame.cover")
        self.cover.clicked.connect(self.cover_wanted)
        self.language = _button(kit, Icon.LANGUAGE, "frame.other_language")
        words.tie_plain(self.language.setAccessibleName, "frame.switch_language")
        words.tie_plain(self.language.setToolTip, "frame.switch_language")
        self.language.clicked.connect(words.switch)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.BODY, Space.TIGHT, Space.BODY, Space.TIGHT)
        row.setSpacing(Space.SMALL)
        self._gives_way: tuple[QToolButton, ...] = (self.language, self.switch, self.cover)  # in this order
        row.addWidget(self.practice)
        row.addWidget(self.office)
        row.addWidget(self.search, 1)
        row.addStretch(0)  # what the search cannot take
        for widget in (self.day, self.person, self.switch, self.cover, self.language):
            row.addWidget(widget)
        words.follow(self._retell)
        kit.theme.changed.connect(self._fit)

    def say(self, office: Wording | None, person: Wording | None, today: date | None, *, practice: bool) -> None:
        """Set what stands in the line; None leaves a place empty."""
        self._office, self._person = office, person
        self.say_day(today)
        self.practice.setVisible(practice)
        self._retell()

    def say_day(self, today: date | None) -> None:
        """Set the day: another one has begun, or somebody said which it is."""
        self.day.setText(day(today) if today else "")
        self._fit()

    def show_alone(self, alone: bool) -> None:
        """Hide what belongs to a signed-in person: search, name, changing places."""
        self.search.setVisible(self.searches and not alone)
        self.person.setVisible(not alone)
        self.switch.setVisible(not alone)
        self._fit()

    def forget(self) -> None:
        """Forget what was sought, also what Ctrl+Z would bring back."""
        self.search.setText("")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Find out again which words there is room for."""
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Let the window be as narrow as the drawings alone."""
        hint = super().minimumSizeHint()
        return QSize(hint.width() - sum(_spared(one) for one in self._gives_way if _is_wide(one)), hint.height())

    def _fit(self) -> None:
        """Show as many words as there is room for, after the whole name of the office and a line to search in."""
        row, search = self.layout(), self._kit.theme.pixels(SEARCH)
        assert row is not None
        self.search.setMaximumWidth(2 * search)
        items = [item for place in range(row.count()) if (item := row.itemAt(place)) and not item.isEmpty()]
        margins = row.contentsMargins()
        wanted = margins.left() + margins.right() + row.spacing() * len(items)
        wanted += sum(search if item.widget() is self.search else item.sizeHint().width() for item in items)
        buttons = [one for one in self._gives_way if not one.isHidden()]
        wanted += sum(_spared(one) for one in buttons if not _is_wide(one))
        for button in buttons:
            narrow = wanted > self.width()
            wanted -= _spared(button) if narrow else 0
            button.setToolButtonStyle(_NARROW if narrow else _WIDE)

    def _retell(self) -> None:
        words = self._kit.words
        self.office.say(words.say(self._office) if self._office else "")
        name = words.say(self._person) if self._person else ""
        self.person.setText(name.replace("&", "&&"))
        self.person.setAccessibleName(words.say("frame.person_menu", person=name))
        self.person.setToolTip(words.say("frame.person_menu", person=name))
        self._fit()

    def _menu(self) -> QMenu:
        words, icons, theme = self._kit.words, self._kit.icons, self._kit.theme
        menu = QMenu(self)
        for said, icon, wanted in (
            ("frame.lock", Icon.LOCK, self.lock_wanted),
            ("frame.switch", Icon.SWITCH, self.switch_wanted),
            ("frame.shift_over", Icon.DONE, self.shift_over),
        ):
            action = QAction(menu)
            words.tie(action, said)
            icons.put(action, icon)
            action.triggered.connect(wanted)
            menu.addAction(action)
        menu.addSeparator()
        sizes = QActionGroup(menu)
        for scale, said in zip(SCALES, ("frame.size_100", "frame.size_125", "frame.size_150"), strict=True):
            size = self._sizes[scale]
            words.tie(size, said)
            size.triggered.connect(lambda _=False, scale=scale: self.look_wanted.emit(theme.shade, scale))
            sizes.addAction(size)
            menu.addAction(size)
        menu.addSeparator()
        words.tie(self._dark, "frame.dark")
        self._dark.triggered.connect(lambda on: self.look_wanted.emit("dark" if on else "light", theme.scale))
        menu.addAction(self._dark)
        return menu

    def _tick_look(self) -> None:
        """Tick what holds now, whoever chose it."""
        theme = self._kit.theme
        self._sizes[theme.scale].setChecked(True)
        self._dark.setChecked(theme.shade == "dark")


_WIDE, _NARROW = Qt.ToolButtonStyle.ToolButtonTextBesideIcon, Qt.ToolButtonStyle.ToolButtonIconOnly


def _is_wide(button: QToolButton) -> bool:
    return button.toolButtonStyle() is _WIDE and not button.isHidden()


def _spared(button: QToolButton) -> int:
    return button.fontMetrics().horizontalAdvance(button.text())


def _button(kit: Kit, icon: Icon, said: str) -> QToolButton:
    button = QToolButton()
    button.setToolButtonStyle(_WIDE)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    kit.words.tie(button, said)
    kit.words.tie_plain(button.setToolTip, said)
    kit.words.tie_plain(button.setAccessibleName, said)
    kit.icons.put(button, icon)
    return button
