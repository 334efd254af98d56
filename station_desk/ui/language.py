"""The language of the screen. Owns the switch between Hindi and English, live; never holds a text itself.

Switching also installs or removes Hindi for Qt's own words (`qtbase_hi.qm`): standard buttons and menus change too.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from PySide6.QtCore import QCoreApplication, QLocale, QObject, QTranslator, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QLabel

from station_desk.domain.fields import Language, Wording
from station_desk.errors import Problem
from station_desk.ui.texts import Fact, Said, Texts, plain
from station_desk.ui.ties import Ties

QT_WORDS: Final = "i18n/qtbase_hi.qm"
LOCALES: Final[dict[Language, QLocale]] = {
    "hi": QLocale(QLocale.Language.Hindi, QLocale.Country.India),
    "en": QLocale(QLocale.Language.English, QLocale.Country.India),
}

Bearer = QLabel | QAbstractButton | QAction | Callable[[str], object]


class Words(QObject):
    """What is said on the screen, in the chosen language, now and after each switch."""

    changed = Signal()

    def __init__(self, texts: Texts, read: Callable[[str], bytes], language: Language = "hi") -> None:
        """Start in one language; a QApplication must exist."""
        super().__init__()
        self.texts = texts
        self.language: Language = language
        self._ties = Ties()
        self._qt_words = read(QT_WORDS)  # Qt reads from these bytes as long as the translator lives
        self._translator = QTranslator(self)
        if not self._translator.load(self._qt_words):
            raise ValueError(f"{QT_WORDS} is not a compiled translation")
        self._settle()

    @property
    def locale(self) -> QLocale:
        """The locale of the chosen language, for calendars and spin boxes."""
        return LOCALES[self.language]

    def say(self, said: Said, **facts: Fact) -> str:
        """Return a text in the chosen language, once."""
        return self.texts.say(said, self.language, **facts)

    def plain(self, said: Said, **facts: Fact) -> str:
        """Return a text without its mnemonic, as a screen reader should hear it."""
        return plain(self.say(said, **facts))

    def both(self, said: Said, **facts: Wording | Fact) -> Wording:
        """Return a text in both languages, whose facts have two languages themselves."""
        hindi = {name: fact.hi if isinstance(fact, Wording) else fact for name, fact in facts.items()}
        english = {name: fact.en if isinstance(fact, Wording) else fact for name, fact in facts.items()}
        return Wording(self.texts.say(said, "hi", **hindi), self.texts.say(said, "en", **english))

    def when(self, kept: str, now: datetime) -> str:
        """Say a kept moment as seen from now."""
        return self.texts.when(kept, now, self.language)

    def tie(self, bearer: Bearer, said: Said, **facts: Fact) -> None:
        """Put a text on a label, button or action, or hand it to a bound method, now and after each switch."""
        self._ties.put(_setter(bearer), lambda: self.say(said, **facts))

    def tie_plain(self, bearer: Bearer, said: Said, **facts: Fact) -> None:
        """Tie a text without its mnemonic: for accessible names and window titles."""
        self._ties.put(_setter(bearer), lambda: self.plain(said, **facts))

    def tie_problem(self, bearer: Bearer, problem: Problem, **named: Said) -> None:
        """Tie what is wrong with an answer; `named` gives labels for the field ids among its facts."""
        self._ties.put(_setter(bearer), lambda: self._problem(problem, named))

    def cut(self, bearer: Bearer) -> None:
        """Forget the text of a bearer, which then keeps what it shows."""
        self._ties.cut(_setter(bearer))

    def follow(self, retell: Callable[[], None]) -> None:
        """Call a bound method of a QObject now and after each switch, for texts made of several parts."""
        self.changed.connect(retell)
        retell()

    def switch(self) -> None:
        """Go to the other language."""
        self.choose("en" if self.language == "hi" else "hi")

    def choose(self, language: Language) -> None:
        """Go to a language; nothing happens when it is the present one."""
        if language != self.language:
            self.language = language
            self._settle()
            self._ties.again()
            self.changed.emit()

    def _settle(self) -> None:
        QLocale.setDefault(self.locale)
        if self.language == "hi":
            QCoreApplication.installTranslator(self._translator)
        else:
            QCoreApplication.removeTranslator(self._translator)

    def _problem(self, problem: Problem, named: dict[str, Said]) -> str:
        labels = {name: self.plain(said) for name, said in named.items()}
        return self.texts.problem(problem, self.language, **labels)


def _setter(bearer: Bearer) -> Callable[[str], object]:
    return bearer.setText if isinstance(bearer, QLabel | QAbstractButton | QAction) else bearer
