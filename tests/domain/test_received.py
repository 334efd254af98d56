"""What a district takes: all that the program can write of each form, and nothing that makes its check stumble."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station_desk.desk.heard import nothing_heard
from station_desk.desk.law import case_form
from station_desk.desk.ports import intake_form
from station_desk.domain.answers import Answers
from station_desk.domain.case import CASE_FORMS, CaseAct, kind_of, parts_of
from station_desk.domain.fields import Field, FieldKind, Form, Level
from station_desk.domain.log import Header, Part, read_part
from station_desk.domain.received import Heard, NotToldError, ToldMatter
from station_desk.domain.records import State, build_parts
from station_desk.domain.sensitivity import Confidentiality, Word

MATTER, RECORD, TOKEN = "a" * 32, "b" * 32, "MSK/SAS/2026/0001"
AT: Final = "2026-10-06T06:30:00Z"
FORMS: Final = (intake_form(), *(case_form(id) for id in CASE_FORMS))
# Of every kind of field the longest or largest answer that a page keeps.
LARGEST: Final = 10_000_000


def fullest(fields: Sequence[Field]) -> dict[str, Any]:
    """Return an answer to every field, the last choice, the largest number, every row."""
    return {field.id: _answer(field) for field in fields if field.level is not Level.SEALED}


def _answer(field: Field) -> Any:
    codes = [choice.code for choice in field.choices]
    match field.kind:
        case FieldKind.TEXT | FieldKind.LONG:
            return "क" * (field.max or 40)
        case FieldKind.NUMBER:
            return min(field.max or 999_999, LARGEST)
        case FieldKind.DATE:
            return "2026-10-06"
        case FieldKind.MOMENT:
            return AT
        case FieldKind.ONE:
            return codes[-1]
        case FieldKind.MANY:
            return codes
        case FieldKind.PHONE:
            return "7000001003"
        case FieldKind.PERSON:
            return "c" * 32
        case FieldKind.TOKEN:
            return TOKEN
        case FieldKind.MATRIX:
            return {row.code: codes[-1] for row in field.rows}
        case FieldKind.GROUP:
            return fullest(field.fields)
        case FieldKind.REPEAT:
            return [fullest(field.fields)] * 3
        case FieldKind.AUTO:
            return "12"


def part_of(form: Form) -> dict[str, Any]:
    """Return the part for the district of a record in which everything was answered."""
    answers = Answers(fullest(form.fields))
    if form.id == intake_form().id:
        said = {"counselling": Word("yes", "herself")}
        return read_part(build_parts(form, answers, State.OPEN, TOKEN, "", said)[Part.DISTRICT])
    return read_part(parts_of(form, answers, TOKEN, "restricted", "")[Part.DISTRICT])


def header_of(form: Form) -> Header:
    """Return the header of its first revision."""
    intake = form.id == intake_form().id
    return Header(
        seq=7,
        office="SAS",
        epoch=1,
        kind="intake.opened" if intake else kind_of(form.id, CaseAct.RECORDED),
        record=RECORD,
        revision=1,
        at=AT,
        person="c" * 32,
        commitments={},
        about={} if intake else {"matter": MATTER},
    )


def listener(form: Form) -> Heard:
    """Return a district that knows the matter of a case record, and nothing when it is an intake that comes."""
    heard = nothing_heard()
    if form.id != intake_form().id:
        heard.matters[MATTER] = ToldMatter(TOKEN, State.FINAL, Confidentiality.OPEN, "", "2026-10", "", 2, 3)
    return heard


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_a_district_takes_all_that_a_form_can_tell(form: Form) -> None:
    """Every field answered as far as it goes: no honest bundle may be refused, for none could follow it."""
    heard = listener(form)
    heard.take(7, header_of(form), part_of(form))
    assert RECORD in {*heard.matters, *heard.records}


JUNK: Final = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.text(max_size=5),
    st.sampled_from(["yes", AT, "\ud800", "a" * 32, "२०२६", TOKEN, "\0"]),
    st.lists(st.one_of(st.integers(), st.text(max_size=2), st.just({"a": None})), max_size=2),
    st.dictionaries(st.text(max_size=3), st.one_of(st.integers(), st.text(max_size=2)), max_size=2),
)


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        yield from _places(one, (*path, key))


PARTS: Final = {form.id: part_of(form) for form in FORMS}
PLACES: Final = {id: list(_places(part)) for id, part in PARTS.items()}


@given(st.data())
def test_no_garbled_part_is_a_bug(data: st.DataObject) -> None:
    """Whatever stands in its place is taken or refused with a reason, and a refusal leaves nothing behind."""
    form = data.draw(st.sampled_from(FORMS))
    part = copy.deepcopy(PARTS[form.id])
    path = data.draw(st.sampled_from(PLACES[form.id]))
    held: Any = part
    for key in path[:-1]:
        held = held[key]
    if data.draw(st.booleans()):
        held[path[-1]] = data.draw(JUNK)
    elif isinstance(held, dict):
        held[data.draw(st.text(max_size=4))] = held.pop(path[-1])
    heard = listener(form)
    before = dict(heard.matters)
    try:
        heard.take(7, header_of(form), part)
    except NotToldError as error:
        assert str(error)
        assert (heard.matters, heard.records) == (before, {})


@given(about=st.dictionaries(st.sampled_from(["matter", "closure", "visit", "clock", "raw", "x"]), JUNK, max_size=3))
@pytest.mark.parametrize("kind", ["referral.recorded", "matter.closed", "matter.reopened"])
def test_no_garbled_header_is_a_bug(kind: str, about: dict[str, Any]) -> None:
    """The same for what stands beside the parts; words and whole numbers are all that a header can hold."""
    told = {name: value for name, value in about.items() if type(value) in (str, int)}
    form = case_form("referral")
    turn = kind.startswith("matter.")
    header = Header(7, "SAS", 1, kind, MATTER if turn else RECORD, 0 if turn else 1, AT, "c" * 32, {}, told)
    heard = listener(form)
    try:
        heard.take(7, header, None if turn else part_of(form))
    except NotToldError as error:
        assert str(error)
    else:
        assert kind == "matter.reopened" or told.keys() & {"matter", "closure"}
