"""Letters of a case: the referral, told no more than she allows, and its recall. Owns what stands in them.

A referral letter is refused where her consent is wanted and does not stand. A recall names what had been sent, never
who she is: what the first letter told must not be told twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, Final, cast

from station_desk.desk import papers, sources
from station_desk.desk.cases import answers_with_identity, case_of, history_of
from station_desk.desk.law import case_form, partners
from station_desk.desk.papers import RECALL_LETTER, REFERRAL_LETTER, PaperLine, Place, Printed
from station_desk.desk.ports import Desk, intake_form, toml
from station_desk.desk.sight import gate
from station_desk.domain.answers import Answers
from station_desk.domain.calendar import day_of, show_date, show_moment
from station_desk.domain.case import REFERRAL, Case, CaseRevision, must_be_open
from station_desk.domain.cells import in_words
from station_desk.domain.disclosure import (
    BY_HER_YES,
    CONTACT,
    COURT_ORDER,
    DOCUMENTS,
    GIST,
    MUST_REPORT,
    NAME,
    TOKEN,
    Disclosure,
    disclosure,
    first_name,
    has_duty,
    is_agreed,
    is_recalled,
    rows_of,
    was_sent,
)
from station_desk.domain.fields import Language
from station_desk.domain.gates import CallGate, may_call
from station_desk.domain.roles import Right
from station_desk.domain.sheets import Letter, Tear
from station_desk.errors import DeskError, ErrorCode
from station_desk.host.paths import read_resource
from station_desk.printing import office_letter
from station_desk.printing.ink import Pdf
from station_desk.store import cases as case_rows
from station_desk.store.cases import CaseRow
from station_desk.store.connect import Connection

WHY: Final = "referral"  # what the read log says of a letter that tells who she is
Pair = tuple[str, str]


@cache
def _words() -> Mapping[str, Any]:
    return toml("registers/letters.toml")


@dataclass(frozen=True, slots=True)
class _Referral:
    """A referral with its case, and the lines of its letters that were printed before."""

    case: Case
    revision: CaseRevision
    history: tuple[CaseRevision, ...]
    printed: tuple[PaperLine, ...]
    unsourced: frozenset[str]

    @property
    def agreed(self) -> bool:
        """Whether the partner may be told now."""
        duty = has_duty(partners(), str(self.revision.answers.get("partner", "")))
        return is_agreed(case_form(REFERRAL), self.case, self.revision, self.rows, duty=duty)

    @property
    def rows(self) -> frozenset[str] | None:
        """The consent rows under which its partner may be told."""
        return rows_of(partners(), str(self.revision.answers.get("partner", "")))

    @property
    def went_out(self) -> bool:
        """Whether a letter was printed, or somebody wrote that it was sent."""
        form = case_form(REFERRAL)
        return bool(self.printed) or any(was_sent(form, one.answers) for one in self.history)

    @property
    def taken_back(self) -> bool:
        """Whether it was recalled, or what it stood on stands no more."""
        return is_recalled(case_form(REFERRAL), self.revision.answers) or not self.agreed


def _read(desk: Desk, record: str) -> _Referral:
    """Gather a referral on one snapshot. Raises RECORD_MISSING, RECORD_DAMAGED, MATTER_SEALED."""
    desk.must(Right.MATTERS)
    desk.must_be("station")
    with desk.store.read() as read:
        row = _row(read, record)
    gate(desk, row.matter)
    with desk.store.read() as read:
        history = tuple(history_of(read, row))
        if not history:
            raise DeskError(ErrorCode.RECORD_DAMAGED)
        printed = tuple(line for line in papers.of_matter(read, row.matter) if line.of == record)
        return _Referral(case_of(read, row.matter), history[-1], history, printed, sources.standing(desk).open)


def _row(read: Connection, record: str) -> CaseRow:
    row = case_rows.record(read, record)
    if row is None or row.form != REFERRAL:
        raise DeskError(ErrorCode.RECORD_MISSING)
    return row


def offered(desk: Desk, record: str) -> frozenset[str]:
    """Return which letter of a referral is of use now: the recall of one that went out and is taken back, else its own.

    One that she has not agreed to is named too: asked for, it is refused with what to do.
    Raises RECORD_MISSING, RECORD_DAMAGED, MATTER_SEALED.
    """
    found = _read(desk, record)
    return frozenset({RECALL_LETTER if found.went_out and found.taken_back else REFERRAL_LETTER})


def print_referral(desk: Desk, record: str, language: Language) -> Printed:
    """Print the letter of a referral. Where it tells who she is, that reading is a line of the log too.

    Raises CONSENT_NOT_GIVEN where she has not agreed, or does no more; REFERRAL_RECALLED, NOT_ALLOWED, MATTER_SEALED,
    MATTER_CLOSED.
    """
    found = _read(desk, record)
    must_be_open(found.case, REFERRAL)
    form, revision = case_form(REFERRAL), found.revision
    if is_recalled(form, revision.answers):
        raise DeskError(ErrorCode.REFERRAL_RECALLED)
    if not found.agreed:
        raise DeskError(ErrorCode.CONSENT_NOT_GIVEN)
    told = disclosure(form, intake_form(), found.case, revision, found.rows)
    identity = Answers({})
    if told.who_she_is:
        desk.must(Right.IDENTITY)
        with desk.store.read() as read:
            identity = answers_with_identity(read, revision.matter)
        if not _safe_way(identity, desk.now()).number:
            told = told.without(CONTACT)
    paper = _Paper(desk, found, language)
    lines = paper.referral_lines(told, identity)
    return papers.put_on_paper(
        desk,
        papers.PRINTED,
        {"record": revision.matter, "of": record, "paper": REFERRAL_LETTER},
        partial(paper.referral, lines, told),
        name="referral-letter.pdf",
        about={"shared": " ".join((TOKEN, *told.codes))},
        numbered=True,
        reads=[(revision.matter, WHY)] if told.who_she_is else (),
    )


def print_recall(desk: Desk, record: str, language: Language) -> Printed:
    """Print the letter that takes a sent referral back: after a withdrawal, or once it was written down as recalled.

    Raises REFERRAL_NOT_SENT, CONSENT_STANDS where nothing takes it back, MATTER_SEALED.
    """
    found = _read(desk, record)
    if not found.went_out:
        raise DeskError(ErrorCode.REFERRAL_NOT_SENT)
    if not found.taken_back:
        raise DeskError(ErrorCode.CONSENT_STANDS)
    paper = _Paper(desk, found, language)
    return papers.put_on_paper(
        desk,
        papers.PRINTED,
        {"record": found.revision.matter, "of": record, "paper": RECALL_LETTER},
        paper.recall,
        name="recall-letter.pdf",
        numbered=True,
    )


class _Paper:
    """The words of one letter in one language."""

    def __init__(self, desk: Desk, found: _Referral, language: Language) -> None:
        self._desk = desk
        self._found = found
        self._language: Language = language
        self._form = case_form(REFERRAL)
        self._office = {"station": desk.office.name, "district": desk.office.district}

    def say(self, wording: Mapping[str, str], **facts: str) -> str:
        return wording[self._language].format(**facts) if facts else wording[self._language]

    def answer(self, id: str) -> str:
        """Return an answer of the referral in words, "" where there is none."""
        answers = self._found.revision.answers
        return in_words(self._form.field(id), answers[id], self._language, {}) if id in answers else ""

    # Referral

    def referral(self, lines: Sequence[Pair], told: Disclosure, place: Place) -> Pdf:
        words = _words()["referral"]
        after = [self.say(words["care"])]
        if not told.tells(CONTACT):
            after.append(self.say(words["through_centre"]))
        after.append(self.say(words["reply"]))
        return self._letter(words, lines, after, _words()["referral"]["tear"]["ask"], place)

    def referral_lines(self, told: Disclosure, identity: Answers) -> list[Pair]:
        """Return the boxed lines: what is asked, on which ground, and of her only what may be told."""
        words, value = _words()["referral"]["line"], _words()["referral"]["value"]
        gist = str(self._found.case.intake.get("gist_for_register", ""))
        pairs = {
            "need": self.answer("need_served"),
            "urgency": ", ".join(filter(None, (self.answer("urgency"), self._due()))),
            "basis": self._ground(),
            "consent": self._consent(value["consent_given"]),
            "name": first_name(str(identity.get("name", ""))) if told.tells(NAME) else "",
            **(self._contact(identity) if told.tells(CONTACT) else {}),
            "gist": gist if told.tells(GIST) else "",
            "documents": self.answer("documents") if told.tells(DOCUMENTS) else "",
        }
        return [(self.say(words[name]), text) for name, text in pairs.items() if text]

    def _due(self) -> str:
        at = self.answer("due")
        return self.say(_words()["referral"]["value"]["due"], at=at) if at else ""

    def _ground(self) -> str:
        """Name the law that has it told without asking her; what she agreed to stands in the line of consent."""
        answers = self._found.revision.answers
        basis, code = answers.get("basis"), str(answers.get("partner", ""))
        if basis in BY_HER_YES:
            return ""
        if basis == COURT_ORDER:
            return self.answer("basis")
        duty = next(
            (one.line for one in partners() if basis == MUST_REPORT and one.referral == code and one.duty), None
        )
        ground = ": ".join(filter(None, (self.answer("basis"), duty.source.in_(self._language) if duty else "")))
        if duty is None or f"partner/{duty.code}" in self._found.unsourced:
            return self.say(_words()["office"]["unsourced"], text=ground)
        return ground

    def _consent(self, given: Mapping[str, str]) -> str:
        day = self.answer("consent_on")
        return self.say(given, date=day) if day and self._found.revision.answers.get("basis") in BY_HER_YES else ""

    def _contact(self, identity: Answers) -> dict[str, str]:
        """Return how she may be reached; who gets the letter keeps to the rules of the contact gate."""
        gate = _safe_way(identity, self._desk.now())
        hours = safe_times(gate, self._language)
        owner = f" ({gate.owner.in_(self._language)})" if gate.owner else ""
        nothing = self.say(_words()["referral"]["value"]["caller_nothing"])
        caller = gate.caller_name or nothing
        return {"phone": f"{gate.number}{owner}", "hours": hours, "caller": caller, "never": gate.never_via}

    # Recall

    def recall(self, place: Place) -> Pdf:
        words = _words()["recall"]
        after = [self.say(words["give_back"]), self.say(words["told_on"])]
        return self._letter(words, self._recall_lines(), after, words["tear"]["ask"], place)

    def _recall_lines(self) -> list[Pair]:
        """Return what had been sent, as its kinds: nothing of it is told again."""
        words, found = _words()["recall"]["line"], self._found
        pairs = {
            "token": found.case.token,
            "letters": self._letters_before(),
            "sent": self.answer("sent_at"),
            "shared": self._shared(),
            "documents": self.answer("documents"),
            "reason": self.answer("recall_reason") or self.say(_words()["recall"]["value"]["withdrawn"]),
        }
        return [(self.say(words[name]), text) for name, text in pairs.items() if text]

    def _letters_before(self) -> str:
        value = _words()["recall"]["value"]
        firsts = {line.number: line for line in reversed(self._found.printed) if line.paper == REFERRAL_LETTER}
        told = [self.say(value["letter"], number=line.number, date=_day(line.at)) for line in firsts.values()]
        return "; ".join(told) or self.say(value["no_letter"])

    def _shared(self) -> str:
        """Name the kinds of what the letters told; where it went without one, what the referral said was told."""
        codes = {code for line in self._found.printed if line.paper == REFERRAL_LETTER for code in line.shared}
        for revision in self._found.history if not codes else ():
            codes |= set(cast(Sequence[str], revision.answers.get("what_shared", ())))
        codes = codes - {TOKEN} or {TOKEN}
        choices = self._form.field("what_shared").choices
        return ", ".join(choice.label.in_(self._language) for choice in choices if choice.code in codes)

    # Both

    def _letter(
        self,
        words: Mapping[str, Any],
        lines: Sequence[Pair],
        after: Sequence[str],
        asks: Sequence[Mapping[str, str]],
        place: Place,
    ) -> Pdf:
        office, desk, token = _words()["office"], self._desk, self._found.case.token
        person = f"{desk.person.rank} {desk.person.name}".strip()
        today = _day(place.first_at) if place.first_at else show_date(desk.today().isoformat())
        letter = Letter(
            title=self.say(words["title"], token=token),
            language=self._language,
            head=(self.say(office["head"], **self._office), self.say(office["centre"])),
            number=self.say(office["number"], number=str(place.number), year=str(place.year)),
            date=self.say(office["date"], date=today),
            to=self._address(office),
            subject=self.say(words["subject"], token=token),
            greeting=self.say(office["greeting"]),
            before=(self.say(words["asks"]),),
            lines=tuple(lines),
            after=tuple(after),
            signature=tuple(self.say(line, **self._office) for line in office["signature"]),
            seal=self.say(office["seal"]),
            copies_title=self.say(office["copies"]),
            copies=(self.say(office["copy_file"], token=token),),
            foot=(
                self.say(office["printed"], at=show_moment(desk.now()), person=person),
                self.say(office["copy"], copy=str(place.copy)),
            ),
            page_words=self.say(office["page"]),
            tear=self._tear(asks, place, today),
            copy_text=self.say(office["again"], copy=str(place.copy)) if place.copy > 1 else "",
            banner=self.say(office["banner"]),
            practice_text=self.say(office["practice"]) if desk.office.practice else None,
        )
        return office_letter.render(letter, read_resource)

    def _address(self, office: Mapping[str, Any]) -> tuple[str, ...]:
        person = self.answer("partner_person")
        lines = (
            self.say(office["to"]),
            self.say(office["to_head"]),
            self.answer("partner_office"),
            self.answer("partner"),
            self.say(office["in_district"], district=self._office["district"]),
            self.say(office["attention"], person=person) if person else "",
        )
        return tuple(filter(None, lines))

    def _tear(self, asks: Sequence[Mapping[str, str]], place: Place, today: str) -> Tear:
        words = _words()["referral"]["tear"]
        number, year = str(place.number), str(place.year)
        to = self.say(words["to_text"], **self._office)
        text = self.say(words["number_text"], number=number, year=year, date=today, token=self._found.case.token)
        lines = ((self.say(words["to"]), to), (self.say(words["number"]), text))
        return Tear(self.say(words["cut"]), self.say(words["title"]), lines, tuple(self.say(ask) for ask in asks))


def _safe_way(identity: Answers, now: str) -> CallGate:
    """Return the contact gate at the next moment at which she may be called; shut where she never may."""
    found = may_call(intake_form(), identity, now)
    return may_call(intake_form(), identity, found.next_at) if found.next_at else found


def safe_times(gate: CallGate, language: Language) -> str:
    """Say the safe hours and days of a contact gate."""
    return "; ".join(
        ", ".join(choice.in_(language) for choice in choices) for choices in (gate.safe_hours, gate.safe_days)
    )


def _day(at: str) -> str:
    return show_date(day_of(at).isoformat())
