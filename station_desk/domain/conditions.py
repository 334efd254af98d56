"""The only expression language: when a field is asked. Owns parsing and truth; never runs code.

    condition := conjunction ("or" conjunction)*        conjunction := term ("and" term)*
    term      := "not" term | "(" condition ")" | path comparison
    comparison:= ("==" | "!=" | "<" | "<=" | ">" | ">=") value
               | "in" list | "has" value | "has_any" list | "is answered"

A missing answer makes every comparison false, `!=` included: what was not asked decides nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

_TOKEN = re.compile(r'\s*(?:"([^"]*)"|(-?\d+)|(==|!=|<=|>=|<|>|\(|\)|\[|\]|,)|([a-z_][a-z0-9_]*(?:\.[a-z0-9_]+)*))')
_COMPARE: Final[Mapping[str, Callable[[object, object], bool]]] = {
    "==": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
    "<": lambda left, right: isinstance(left, int) and isinstance(right, int) and left < right,
    "<=": lambda left, right: isinstance(left, int) and isinstance(right, int) and left <= right,
    ">": lambda left, right: isinstance(left, int) and isinstance(right, int) and left > right,
    ">=": lambda left, right: isinstance(left, int) and isinstance(right, int) and left >= right,
}

Answered = Mapping[str, object]


class ConditionError(ValueError):
    """The declared condition does not follow the grammar."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A parsed condition; `paths` are the fields it looks at."""

    source: str
    paths: frozenset[str]
    holds: Callable[[Answered], bool]


def look_up(answers: Answered, path: str) -> object:
    """Return the answer at a dotted path through groups and matrices, or None."""
    value: object = answers
    for step in path.split("."):
        if not isinstance(value, Mapping):
            return None
        value = value.get(step)
    return value


def parse(source: str) -> Condition:
    """Parse a condition. Raises ConditionError with the place of the fault."""
    reader = _Reader(source)
    holds = reader.either()
    reader.expect_end()
    return Condition(source=source, paths=frozenset(reader.paths), holds=holds)


class _Reader:
    def __init__(self, source: str) -> None:
        self.tokens: list[tuple[str, str | int]] = []
        self.paths: set[str] = set()
        self.at = 0
        place = 0
        text = source.rstrip()
        while place < len(text):
            match = _TOKEN.match(text, place)
            if not match:
                raise ConditionError(f"cannot read {text[place:]!r}")
            quoted, number, sign, word = match.groups()
            if quoted is not None:
                self.tokens.append(("value", quoted))
            elif number is not None:
                self.tokens.append(("value", int(number)))
            elif sign is not None:
                self.tokens.append(("sign", sign))
            else:
                self.tokens.append(("word", word))
            place = match.end()

    def peek(self) -> tuple[str, str | int]:
        return self.tokens[self.at] if self.at < len(self.tokens) else ("end", "")

    def take(self, kind: str) -> str | int:
        found, value = self.peek()
        if found != kind:
            raise ConditionError(f"expected a {kind}, found {value!r}")
        self.at += 1
        return value

    def took(self, kind: str, value: str) -> bool:
        if self.peek() == (kind, value):
            self.at += 1
            return True
        return False

    def expect_end(self) -> None:
        if self.at != len(self.tokens):
            raise ConditionError(f"unexpected {self.peek()[1]!r}")

    def either(self) -> Callable[[Answered], bool]:
        parts = [self.both()]
        while self.took("word", "or"):
            parts.append(self.both())
        return parts[0] if len(parts) == 1 else lambda answers: any(part(answers) for part in parts)

    def both(self) -> Callable[[Answered], bool]:
        parts = [self.term()]
        while self.took("word", "and"):
            parts.append(self.term())
        return parts[0] if len(parts) == 1 else lambda answers: all(part(answers) for part in parts)

    def term(self) -> Callable[[Answered], bool]:
        if self.took("word", "not"):
            inner = self.term()
            return lambda answers: not inner(answers)
        if self.took("sign", "("):
            inner = self.either()
            if not self.took("sign", ")"):
                raise ConditionError("a bracket is not closed")
            return inner
        return self.comparison(str(self.take("word")))

    def comparison(self, path: str) -> Callable[[Answered], bool]:
        self.paths.add(path)
        if self.took("word", "is"):
            if not self.took("word", "answered"):
                raise ConditionError("only 'is answered' is known")
            return lambda answers: look_up(answers, path) not in (None, "", [], {})
        if self.took("word", "in"):
            wanted = self.values()
            return lambda answers: look_up(answers, path) in wanted
        if self.took("word", "has_any"):
            options = self.values()
            return lambda answers: bool(set(_listed(look_up(answers, path))) & set(options))
        if self.took("word", "has"):
            one = self.take("value")
            return lambda answers: one in _listed(look_up(answers, path))
        sign = str(self.take("sign"))
        if sign not in _COMPARE:
            raise ConditionError(f"unknown comparison {sign!r}")
        compare, value = _COMPARE[sign], self.take("value")

        def holds(answers: Answered) -> bool:
            found = look_up(answers, path)
            return found is not None and compare(found, value)

        return holds

    def values(self) -> tuple[str | int, ...]:
        if not self.took("sign", "["):
            raise ConditionError("a list starts with [")
        found = [self.take("value")]
        while self.took("sign", ","):
            found.append(self.take("value"))
        if not self.took("sign", "]"):
            raise ConditionError("a list ends with ]")
        return tuple(found)


def _listed(value: object) -> tuple[object, ...]:
    return tuple(value) if isinstance(value, (list, tuple)) else ()
