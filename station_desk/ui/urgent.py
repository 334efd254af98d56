"""What the answers of an entry call for at once, in the right column: each act with its source, done or not; the least
risk with why. Owns showing it and writing a tick into the answer that shows the act as done; never judges law or risk.

Which risk it is the officer decides; here stands only below what step the ticked signs would be contradicted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from station_desk.desk import law
from station_desk.desk.sources import Standing, law_lines
from station_desk.domain.answers import is_blank
from station_desk.domain.fields import FieldKind, Wording
from station_desk.domain.risk import RISK, Action, DoneBy, actions_now, least_risk, least_rows, open_signs, review_due
from station_desk.ui.form_model import FormModel
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel
from station_desk.ui.law_words import marked
from station_desk.ui.texts import Fact, Said
from station_desk.ui.theme import Space, Type
from station_desk.ui.throw_away import throw_away
from station_desk.ui.wrapped import Check, Link

REVIEW = "review_due"
DONE = ("actions_done", "self_harm_action")


class Urgent(QWidget):
    """The acts that cannot wait, made anew when the answers call for others; `left` of them are not done yet.

    `wanted(id)`    somebody wants to go to the question that shows an act as done
    `written(id)`   an answer was written here that its own question may show
    """

    wanted = Signal(str)
    written = Signal(str)

    def __init__(self, kit: Kit, model: FormModel, may_go: Callable[[str], bool]) -> None:
        """`may_go` tells whether the question of a field can be gone to just now."""
        super().__init__()
        self._kit = kit
        self._model = model
        self._may_go = may_go
        self._shown: object = None
        self._unverified = frozenset(line.id for line in law_lines() if not line.sourced)
        self.left = 0
        self.acts: dict[str, Check | Link | PlainLabel] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, Space.SMALL)
        self._column.setSpacing(Space.HAIR)

    def verify(self, standing: Standing) -> None:
        """Take the mark from what a nodal officer has looked up."""
        self._unverified = standing.open
        self.follow()

    def follow(self) -> None:
        """Show what is called for now; the keyboard stays on the act it was on."""
        form, answers, rules = self._model.form, self._model.cleaned.answers, law.risk_rules()
        acts = actions_now(rules, form, answers)
        least = least_risk(rules, form, answers)
        because = [row.line for row in least_rows(rules, form, answers)]
        chosen = str(self._model.value(RISK) or "")
        state = (tuple((act, self._way(act)) for act in acts), least, tuple(because), chosen, self._unverified)
        if state == self._shown:
            return
        self._shown = state
        at = next((code for code, widget in self.acts.items() if widget.hasFocus()), None)
        self._clear()
        self.left = sum(1 for act in acts if act.done is False)
        if self.left:
            self._say("urgent.left", "problem", count=self.left)
        elif acts:
            self._say("urgent.all_done", "soft")
        else:
            self._say("urgent.nothing", "soft")
        if because and least is not None:
            self._show_least(least, chosen)
        called: set[str] = set()
        for act in acts:
            self._show_act(act)
            if not act.done:
                self._show_numbers([code for code in act.helplines if code not in called])
                called.update(act.helplines)
        for line in because:
            self._say(self._marked(line.words, f"least/{line.code}"), "small")
        if at in self.acts:
            self.acts[at].show()  # a layout shows what was just added only a moment later
            self.acts[at].setFocus()

    @property
    def demanded(self) -> list[str]:
        """The questions that a starred sign asks to be answered now: what was done, and when it is looked at again."""
        if not open_signs(self._model.form, self._model.cleaned.answers):
            return []
        done = any(not is_blank(self._model.value(id)) for id in DONE)
        return ([] if done else [DONE[0]]) + ([REVIEW] if is_blank(self._model.value(REVIEW)) else [])

    @property
    def offered(self) -> Sequence[str]:
        """The steps of the risk list that do not contradict what was ticked."""
        form = self._model.form
        steps = [choice.code for choice in form.field(RISK).choices]
        least = least_risk(law.risk_rules(), form, self._model.cleaned.answers)
        return steps[steps.index(least) :] if least else steps

    def _show_act(self, act: Action) -> None:
        open_ = Wording(f"○ {act.line.words.hi}", f"○ {act.line.words.en}")
        way = self._way(act)
        widget: Check | Link | PlainLabel
        if act.done or isinstance(way, DoneBy):
            widget = Check()
            narrow = widget.sizePolicy()
            narrow.setHorizontalPolicy(QSizePolicy.Policy.Preferred)  # the column is narrower than a text in one line
            widget.setSizePolicy(narrow)
            widget.setChecked(bool(act.done))
            self._kit.words.tie(widget.say, act.line.words)
            widget.clicked.connect(lambda ticked, act=act: self._tick(act, ticked))
        elif way:
            widget = Link()
            self._kit.words.tie(widget.say, open_)
            widget.clicked.connect(partial(self._go, way))
        else:
            widget = PlainLabel()
            self._kit.words.tie(widget, open_)
        self._column.addWidget(widget)
        self.acts[act.line.code] = widget
        if not act.done:
            self._say(self._marked(act.line.source, f"action/{act.line.code}"), "small")

    def _show_numbers(self, codes: Sequence[str]) -> None:
        known = {one.line.code: one for one in law.helplines()}
        for one in (known[code] for code in codes):
            numbers, name = ", ".join(one.numbers), one.line.words
            said = Wording(f"{numbers} – {name.hi}", f"{numbers} – {name.en}")
            self._say(self._marked(said, f"helpline/{one.line.code}"), "strong")

    def _marked(self, said: Wording, line: str) -> Wording:
        """Return a text with the mark of a line of the law that nobody has looked up."""
        return marked(self._kit, said, unverified=line in self._unverified)

    def _show_least(self, least: str, chosen: str) -> None:
        steps = list(self._model.form.field(RISK).choices)
        names = {choice.code: choice.label for choice in steps}
        codes = list(names)
        texts, label = self._kit.words.texts, names[least]
        both = (texts.say("urgent.least", "hi", risk=label.hi), texts.say("urgent.least", "en", risk=label.en))
        self._say(Wording(*both), "strong")
        if chosen in names and codes.index(chosen) < codes.index(least):
            self._say("urgent.too_low", "problem")

    def _say(self, said: Said, type_: Type, **facts: Fact) -> None:
        label = PlainLabel(type_=type_)
        self._kit.words.tie(label, said, **facts)
        self._column.addWidget(label)

    def _way(self, act: Action) -> DoneBy | str:
        """Return the answer a tick writes, where only one code can be meant; else a question to go to, or ""."""
        for by in act.done_by:
            if len(by.codes) == 1 and self._is_free(by):
                return by
        paths = [by.field for by in act.done_by if self._model.is_asked(_top(by.field))]
        return next((path for path in paths if self._may_go(_top(path))), "")

    def _is_free(self, by: DoneBy) -> bool:
        """Tell whether a code can be written without putting another answer out."""
        if "." in by.field or not self._model.is_asked(by.field):
            return False
        kind = self._model.form.field(by.field).kind
        blank = is_blank(self._model.value(by.field))
        return kind is FieldKind.MANY or (kind is FieldKind.ONE and blank)

    def _tick(self, act: Action, ticked: bool) -> None:
        way = self._way(act)
        if ticked and isinstance(way, DoneBy):
            self._write(way)
        elif not ticked:
            self._take_back(act)
        self._shown = None  # a tick that changed nothing goes back too
        self.follow()

    def _write(self, by: DoneBy) -> None:
        field, value = self._model.form.field(by.field), self._model.value(by.field)
        if field.kind is FieldKind.ONE:
            new: object = by.codes[0]
        else:
            given = value if isinstance(value, (list, tuple)) else []
            nothing = {choice.code for choice in field.choices if "none" in choice.marks}
            new = [*(code for code in given if code not in nothing), by.codes[0]]
        self._put(by.field, new)

    def _take_back(self, act: Action) -> None:
        """Take the codes out again that show it done; what shows it otherwise is a question to go to."""
        for by in act.done_by:
            value = self._model.value(by.field) if "." not in by.field else None
            if isinstance(value, (list, tuple)) and by.codes:
                kept = [code for code in value if code not in by.codes]
                if len(kept) < len(value):
                    self._put(by.field, kept or None)
            elif isinstance(value, str) and value in by.codes:
                self._put(by.field, None)
            elif not is_blank(value) and self._may_go(by.field):
                self.wanted.emit(by.field)

    def _put(self, id: str, value: object) -> None:
        self._model.set(id, value, self._model.reasons(id), settled=True)
        self.written.emit(id)

    def _go(self, path: str, _: bool = False) -> None:
        self.wanted.emit(path)

    def _clear(self) -> None:
        self.acts.clear()
        while self._column.count():
            item = self._column.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                throw_away(widget)


class ReviewDay:
    """Proposes when a risk is looked at again, from the step that was decided; what somebody wrote there stays."""

    def __init__(self, model: FormModel, now: Callable[[], str], written: Callable[[str], object]) -> None:
        self._model, self._now, self._written = model, now, written
        self._proposed: object = None
        model.changed.connect(self._heed)

    def _heed(self, id: str) -> None:
        if id != RISK or not (is_blank(self._model.value(REVIEW)) or self._model.value(REVIEW) == self._proposed):
            return
        risk = self._model.value(RISK)
        known = self._model.form.field(RISK).choice(str(risk)) is not None
        self._proposed = review_due(self._model.form, str(risk), self._now()) if known else None
        self._model.set(REVIEW, self._proposed, {}, settled=True)
        self._written(REVIEW)


def _top(path: str) -> str:
    return path.partition(".")[0]
