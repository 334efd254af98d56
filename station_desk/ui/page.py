"""A page of the middle column: a title, a column of widgets, a row of verbs. Owns its shape and when it refreshes.

A page never opens another window place by itself: it asks by a signal and the frame decides.
"""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from station_desk.ui.flow import FlowLayout
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel
from station_desk.ui.texts import Fact, Said
from station_desk.ui.theme import Space

MEASURE = 780  # the width of a column of text and fields at 100 %; longer lines are hard to follow


class Page(QWidget):
    """One thing being done. A page of the office is a subclass that fills `column` and `verbs`.

    `fixed`     between title and column, does not scroll: the steps of a form
    `column`    the page itself, scrolls
    `verbs`   the verbs at the bottom, always seen; `apart` at their right end, for what destroys
    `beside_title`   small things at the right of the title

    `topics`    which changes concern it; `refresh` is called when it is first shown and when one of them has changed
    `scrolls`   False for a page that is one list, which scrolls by itself
    `narrow`    False for a page that wants the whole width
    """

    topics: ClassVar[frozenset[str]] = frozenset()
    scrolls: ClassVar[bool] = True
    narrow: ClassVar[bool] = True

    back_wanted = Signal()
    page_wanted = Signal(object)
    replace_wanted = Signal(object)
    place_wanted = Signal(str)
    aside_changed = Signal()

    def __init__(self, kit: Kit, title: Said, **facts: Fact) -> None:
        super().__init__()
        self.kit = kit
        self.setObjectName("page")
        self._stale = True
        self._aside: QWidget | None = None
        self.title = PlainLabel(type_="page")
        self.beside_title = FlowLayout(at_right=True)
        self.fixed = QVBoxLayout()
        self.column = QVBoxLayout()
        self.column.setSpacing(Space.BODY)
        self.column.setContentsMargins(Space.HAIR, Space.HAIR, Space.HAIR, Space.HAIR)
        self._body = QWidget()
        self._body.setLayout(self.column)
        self.verbs = FlowLayout()
        self.apart = FlowLayout(at_right=True)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(Space.SMALL)
        head = QHBoxLayout()
        head.setContentsMargins(Space.HAIR, 0, Space.HAIR, 0)
        head.addWidget(self.title, 3)
        head.addLayout(self.beside_title, 2)
        whole.addLayout(head)
        self.fixed.setContentsMargins(Space.HAIR, 0, Space.HAIR, 0)
        whole.addLayout(self.fixed)
        self.scroll_area: QScrollArea | None = None
        if self.scrolls:
            self.scroll_area = QScrollArea()
            self.scroll_area.setFrameShape(QFrame.Shape.NoFrame)
            self.scroll_area.setWidgetResizable(True)
            self.scroll_area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.scroll_area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self.scroll_area.setWidget(self._body)
            self._body.setAutoFillBackground(False)  # setWidget turns it on
            whole.addWidget(self.scroll_area, 1)
        else:
            whole.addWidget(self._body, 1)
        bottom = QHBoxLayout()
        bottom.setContentsMargins(Space.HAIR, Space.HAIR, Space.HAIR, Space.HAIR)
        bottom.setSpacing(Space.WIDE)
        bottom.addLayout(self.verbs, 3)
        bottom.addLayout(self.apart, 1)
        whole.addLayout(bottom)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.set_title(title, **facts)
        kit.runner.changed.connect(self._hear)
        kit.theme.changed.connect(self._measure)
        self._measure()

    def set_title(self, title: Said, **facts: Fact) -> None:
        """Change what the page is called, on the screen and for the reader; never the name of the window."""
        self.kit.words.tie(self.title, title, **facts)
        self.kit.words.tie_plain(self.setAccessibleName, title, **facts)
        if self.scroll_area is not None:
            self.kit.words.tie_plain(self.scroll_area.setAccessibleName, title, **facts)

    @property
    def aside(self) -> QWidget | None:
        """What the right column shows while this page is open; None hides it."""
        return self._aside

    def set_aside(self, widget: QWidget | None) -> None:
        """Change what the right column shows for this page."""
        self._aside = widget
        self.aside_changed.emit()

    def refresh(self) -> None:
        """Read again what the page shows. Called on first showing and when a topic has changed; a page overrides it."""

    def mark_stale(self) -> None:
        """Have the page refreshed before it is seen the next time."""
        self._stale = True

    def may_leave(self) -> bool:
        """Say whether the page can be left now; a page that says no must tell why. Drafts are kept, so most say yes."""
        return True

    def left(self) -> None:
        """Say what was kept: the page is gone from the screen, and in the store is what could be saved."""

    def keep(self) -> None:
        """Save what is being typed, now: the office is about to be locked or closed. A page with a draft overrides it.

        It starts the saving on the runner and does not wait; `safe` tells when it has landed.
        """

    @property
    def safe(self) -> bool:
        """Whether nothing would be lost if the page were thrown away now. A page with a draft overrides it."""
        return True

    def go_back(self) -> bool:
        """Take one step back within the page on Esc; return False when there is none."""
        return False

    @property
    def has_keyboard(self) -> bool:
        """Whether the keyboard is somewhere on the page, so that it may be moved there without being taken away."""
        focused = QApplication.focusWidget()
        return focused is not None and (focused is self or self.isAncestorOf(focused))

    def focus_first(self) -> None:
        """Put the keyboard on the first thing that takes it, else on the page's text for scrolling."""
        here: QWidget | None = self.nextInFocusChain()
        while here is not None and here is not self:
            if (
                self.isAncestorOf(here)
                and here.isVisible()
                and here.isEnabled()
                and here.focusPolicy() & Qt.FocusPolicy.TabFocus
            ):
                here.setFocus(Qt.FocusReason.OtherFocusReason)
                return
            here = here.nextInFocusChain()
        if self.scroll_area is not None:
            self.scroll_area.setFocus(Qt.FocusReason.OtherFocusReason)

    def showEvent(self, event: QShowEvent) -> None:
        """Refresh a page that is stale before it is seen."""
        super().showEvent(event)
        self._freshen()

    def _hear(self, topics: frozenset[str]) -> None:
        if self.topics & topics:
            self._stale = True
            if self.isVisible():
                self._freshen()

    def _freshen(self) -> None:
        if self._stale:
            self._stale = False
            self.refresh()

    def _measure(self) -> None:
        if self.narrow:
            self._body.setMaximumWidth(self.kit.theme.pixels(MEASURE))


class Card(QFrame):
    """A sheet of paper that holds a few things together; `column` takes them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(Space.BODY, Space.BODY, Space.BODY, Space.BODY)
        self.column.setSpacing(Space.BODY)
