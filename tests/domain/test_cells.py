"""Answers in words: one entry for each kind, the office's way of writing, both languages."""

from station_desk.desk.ports import intake_form
from station_desk.domain.cells import CELL, in_words, tell
from station_desk.domain.fields import FieldKind

PEOPLE = {"p1": "म0आ0 ऊषा"}
FORM = intake_form()


def test_every_kind_of_field_has_its_words() -> None:
    """The cell registry is complete and holds nothing else."""
    assert set(CELL) == set(FieldKind)


def test_codes_become_labels_and_dates_turn_round() -> None:
    """What is kept as a code or in ISO is never read out as such."""
    assert in_words(FORM.field("channel"), "walk_in", "hi", PEOPLE) == "सीधे केन्द्र पर"
    assert in_words(FORM.field("arrived_at"), "2026-10-06T06:30:00Z", "en", PEOPLE) == "06-10-2026 12:00"
    assert in_words(FORM.field("from_date"), "2026-09", "hi", PEOPLE) == "09-2026"
    assert in_words(FORM.field("needs_now"), ["doctor", "lawyer"], "hi", PEOPLE) == "डॉक्टर / दवा, वकील"
    assert in_words(FORM.field("received_by"), "p1", "en", PEOPLE) == "म0आ0 ऊषा"


def test_what_has_no_label_any_more_stays_readable() -> None:
    """A code of an older form and a person who has left are shown as they were kept."""
    assert in_words(FORM.field("channel"), "pigeon", "hi", PEOPLE) == "pigeon"
    assert in_words(FORM.field("received_by"), "p9", "hi", PEOPLE) == "p9"


def test_groups_rows_and_matrices_are_told_line_by_line() -> None:
    """A heading without words comes first, its parts one step deeper; what was not answered is not told."""
    answers = {
        "consent_matrix": {"counselling": "yes"},
        "respondents": [{"relation": "husband"}, {"relation": "neighbour", "name": "राम"}],
        "safe_person": {"name": "गीता", "she_agrees": "yes"},
    }
    told = [(line.path, line.words, line.depth) for line in tell(FORM.fields, answers, "hi", PEOPLE)]
    assert told == [
        ("safe_person", "", 0),
        ("safe_person.name", "गीता", 1),
        ("safe_person.she_agrees", "हाँ", 1),
        ("consent_matrix", "", 0),
        ("consent_matrix.counselling", "हाँ", 1),
        ("respondents.0", "", 0),
        ("respondents.0.relation", "पति", 1),
        ("respondents.1", "", 0),
        ("respondents.1.relation", "पड़ोसी", 1),
        ("respondents.1.name", "राम", 1),
    ]
    assert "गीता" not in repr(list(tell(FORM.fields, answers, "hi", PEOPLE)))


def test_one_line_is_enough_for_any_answer() -> None:
    """A list of changes has one line for a group, a table or several rows."""
    children = FORM.field("children")
    rows = [{"name": "मुन्नी", "age": 4}, {"name": "छोटू"}]
    assert in_words(children, rows, "hi", PEOPLE) == "(1) नाम: मुन्नी; आयु: 4  (2) नाम: छोटू"
    matrix = FORM.field("consent_matrix")
    assert (
        in_words(matrix, {"osc": "no", "counselling": "yes"}, "en", PEOPLE) == "Counselling: Yes; One Stop Centre: No"
    )
