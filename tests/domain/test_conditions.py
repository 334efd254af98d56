"""The one expression language."""

import pytest

from station_desk.domain.conditions import ConditionError, parse

ANSWERS = {"a": "x", "n": 17, "many": ["p", "q"], "group": {"child": "yes"}, "empty": []}


@pytest.mark.parametrize(
    ("source", "truth"),
    [
        ('a == "x"', True),
        ('a != "x"', False),
        ('missing != "x"', False),
        ('a in ["y", "x"]', True),
        ('many has "q"', True),
        ('many has_any ["z", "p"]', True),
        ("n < 18", True),
        ('n < 18 and not a == "x"', False),
        ('(a == "y" or n >= 17) and group.child == "yes"', True),
        ("empty is answered", False),
        ("group.child is answered", True),
        ("a < 5", False),
    ],
)
def test_a_condition_holds_as_written(source: str, truth: bool) -> None:
    """Comparisons, and, or, not, brackets; what was not asked decides nothing."""
    assert parse(source).holds(ANSWERS) is truth


@pytest.mark.parametrize(
    "source", ["", "a", "a ==", 'a == "x" b', "a is red", '(a == "x"', 'a in "x"', "1 == 1", "a.b()"]
)
def test_anything_else_is_refused_when_declared(source: str) -> None:
    """The language cannot call, compute or run anything."""
    with pytest.raises(ConditionError):
        parse(source)
