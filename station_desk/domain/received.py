"""What a station may tell its district, checked on arrival. Owns the rules for a signed part of an enrolled station.

A signature proves who wrote a part, not that the program wrote it: an office's own key could sign anything. So each
part is held against the declared form (only fields that leave, each in its coarsened shape) and against the life of its
record (one token and one matter for ever, one act after another). What does not fit is refused whole, never trimmed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, cast

from station_desk.domain.calendar import parse_moment
from station_desk.domain.case import (
    CASE_KINDS,
    CLOSURE,
    CONSENT,
    MATTER,
    MATTER_CLOSED,
    MATTER_REOPENED,
    CaseAct,
    read_kind,
    told_consent,
)
from station_desk.domain.clock_guard import has_only_marks
from station_desk.domain.coarse import RECORD, TOKEN, fits
from station_desk.domain.fields import Form
from station_desk.domain.log import Header
from station_desk.domain.records import ACTS, Act, State, state_after
from station_desk.domain.sensitivity import CONSENT_MATRIX, NAME_ROW, Confidentiality, is_child
from station_desk.errors import DeskError

# Small acts on a matter that leave whole, without any part: the district must know what is pending and what disposed.
TURNS: Final = (MATTER_CLOSED, MATTER_REOPENED)
_CLOSURE, _VISIT = "closure", "visit"  # in the header of a turn: the closure decided on, the visit that reopened
_REVISION = "revision"  # and which revision of the closure was approved


class NotToldError(ValueError):
    """The part is not what a station's program would have told."""


@dataclass(frozen=True, slots=True)
class ToldMatter:
    """A matter as the district may keep it: its newest revision that came, in line `seq`.

    `name` is "" unless her consent let it come and no consent record has stopped it since; `closed_at` "" while open.
    """

    token: str
    state: State
    confidentiality: Confidentiality
    head: str
    arrived_month: str
    name: str
    revision: int
    seq: int
    closed_at: str = ""

    def __repr__(self) -> str:
        return f"<ToldMatter {self.token}>"


@dataclass(frozen=True, slots=True)
class ToldRecord:
    """A case record as the district counts it: of which matter and form, and its newest revision that came."""

    matter: str
    form: str
    revision: int
    seq: int


class Heard:
    """What a district has heard of one station, line after line: its matters and what followed in them, by record."""

    def __init__(
        self,
        forms: Mapping[str, Form],
        intake: str,
        matters: Mapping[str, ToldMatter] | None = None,
        records: Mapping[str, ToldRecord] | None = None,
    ) -> None:
        """Begin with what came before. `forms` are the declared forms by id, `intake` the id of the intake's."""
        self._forms = forms
        self._intake = forms[intake]
        self.matters = dict(matters or {})
        self.records = dict(records or {})
        self._tokens = {matter.token: record for record, matter in self.matters.items()}

    def take(self, seq: int, header: Header, part: object) -> None:
        """Check a line that came whole and take note of it; `part` is what its district part says, None without one.

        Raises NotToldError, and nothing is noted.
        """
        if header.kind in ACTS:
            self._take_intake(seq, header, part)
        elif header.kind in CASE_KINDS:
            self._take_record(seq, header, part)
        elif header.kind in TURNS:
            self._take_turn(header, part)
        else:
            raise NotToldError("kind")

    def _take_intake(self, seq: int, header: Header, part: object) -> None:
        if header.record in self.records:
            raise NotToldError("record")
        before = self.matters.get(header.record)
        told = _keys(part, self._intake, {"state"})
        token, state = str(told["token"]), _life(header, told, before)
        if self._tokens.get(token, header.record) != header.record:
            raise NotToldError("token")
        answers = _answers(self._intake, told, but="name")
        if "name" in answers:
            _check_name(self._intake, answers)
        heads = cast(list[str], answers.get("matter_heads", []))
        self.matters[header.record] = ToldMatter(
            token=token,
            state=state,
            confidentiality=_class(told),
            head=heads[0] if heads else "",
            arrived_month=str(answers.get("arrived_at", header.at))[:7],
            name=str(answers.get("name", "")),
            revision=header.revision,
            seq=seq,
            closed_at=before.closed_at if before else "",
        )
        self._tokens[token] = header.record

    def _take_record(self, seq: int, header: Header, part: object) -> None:
        id, act = read_kind(header.kind)
        matter = self._matter(header.about.get(MATTER))
        record, before = str(header.about[MATTER]), self.records.get(header.record)
        if not RECORD.fullmatch(header.record) or header.record in self.matters:
            raise NotToldError("record")
        if not _is_marked(header, {MATTER}):
            raise NotToldError("about")
        if before and (before.matter, before.form) != (record, id):
            raise NotToldError("matter")
        if header.revision <= (before.revision if before else 0):
            raise NotToldError("order")
        if (act is CaseAct.RECORDED) != (header.revision == 1):  # earlier revisions may have stayed at the station
            raise NotToldError("act")
        told = _keys(part, self._forms[id])
        if told["token"] != matter.token:
            raise NotToldError("token")
        _class(told)
        answers = _answers(self._forms[id], told)
        self.records[header.record] = ToldRecord(record, id, header.revision, seq)
        if id == CONSENT and told_consent(answers).get(NAME_ROW, "yes") != "yes":
            self.matters[record] = replace(matter, name="")

    def _take_turn(self, header: Header, part: object) -> None:
        """Note that a matter was closed, or goes on; the line that sends a closure back changes nothing here."""
        matter = self._matter(header.record)
        closes, closure = header.kind == MATTER_CLOSED, header.about.get(_CLOSURE)
        known = self.records.get(str(closure))
        if part is not None or header.revision:
            raise NotToldError("part" if part is not None else "order")
        marks = {_CLOSURE, _REVISION} if closes else {_CLOSURE, _VISIT}
        if not _is_marked(header, marks) or (closes and closure is None):
            raise NotToldError("about")
        if not isinstance(header.about.get(_REVISION, 1), int):
            raise NotToldError("about")
        if any(not RECORD.fullmatch(str(header.about[id])) for id in (_CLOSURE, _VISIT) if id in header.about):
            raise NotToldError("about")
        if known and (known.matter, known.form) != (header.record, CLOSURE):
            raise NotToldError("closure")
        self.matters[header.record] = replace(matter, closed_at=header.at if closes else "")

    def _matter(self, record: object) -> ToldMatter:
        matter = self.matters.get(str(record))
        if matter is None:
            raise NotToldError("matter")
        return matter


def _is_marked(header: Header, known: set[str]) -> bool:
    """Tell whether a header says nothing but these and what the clock made it say."""
    return has_only_marks({name: value for name, value in header.about.items() if name not in known})


def _keys(part: object, form: Form, more: set[str] | None = None) -> Mapping[str, object]:
    """Return a part that has the keys of its kind and is of this form."""
    keys = {"answers", "class", "form", "token", "version"} | (more or set())
    if not isinstance(part, dict) or part.keys() != keys:
        raise NotToldError("keys")
    if (part["form"], part["version"]) != (form.id, form.version) or not isinstance(part["answers"], dict):
        raise NotToldError("form")
    return part


def _answers(form: Form, part: Mapping[str, object], but: str = "") -> Mapping[str, object]:
    """Return the answers of a part, each in the shape in which its field leaves; `but` is judged by another rule."""
    fields = {field.id: field for field in form.fields}
    answers = cast(Mapping[str, object], part["answers"])
    for id, value in answers.items():
        if id != but and (id not in fields or not fits(fields[id], value)):
            raise NotToldError(f"answer {id}" if id in fields else "answer")
    return answers


def _class(part: Mapping[str, object]) -> Confidentiality:
    try:
        return Confidentiality(str(part["class"]))
    except ValueError:
        raise NotToldError("class") from None


def _life(header: Header, part: Mapping[str, object], before: ToldMatter | None) -> State:
    """Check record, token and the order of acts; return the state the act leads to."""
    token = TOKEN.fullmatch(str(part["token"]))
    if not RECORD.fullmatch(header.record) or token is None or token[1] != header.office:
        raise NotToldError("token")
    if not has_only_marks(header.about):
        raise NotToldError("about")
    if header.revision <= (before.revision if before else 0) or (before and before.token != part["token"]):
        raise NotToldError("order")
    try:
        parse_moment(header.at)
        state = _after(before, header.revision, Act(header.kind))
    except (ValueError, DeskError) as error:  # a time or an act that does not exist, an act that may not follow
        raise NotToldError("act") from error
    if state.value != part["state"]:
        raise NotToldError("state")
    return state


def _after(before: ToldMatter | None, revision: int, act: Act) -> State:
    """Return the state an act leads to. Revisions in between may have stayed at the station (FORMAT 7.2)."""
    follows_at_once = revision == (before.revision + 1 if before else 1)
    if follows_at_once or (before and before.state is not State.OPEN):
        return state_after(before.state if before else None, act)
    # What was withheld may have finished the record, but never begun it again.
    return state_after(State.FINAL if act is Act.AMENDED else State.OPEN, act)


def _check_name(form: Form, answers: Mapping[str, object]) -> None:
    """A name comes only with the consent row that lets it and never of a child."""
    matrix, name = answers.get(CONSENT_MATRIX), answers["name"]
    consented = isinstance(matrix, Mapping) and matrix.get(NAME_ROW) == "yes"
    child = is_child(form, answers) or answers.get("age_years") in ("under_12", "12_15", "16_17")
    if not consented or child or not isinstance(name, str) or not 0 < len(name) <= (form.field("name").max or 0):
        raise NotToldError("name")


def read_person(header: Header, part: object) -> None:
    """Check the part that introduces a colleague. Raises NotToldError."""
    if not isinstance(part, dict) or not {"name", "person", "rank"} <= part.keys() <= {"key", "name", "person", "rank"}:
        raise NotToldError("person")
    if part["person"] != header.record or not RECORD.fullmatch(header.record) or not has_only_marks(header.about):
        raise NotToldError("person")
    if not all(isinstance(value, str) and len(value) <= 200 and value.isprintable() for value in part.values()):
        raise NotToldError("person")
