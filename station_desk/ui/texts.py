"""Every sentence a person reads, in Hindi and English. Owns finding a text and filling in its facts.

Must never import Qt (the command line speaks through it too), open a file (its caller hands it the bytes) or put a key
together out of pieces.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from string import Formatter
from typing import Final, cast

from station_desk.domain.calendar import INDIA, parse_moment, show_date, show_moment
from station_desk.domain.fields import Language, Wording
from station_desk.errors import DeskError, Problem

LANGUAGES: Final[tuple[Language, ...]] = ("hi", "en")
FILES: Final = {
    "i18n/ui.toml": "",
    "i18n/office.toml": "",
    "i18n/intake.toml": "",
    "i18n/trust.toml": "",
    "i18n/notes.toml": "",
    "i18n/door.toml": "",
    "i18n/case.toml": "",
    "i18n/errors.toml": "error.",
    "i18n/findings.toml": "finding.",
}

Fact = str | int
Said = str | Wording  # a key of the files, or a text that was declared elsewhere, as a form's labels are

_UNKNOWN_FACT: Final = "–"
_DAY = re.compile(r"\d{4}-\d\d(?:-\d\d)?")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_MNEMONIC = re.compile(r" ?\(&(.)\)|&(?=\w)")
_FACTS_KEYS: Final = {"hi", "en", "facts"}


class TextsError(ValueError):
    """A text file is wrong: a mistake of ours, found at start and in the tests."""


@dataclass(frozen=True, slots=True)
class Text:
    """One text in both languages and what each of its facts means."""

    wording: Wording
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Texts:
    """All texts by key: `frame.cover`, `error.passphrase-wrong`, `problem.required`."""

    entries: Mapping[str, Text]

    @classmethod
    def load(cls, read: Callable[[str], bytes]) -> Texts:
        """Read the text files. Raises TextsError naming the key that is wrong."""
        entries: dict[str, Text] = {}
        for name, prefix in FILES.items():
            for key, text in _entries(tomllib.loads(read(name).decode()), ""):
                whole = key if key.startswith("problem.") else prefix + key
                if whole in entries:
                    raise TextsError(f"{whole}: stands twice")
                entries[whole] = text
        return cls(entries)

    def say(self, said: Said, language: Language, **facts: Fact) -> str:
        """Return a text with its facts filled in; a missing key or fact is a KeyError, a bug of ours.

        Whole numbers are grouped the Indian way, ISO dates and moments turned round; pass a year or a serial as str.
        """
        if isinstance(said, Wording):
            return said.in_(language)
        return self.entries[said].wording.in_(language).format_map({name: _shown(fact) for name, fact in facts.items()})

    def error(self, error: DeskError, language: Language) -> str:
        """Say a known error. A fact it did not bring becomes a dash: the sentence must come out whatever happened."""
        return self.say(error_key(error), language, **self.facts_for(error_key(error), error.facts))

    def problem(self, problem: Problem, language: Language, **named: str) -> str:
        """Say what is wrong with an answer. `named` puts a field's label where the problem carries only its id."""
        key = problem_key(problem)
        return self.say(key, language, **self.facts_for(key, {**dict(problem.facts), **named}))

    def facts_for(self, key: str, given: Mapping[str, Fact]) -> dict[str, Fact]:
        """Pick the facts a text wants from those given, a dash for each that is missing."""
        return {name: given.get(name, _UNKNOWN_FACT) for name in self.entries[key].facts}

    def when(self, kept: str, now: datetime, language: Language) -> str:
        """Say a kept moment as seen from `now` (aware): "आज 09:00", "कल 17:20", "3 दिन पहले", after a month the date."""
        moment, today = parse_moment(kept).astimezone(INDIA), now.astimezone(INDIA).date()
        days = (today - moment.date()).days
        if days == 0:
            return self.say("when.today", language, time=f"{moment:%H:%M}")
        if days == 1:
            return self.say("when.yesterday", language, time=f"{moment:%H:%M}")
        if 1 < days <= 31:
            return self.say("when.days_ago", language, count=days)
        return show_moment(kept)


def error_key(error: DeskError) -> str:
    """Name the text of a known error."""
    return f"error.{error.code.value}"


def problem_key(problem: Problem) -> str:
    """Name the text of a problem beside a field."""
    return f"problem.{problem.code.value}"


def finding_keys(code: str) -> tuple[str, str]:
    """Name the two texts of a finding: what was found, and what to do."""
    return f"finding.{code}.what", f"finding.{code}.do"


def number(value: int) -> str:
    """Write a whole number in Western digits with Indian grouping: 12,34,567."""
    digits = str(abs(value))
    head, tail = digits[:-3], digits[-3:]
    while head:
        head, tail = head[:-2], f"{head[-2:]},{tail}"
    return f"-{tail}" if value < 0 else tail


def day(value: date) -> str:
    """Write a date as DD-MM-YYYY."""
    return show_date(value.isoformat())


def plain(text: str) -> str:
    """Return a text without its mnemonic: "नाम (&N)" and "&Name" are spoken without the mark."""
    return _MNEMONIC.sub("", text)


def _shown(fact: Fact) -> str:
    if isinstance(fact, int):
        return number(fact)
    if _MOMENT.fullmatch(fact):
        return show_moment(fact)
    return show_date(fact) if _DAY.fullmatch(fact) else fact


def _entries(table: Mapping[str, object], path: str) -> Iterator[tuple[str, Text]]:
    for name, value in table.items():
        key = f"{path}{name}"
        if not isinstance(value, Mapping):
            raise TextsError(f"{key}: neither a table nor a text")
        if "hi" in value or "en" in value:
            yield key, _text(key, value)
        else:
            yield from _entries(value, f"{key}.")


def _text(key: str, raw: Mapping[str, object]) -> Text:
    facts = raw.get("facts", {})
    both = (raw.get("hi"), raw.get("en"))
    if (
        set(raw) - _FACTS_KEYS
        or not isinstance(facts, Mapping)
        or not all(isinstance(one, str) and one for one in both)
    ):
        raise TextsError(f"{key}: wants hi and en, and perhaps facts")
    hindi, english = cast(tuple[str, str], both)
    for wording in (hindi, english):
        if _placeholders(key, wording) != set(facts):
            raise TextsError(f"{key}: its facts are not the ones explained beside it")
    return Text(Wording(hindi, english), {str(name): str(meaning) for name, meaning in facts.items()})


def _placeholders(key: str, text: str) -> set[str]:
    """Collect the facts of a text; only a plain name in braces is one."""
    names = set()
    for _, name, form, conversion in Formatter().parse(text):
        if name is not None:
            if not name.isidentifier() or form or conversion:
                raise TextsError(f"{key}: {{{name}}} is no plain fact")
            names.add(name)
    return names
