"""Both sides together: why they cannot be seated, with the section of each reason, and what may be done instead.

Owns showing the gate and leading on. It opens by nothing but a change of what shut it; nobody's rank does.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from station_desk.desk import case_acts, case_reading
from station_desk.desk.case_reading import GateFile
from station_desk.desk.casework import CASES, Kept
from station_desk.desk.law import case_form, gate_rules
from station_desk.desk.ports import Desk
from station_desk.desk.recording import MATTERS
from station_desk.desk.sources import SOURCES
from station_desk.domain.answers import Answers
from station_desk.domain.case import PLAN, PROMISE, REFERRAL, SESSION
from station_desk.domain.case_rules import JOINT
from station_desk.domain.gates import DANGER_OPEN
from station_desk.errors import DeskError
from station_desk.ui.buttons import VerbButton
from station_desk.ui.case_words import sign_word, source_words
from station_desk.ui.dialogs.reason import ReasonDialog
from station_desk.ui.icons import Icon
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel
from station_desk.ui.page import Card, Page
from station_desk.ui.pages.case_entry import CaseEntryPage
from station_desk.ui.pages.intake import IntakePage
from station_desk.ui.theme import Space
from station_desk.ui.throw_away import throw_away
from station_desk.ui.wrapped import Link

ENTRY: Final = "intake"
# Where each alternative of `gates.toml` is written down.
WRITTEN_AS: Final[Mapping[str, str]] = {
    "support_only": SESSION,
    "tell_fir_choice": ENTRY,
    "fir_first": ENTRY,
    "ask_danger": SESSION,
    "tell_sho": PROMISE,
    "safety_plan": PLAN,
    "shelter_escort": REFERRAL,
    "trusted_person": SESSION,
    "cwc_told": ENTRY,
    "lawyer_free": REFERRAL,
}
# At which question of the entry each of them is written.
_ASKED_AT: Final[Mapping[str, str]] = {
    "tell_fir_choice": "rights_told",
    "fir_first": "route",
    "cwc_told": "child_steps",
}


def joint_session(kit: Kit, desk: Desk, matter: str) -> CaseEntryPage:
    """Return the page of a session that is joint already: the gate was asked for it and is open."""
    page = CaseEntryPage(kit, desk, SESSION, matter)
    page.begin_with({"kind": next(one.code for one in case_form(SESSION).field("kind").choices if JOINT in one.marks)})
    return page


class JointGatePage(Page):
    """A sentence that the asking was counted, a card for each reason, then the alternatives as lines that lead on."""

    topics: ClassVar[frozenset[str]] = frozenset({CASES, MATTERS, SOURCES})

    def __init__(self, kit: Kit, desk: Desk, matter: str) -> None:
        super().__init__(kit, "joint.title")
        self._desk, self._matter = desk, matter
        self._file: GateFile | None = None
        self._parts: list[QWidget] = []
        self.explains: dict[str, Link] = {}
        self.instead: dict[str, Link] = {}
        self.write = VerbButton(kit.words, "joint.write", self._open_joint, voice="loud")
        self.back = VerbButton(kit.words, "office.back", self.back_wanted.emit, icons=kit.icons, icon=Icon.BACK)
        self.verbs.addWidget(self.write)
        self.verbs.addWidget(self.back)
        self.write.setVisible(False)
        self.column.addStretch(1)
        if self.scroll_area is not None:
            self.scroll_area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # a page to read is scrolled by the arrow keys
        kit.words.changed.connect(self._retell)

    def refresh(self) -> None:
        """Look at the gate again; this asking is not counted."""
        self.kit.runner.run(
            case_reading.read_gate, self._desk, self._matter, reads=True, done=self._show, failed=self._missing
        )

    def focus_first(self) -> None:
        """Put the keyboard on the first alternative, else on the text."""
        first = next(iter(self.instead.values()), None)
        if not self.write.isHidden():
            self.write.setFocus()
        elif first is not None:
            first.setFocus()
        elif self.scroll_area is not None:
            self.scroll_area.setFocus()

    def _missing(self, _: DeskError) -> bool:
        self.back_wanted.emit()
        return False

    def _show(self, file: GateFile) -> None:
        here = self.has_keyboard or QApplication.focusWidget() is None
        self._file = file
        self._retell()
        if here:
            self.focus_first()

    def _retell(self) -> None:
        for part in self._parts:
            self.column.removeWidget(part)
            throw_away(part)
        self._parts.clear()
        self.explains.clear()
        self.instead.clear()
        file = self._file
        if file is None:
            return
        words, gate = self.kit.words, file.gate
        self.set_title("joint.title_open" if gate.open else "joint.title")
        self.write.setVisible(gate.open)
        if gate.open:
            self._add(PlainLabel(words.say("casefile.joint_open")))
            return
        if file.refused:
            self._add(PlainLabel(words.say("joint.counted", count=file.refused), "soft"))
        reasons = {reason.line.code: reason for reason in gate_rules().reasons}
        for code in gate.reasons:
            self._add(self._reason_card(code, lasting=reasons[code].lasting))
        card = Card()
        card.column.setSpacing(0)
        card.column.addWidget(PlainLabel(words.say("joint.instead"), "section"))
        for code in gate.alternatives:
            line = gate_rules().alternatives[code]
            link = Link()
            link.say(line.words.in_(words.language))
            source = self._source("instead", code)
            link.setAccessibleDescription(source)
            link.clicked.connect(lambda _=False, code=code: self._open(code))
            card.column.addWidget(link)
            below = PlainLabel(source, "small")
            below.setContentsMargins(Space.TIGHT, 0, 0, Space.HAIR)  # in line with the words of the button
            card.column.addWidget(below)
            self.instead[code] = link
        self._add(card)

    def _reason_card(self, code: str, *, lasting: bool) -> Card:
        words, file, card = self.kit.words, self._file, Card()
        assert file is not None
        line = next(reason.line for reason in gate_rules().reasons if reason.line.code == code)
        card.column.setSpacing(0)
        card.column.addWidget(PlainLabel(line.words.in_(words.language), "strong"))
        card.column.addWidget(PlainLabel(self._source("gate", code), "small"))
        if lasting:
            card.column.addWidget(PlainLabel(words.say("joint.lasting"), "soft"))
        for sign in file.signs if code == DANGER_OPEN else ():
            link = Link()
            link.say(words.say("joint.explain", sign=sign_word(sign).in_(words.language)))
            link.clicked.connect(lambda _=False, sign=sign: self._ask_explain(sign))
            card.column.addWidget(link)
            self.explains[sign] = link
        return card

    def _source(self, group: str, code: str) -> str:
        assert self._file is not None
        rules = gate_rules()
        lines = {"gate": [reason.line for reason in rules.reasons], "instead": list(rules.alternatives.values())}
        line = next(line for line in lines[group] if line.code == code)
        return source_words(self.kit, line.source, verified=f"{group}/{code}" not in self._file.to_verify)

    def _add(self, part: QWidget) -> None:
        self.column.insertWidget(len(self._parts), part)
        self._parts.append(part)

    def _open(self, code: str) -> None:
        """Lay the page on which an alternative is written in the place of this one."""
        if WRITTEN_AS[code] == ENTRY:
            at = _ASKED_AT[code]
            self.replace_wanted.emit(IntakePage(self.kit, self._desk, record=self._matter, at=at))
        else:
            self.replace_wanted.emit(CaseEntryPage(self.kit, self._desk, WRITTEN_AS[code], self._matter))

    def _open_joint(self) -> None:
        self.replace_wanted.emit(joint_session(self.kit, self._desk, self._matter))

    def _ask_explain(self, sign: str) -> None:
        word = sign_word(sign).in_(self.kit.words.language)
        self.dialog = ReasonDialog(self, self.kit, "joint.explain_ask", "joint.explain_verb", Answers({}), sign=word)
        self.dialog.given.connect(lambda reason: self._explain(sign, reason))
        self.dialog.open()

    def _explain(self, sign: str, reason: str) -> None:
        self.kit.runner.run(
            case_acts.explain_sign,
            self._desk,
            self._matter,
            sign,
            reason,
            done=self._explained,
            failed=self.dialog.refuse,
            busy=self.dialog,
        )

    def _explained(self, _: Kept) -> None:
        self.dialog.accept()
        self.kit.notices.done("joint.explained")
