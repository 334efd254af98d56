"""What stands on a form just now: answers as typed, what is wrong with them, what is still to ask. Owns no widget.

It judges by the rules of the domain and no others: what saving refuses was said beside the field before.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from station_desk.domain.answers import REASONS, Around, Cleaned, is_asked
from station_desk.domain.fields import Field, Form, Section
from station_desk.domain.judging import judge as judge_intake
from station_desk.errors import Problem, ProblemCode, Weight

PAUSE_MS: Final = 700  # somebody in the midst of a word is not told that it is wrong
UNREAD: Final = "••••••"  # stands for an answer that is there but not for the person writing
SOON_MS: Final = 150  # but what was said to be wrong goes away as soon as it is right
Judge = Callable[[Form, Mapping[str, object], Around], Cleaned]
# What a rule misses is not wrong while somebody has not come to it yet, only once saving was tried.
_MISSED: Final = frozenset({ProblemCode.REQUIRED, ProblemCode.TOO_FEW})
_ORDER: Final = (Weight.REFUSE, Weight.WARN, Weight.NOTICE)


class FormModel(QObject):
    """The answers of one form while they are being given.

    `changed(id)`   an answer is another one
    `judged()`      what is wrong, asked and still to ask may be different now
    """

    changed = Signal(str)
    judged = Signal()

    def __init__(
        self,
        form: Form,
        around: Callable[[], Around],
        raw: Mapping[str, object] | None = None,
        unread: Collection[str] = (),
        judge: Judge = judge_intake,
    ) -> None:
        """`unread` names fields that hold an answer which is not for the person writing: judged as answered."""
        super().__init__()
        self._judge_by = judge
        self.form = form
        self._unread = dict.fromkeys(unread, UNREAD)
        self._fields = {field.id: field for field in form.fields}
        self._around = around
        self._raw: dict[str, object] = {id: value for id, value in (raw or {}).items() if id != REASONS}
        given = (raw or {}).get(REASONS)
        self._reasons = {str(path): str(text) for path, text in given.items()} if isinstance(given, Mapping) else {}
        self._refused: tuple[Problem, ...] = ()
        self._insisting = False
        self._missed: tuple[str, ...] = ()
        self._problems: dict[str, tuple[Problem, ...]] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.judge_now)
        self.cleaned: Cleaned = self._judge()

    @property
    def raw(self) -> dict[str, object]:
        """The answers as typed, with the reasons for later dates, as they are kept and saved."""
        return {**self._raw, **({REASONS: dict(self._reasons)} if self._reasons else {})}

    def value(self, id: str) -> object:
        """Return one answer as typed."""
        return self._raw.get(id)

    def reasons(self, id: str) -> dict[str, str]:
        """Return the reasons given within one field, by rest of path."""
        here = {"": self._reasons[id]} if id in self._reasons else {}
        inside = {path: text for path, text in self._reasons.items() if path.startswith(f"{id}.")}
        return {**here, **{path[len(id) + 1 :]: text for path, text in inside.items()}}

    def set(self, id: str, value: object, reasons: Mapping[str, str], *, settled: bool) -> None:
        """Take an answer as typed; a settled one is judged at once, one being typed after a pause."""
        before = (self._raw.get(id), self.reasons(id))
        if value is None:
            self._raw.pop(id, None)
        else:
            self._raw[id] = value
        for rest in before[1]:
            self._reasons.pop(f"{id}.{rest}".rstrip("."), None)
        for rest, text in reasons.items():
            self._reasons[f"{id}.{rest}".rstrip(".")] = text
        if before == (value, dict(reasons)):
            return
        self._refused = tuple(problem for problem in self._refused if _top(problem.path) != id)
        self.changed.emit(id)
        if settled:
            self.judge_now()
        else:
            self._timer.start(SOON_MS if id in self._problems else PAUSE_MS)

    def settle(self) -> None:
        """Judge what is waiting to be judged: the field was left."""
        if self._timer.isActive():
            self.judge_now()

    def judge_now(self) -> None:
        """Judge everything as saving would."""
        self._timer.stop()
        self.cleaned = self._judge()
        self.judged.emit()

    def refuse(self, problems: Sequence[Problem], *, insist: bool) -> None:
        """Show what saving refused; with `insist` everything that finalising wants is marked from now on."""
        self._insisting = self._insisting or insist
        self._refused = tuple(problem for problem in problems if problem.code is not ProblemCode.REQUIRED)
        self.judge_now()

    def problems(self, id: str) -> dict[str, tuple[Problem, ...]]:
        """Return what is wrong with a field and its parts, by rest of path, the gravest first."""
        found: dict[str, tuple[Problem, ...]] = {}
        for problem in self._problems.get(id, ()):
            rest = problem.path[len(id) + 1 :]
            found[rest] = (*found.get(rest, ()), problem)
        return found

    @property
    def refusals(self) -> tuple[Problem, ...]:
        """Everything that keeps the form from being saved, in the order of the form."""
        everything = (problem for field in self.form.fields for problem in self._problems.get(field.id, ()))
        return tuple(problem for problem in everything if problem.weight is not Weight.NOTICE)

    def is_asked(self, id: str) -> bool:
        """Tell whether a field is asked, seen from the other answers."""
        return is_asked(self._fields[id], self.cleaned.answers)

    def still_to_ask(self, section: Section) -> list[str]:
        """Return what is still to ask in a section; what finalising wants comes first."""
        here = {field.id for field in section.fields}
        missing = _first_of_two(self._fields, self.cleaned.missing)
        return [id for id in dict.fromkeys((*missing, *self._missed, *self.cleaned.to_ask)) if id in here]

    def wants(self, id: str) -> bool:
        """Tell whether finalising waits for this field."""
        return id in self.cleaned.missing or id in self._missed

    def is_wrong(self, section: Section) -> bool:
        """Tell whether something in a section must be put right."""
        problems = (problem for field in section.fields for problem in self._problems.get(field.id, ()))
        return any(problem.weight is not Weight.NOTICE for problem in problems)

    def _judge(self) -> Cleaned:
        cleaned = self._judge_by(self.form, {**self.raw, **self._unread}, self._around())
        missing = (
            [
                Problem(path, ProblemCode.REQUIRED)
                for path in _first_of_two(self._fields, cleaned.missing)
                if not any(_top(problem.path) == path for problem in cleaned.refusals)  # answered, but not rightly
            ]
            if self._insisting
            else []
        )
        self._missed = tuple(_top(problem.path) for problem in cleaned.problems if problem.code in _MISSED)
        told = [problem for problem in cleaned.problems if self._insisting or problem.code not in _MISSED]
        known = {(problem.path, problem.code) for problem in told}
        refused = [problem for problem in self._refused if (problem.path, problem.code) not in known]
        by_field: dict[str, list[Problem]] = {field.id: [] for field in self.form.fields}
        for problem in (*told, *refused, *missing):
            by_field.setdefault(_top(problem.path), []).append(problem)
        self._problems = {
            id: tuple(sorted(found, key=lambda problem: _ORDER.index(problem.weight)))
            for id, found in by_field.items()
            if found
        }
        return cleaned


def _first_of_two(fields: Mapping[str, Field], missing: Sequence[str]) -> list[str]:
    """Leave out what need not be answered when the one before it is."""
    first: list[str] = []
    for id in missing:
        if fields[id].either not in first:
            first.append(id)
    return first


def first_page(form: Form) -> tuple[Section, ...]:
    """Return the sections of the first ten minutes: those with answers of one key."""
    return tuple(section for section in form.sections if section.taps)


def read_sections(sections: Sequence[Section], withheld: Collection[str]) -> tuple[Section, ...]:
    """Return the sections without the questions whose answers are not for the person writing."""
    return tuple(
        replace(section, fields=tuple(field for field in section.fields if field.id not in withheld))
        for section in sections
    )


def _top(path: str) -> str:
    return path.partition(".")[0]
