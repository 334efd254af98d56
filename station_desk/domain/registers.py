"""The daily register laid out: which answer stands in which column, what a restricted row shows, the totals.

Owns the layout and the redaction of paper; never fetches, never draws. A restricted or sealed row shows token, class of
head, time and action only: no age, village, phone or gist (BNS s.72, POCSO s.33(7), JJ Act s.74).

A signed register is also the cheapest witness of the log: its head stands on every page in words, and as a QR code
where people sign.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, cast

from station_desk.domain.answers import Answers, has_mark
from station_desk.domain.calendar import DAYS_EN, DAYS_HI, day_of, show_date, show_moment, show_time
from station_desk.domain.checkpoint import origin
from station_desk.domain.conditions import Answered
from station_desk.domain.fields import FieldKind, Form, Language
from station_desk.domain.records import State, listed
from station_desk.domain.sensitivity import Confidentiality, is_child
from station_desk.domain.sheets import Align, Column, Qr, Row, Sheet, Total

Words = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """One record as the register reads it: its newest revision, and when it was corrected after it was final.

    Of a `damaged` one nothing but the token is known.
    """

    token: str
    state: State
    confidentiality: Confidentiality
    answers: Answers
    entered_at: str
    corrected_at: str = ""
    damaged: bool = False


@dataclass(frozen=True, slots=True)
class DayBook:
    """Everything a day's register is made of.

    `people` gives name and rank by id; `month` holds the counted answers of the month's live matters until this day.
    `log_root` is hex, `head_words` say its first bits; `unwitnessed` counts the lines after the newest outside witness.
    `broken_today` and `broken_month` count the openings of sealed notes without their holder. `clock_note` is "" where
    the clock could be relied on all day; else "back" or "ahead", where it stood, or "confirmed": a person gave it.
    """

    day: date
    office: str
    epoch: int
    station: str
    district: str
    entries: tuple[Entry, ...]
    month: tuple[Answered, ...]
    previous_token: str
    people: Mapping[str, str]
    log_size: int
    log_root: str
    head_words: tuple[str, ...]
    unwitnessed: int
    broken_today: int
    broken_month: int
    clock_note: str
    printed_by: str
    printed_at: str
    practice: bool


def layout(form: Form, words: Words, book: DayBook, language: Language) -> Sheet:
    """Lay out one day; rows in order of arrival, serials as they were given."""
    page = _Page(form, words, book, language)
    named = {"station": book.station, "district": book.district, "date": show_date(book.day.isoformat())}
    named["weekday"] = (DAYS_HI if language == "hi" else DAYS_EN)[book.day.weekday()]
    return Sheet(
        title_lines=tuple(page.say(line["text"], **named) for line in words["title_line"]),
        language=language,
        head=tuple((page.say(head["label"]), page.head(head["id"])) for head in words["head"]),
        columns=tuple(
            Column(column["number"], page.say(column["label"]), column["width"], Align(column.get("align", "left")))
            for column in words["column"]
        ),
        rows=page.rows(),
        foot=tuple(f"{page.say(foot['label'])}: {page.foot(foot['id'])}" for foot in words["foot"]),
        end_text=page.word("end"),
        page_words=page.word("page"),
        continued_text=page.word("continued"),
        nil_text=page.word("nil"),
        totals_head=(page.say(words["totals_head"]["day"]), page.say(words["totals_head"]["month"])),
        totals=page.totals(),
        notes=page.notes(),
        signatures=tuple(page.say(box["label"]) for box in words["signature"]),
        signature_asks=tuple(page.say(ask["label"]) for ask in words["signature_ask"]),
        remark_box=page.say(words["inspection"]["label"]),
        qr=Qr(f"{origin(book.office, book.epoch)} {book.log_size} {book.log_root}", page.say(words["qr"])),
        practice_text=page.word("practice") if book.practice else None,
        banner=page.word("banner"),
    )


class _Page:
    def __init__(self, form: Form, words: Words, book: DayBook, language: Language) -> None:
        self._form = form
        self._words = words
        self._book = book
        self._language: Language = language
        self._letters = str(self.say(words["code"]["letters"])).split()

    def say(self, wording: Mapping[str, str], **facts: str) -> str:
        text = wording[self._language]
        return text.format(**facts) if facts else text

    def word(self, name: str) -> str:
        return self.say(self._words["words"][name])

    def head(self, id: str) -> str:
        """Return what the program knows of a head box; the others are filled in by hand."""
        tokens = sorted((entry.token for entry in self._book.entries), key=_by_number)
        ends = tokens[:1] if len(tokens) < 2 else [tokens[0], tokens[-1]]
        first_last = " – ".join(token.rsplit("/", 1)[1] for token in ends)
        carried = max([*tokens, self._book.previous_token], key=_by_number)
        return {"previous_token": self._book.previous_token, "serials": first_last, "carried": carried}.get(id, "")

    def foot(self, id: str) -> str:
        book = self._book
        return {
            "log_head": f"{book.log_size} · {' '.join(book.head_words)}",
            "printed_by": book.printed_by,
            "printed_at": show_moment(book.printed_at),
            "copy": "1",
        }[id]

    def rows(self) -> tuple[Row, ...]:
        found, restricted = [], 0
        for serial, entry in enumerate(self._book.entries, 1):
            hidden = entry.confidentiality is not Confidentiality.OPEN and not entry.damaged
            code = self._code(entry, restricted) if hidden else ""
            restricted += hidden
            cells = self._cells(entry, serial, code)
            shown = tuple(cells[column["key"]] for column in self._words["column"])
            found.append(Row(shown, mark=self._mark(entry), struck=entry.state is State.CANCELLED))
        return tuple(found)

    def _code(self, entry: Entry, place: int) -> str:
        kind = {"woman": "woman", "girl": "woman", "man": "man", "boy": "man"}.get(
            str(entry.answers.get("gender", "woman")), "person"
        )
        letters = self._letters
        letter = letters[place % len(letters)] + (str(place // len(letters) + 1) if place >= len(letters) else "")
        return self.say(self._words["code"][kind], letter=letter)

    def _mark(self, entry: Entry) -> str:
        if entry.state is State.CANCELLED:
            return self.word("cancelled")
        marks = []
        if entry.answers.get("entry_mode") == "back_entry_from_paper":
            text = self._words["words"]["back_entry"]
            marks.append(self.say(text, entered_at=show_moment(entry.entered_at)))
        if entry.corrected_at:
            corrected = self._words["words"]["corrected"]
            marks.append(self.say(corrected, date=show_date(day_of(entry.corrected_at).isoformat())))
        if entry.state is State.OPEN:
            marks.append(self.word("not_final"))
        return ", ".join(marks)

    def _cells(self, entry: Entry, serial: int, code: str) -> dict[str, str]:
        answers = entry.answers
        blank = dict.fromkeys((column["key"] for column in self._words["column"]), "")
        times = [show_time(str(answers[id])) for id in ("arrived_at", "left_at") if id in answers]
        cells = {**blank, "serial": str(serial), "token": entry.token, "times": " / ".join(times)}
        if entry.damaged:
            return {**cells, "gist": self.say(self._words["code"]["damaged"])}
        if entry.state is State.CANCELLED:
            return cells
        cells["action"] = self._action(answers)
        if code:
            sealed = entry.confidentiality is Confidentiality.SEALED
            hidden = self.say(self._words["code"]["sealed" if sealed else "hidden"])
            return {**cells, "visitor": code, "matter": self._head_class(answers), "gist": hidden}
        return {
            **cells,
            "action": ", ".join([cells["action"], *self._labels("actions_done", listed(answers.get("actions_done")))]),
            "visitor": self._visitor(answers),
            "age_sex": self._age_sex(answers),
            "address": self._address(answers),
            "matter": ", ".join(self._labels("matter_heads", listed(answers.get("matter_heads")))),
            "gist": self._declared(answers, "gist"),
            "officer": self._book.people.get(_text(answers, "received_by"), ""),
            "numbers": self._declared(answers, "numbers"),
            "remarks": self._declared(answers, "remarks"),
            "next_date": show_date(_text(answers, "next_date")),
            "status": self._status(_text(answers, "day_status")),
        }

    def _status(self, status: str) -> str:
        words = self._words["status"]
        return self.say(words[status if status in words else "pending"])

    def _declared(self, answers: Answered, column: str) -> str:
        """Return the words and phones of the fields that the form declares for a column, in its order."""
        spoken = (FieldKind.TEXT, FieldKind.LONG, FieldKind.PHONE)
        ids = [field.id for field in self._form.fields if field.register == column and field.kind in spoken]
        return ", ".join(filter(None, (_text(answers, id) for id in ids)))

    def _address(self, answers: Answered) -> str:
        """Leave out where she stays and her phone when those she fled from may come to read the register."""
        if has_mark(self._form.fields, answers, "hide_contact"):
            return self.say(self._words["code"]["hidden"])
        return self._declared(answers, "address")

    def _visitor(self, answers: Answered) -> str:
        if "name" in answers:
            return self._declared(answers, "visitor")
        return self.say(self._words["code"]["withheld"])

    def _age_sex(self, answers: Answered) -> str:
        age = answers.get("age_years")
        shown = str(age) if age is not None else "".join(self._labels("age_band", [_text(answers, "age_band")]))
        return " / ".join(filter(None, [shown, *self._labels("gender", [_text(answers, "gender")])]))

    def _action(self, answers: Answered) -> str:
        return ", ".join(self._labels("route", [_text(answers, "route")]))

    def _head_class(self, answers: Answered) -> str:
        woman = str(answers.get("gender", "woman")) in ("woman", "girl")
        kind = "child_class" if is_child(self._form, answers) else "woman_class" if woman else "person_class"
        return self.say(self._words["code"][kind])

    def _labels(self, id: str, codes: Sequence[str]) -> list[str]:
        field = self._form.field(id)
        assert field.kind in (FieldKind.ONE, FieldKind.MANY)
        found = [field.choice(code) for code in codes]
        return [choice.label.in_(self._language) for choice in found if choice]

    def totals(self) -> tuple[Total, ...]:
        entries = [entry for entry in self._book.entries if not entry.damaged]
        live = [entry.answers for entry in entries if entry.state is not State.CANCELLED]
        day = {**_count(live), "sealed_broken": self._book.broken_today}
        month = {**_count(self._book.month), "sealed_broken": self._book.broken_month}
        return tuple(
            Total(self.say(total["label"]), (str(day[total["id"]]), str(month[total["id"]])))
            for total in self._words["total"]
        )

    def notes(self) -> tuple[str, ...]:
        """Say above the signatures what has no witness yet, and whether the day's times can be relied on."""
        book = self._book
        unwitnessed = self.say(self._words["unwitnessed"], count=str(book.unwitnessed))
        return (unwitnessed, *([self.say(self._words["clock"][book.clock_note])] if book.clock_note else []))


def _by_number(token: str) -> tuple[int, ...]:
    """Order tokens by year and serial; "" comes before all."""
    return tuple(int(part) for part in token.split("/")[2:])


_AGAIN: Final = frozenset({"same_matter_again", "same_matter_worse"})
_FIR: Final = frozenset({"fir", "zero_fir"})


def _count(live: Sequence[Answered]) -> dict[str, int]:
    """Count the live matters of a span by their counted answers; a cancelled number counts nowhere."""
    kinds = [_text(answers, "visit_kind") for answers in live]
    routes = [_text(answers, "route") for answers in live]
    again = sum(kind in _AGAIN for kind in kinds)
    information = kinds.count("information_only")
    disposed = sum(_text(answers, "day_status") == "disposed" for answers in live)
    return {
        "visits": len(live),
        "new_matters": len(live) - again - information,
        "same_matter": again,
        "information_only": information,
        "fir": sum(route in _FIR and kind not in _AGAIN for route, kind in zip(routes, kinds, strict=True)),
        "ncr": routes.count("ncr"),
        "disposed": disposed,
        "pending": len(live) - disposed,
    }


def _text(answers: Answered, id: str) -> str:
    return cast(str, answers.get(id, ""))
