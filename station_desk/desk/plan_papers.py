"""The papers of a safety plan: the whole plan for the file, and a card to take home. Owns what stands on them.

The plan says who she is and is read as her name is: with a reason, logged. The card says nothing of her, of why, or of
where it comes from.
"""

from __future__ import annotations

import re
from functools import partial
from typing import Final

from station_desk.desk import papers, sources
from station_desk.desk.cases import FACTS, WITH_IDENTITY, case_of, revision_of
from station_desk.desk.law import case_form, helplines
from station_desk.desk.papers import POCKET_CARD, SAFETY_PLAN, Place, Printed
from station_desk.desk.ports import Desk
from station_desk.desk.sheet_words import Saying, told, words
from station_desk.desk.sight import gate
from station_desk.domain.answers import has_mark
from station_desk.domain.case import PLAN, Case, CaseRevision
from station_desk.domain.cells import tell
from station_desk.domain.conditions import Answered
from station_desk.domain.fields import Language, Level
from station_desk.domain.log import Part
from station_desk.domain.roles import Right
from station_desk.domain.sheets import Cards, Column, Row, Sheet
from station_desk.errors import DeskError, ErrorCode
from station_desk.host.paths import read_resource
from station_desk.printing import pocket_card, sheet
from station_desk.printing.ink import Pdf
from station_desk.store import cases as case_rows

_WHY: Final = re.compile(r"[a-z_-]{1,40}")
_ASIDE: Final = re.compile(r"\s*\(.*?\)")


def print_plan(desk: Desk, record: str, why: str, language: Language) -> Printed:
    """Print a safety plan whole, for the file. It says who she is: the reading is logged with its reason (a code).

    Raises NOT_ALLOWED, REASON_NEEDED, RECORD_MISSING, MATTER_SEALED.
    """
    desk.must(Right.IDENTITY)
    desk.must_be("station")
    if not _WHY.fullmatch(why):
        raise DeskError(ErrorCode.REASON_NEEDED)
    case, plan = _plan(desk, record, WITH_IDENTITY)
    return papers.put_on_paper(
        desk,
        papers.PRINTED,
        {"record": plan.matter, "of": record, "paper": SAFETY_PLAN},
        partial(_plan_sheet, Saying(desk, language), case, plan),
        name="safety-plan.pdf",
        reads=[(plan.matter, why)],
    )


def _plan(desk: Desk, record: str, levels: tuple[Part, ...]) -> tuple[Case, CaseRevision]:
    with desk.store.read() as read:
        row = case_rows.record(read, record)
    if row is None or row.form != PLAN:
        raise DeskError(ErrorCode.RECORD_MISSING)
    gate(desk, row.matter)
    with desk.store.read() as read:
        plan = revision_of(read, row, levels)
        if plan is None:
            raise DeskError(ErrorCode.RECORD_DAMAGED)
        return case_of(read, row.matter), plan


def _plan_sheet(saying: Saying, case: Case, plan: CaseRevision, place: Place) -> Pdf:
    said, form = words()["plan"], case_form(PLAN)
    fields = [field for field in form.fields if field.level is Level.IDENTITY]
    lines = tell(fields, plan.answers, saying.language, {})
    head = {
        saying.say(saying.common["token"]): case.token,
        saying.say(said["made_on"]): told(form, plan.answers, "made_on", saying.language),
        saying.say(said["reviewed_on"]): told(form, plan.answers, "reviewed_on", saying.language),
    }
    paper = Sheet(
        title_lines=saying.titles(saying.say(said["title"])),
        head=tuple(head.items()),
        columns=(Column(1, saying.say(said["what"]), 34), Column(2, saying.say(said["agreed"]), 66)),
        rows=tuple(Row(("– " * line.depth + line.label, line.words)) for line in lines),
        nil_text=saying.say(said["nil"]),
        notes=(saying.say(said["keep"]),),
        signatures=tuple(saying.say(box) for box in said["sign"]),
        signature_asks=saying.signing_staff,
        portrait=True,
        **saying.frame(place),
    )
    return sheet.render(paper, read_resource)


def wants_card(answers: Answered) -> bool:
    """Tell whether she takes a card, by the facts of a plan."""
    return "pocket_card" in answers and not has_mark([case_form(PLAN).field("pocket_card")], answers, "no_card")


def print_card(desk: Desk, record: str, language: Language) -> Printed:
    """Print the card that a plan says she takes: helplines, nothing else. Raises CARD_NOT_WANTED, where she takes none.

    Nothing of her stands on it, so no reading is logged; that it was printed is.
    """
    desk.must(Right.MATTERS)
    desk.must_be("station")
    _, plan = _plan(desk, record, FACTS)
    if not wants_card(plan.answers):
        raise DeskError(ErrorCode.CARD_NOT_WANTED)
    unsourced = sources.standing(desk).open
    return papers.put_on_paper(
        desk,
        papers.PRINTED,
        {"record": plan.matter, "of": record, "paper": POCKET_CARD},
        partial(_cards, Saying(desk, language), unsourced),
        name="card.pdf",
    )


def _cards(saying: Saying, unsourced: frozenset[str], place: Place) -> Pdf:
    said, known = words()["card"], {helpline.line.code: helpline for helpline in helplines()}
    chosen = [known[code] for code in said["helplines"]]
    to_verify = [line.numbers[0] for line in chosen if f"helpline/{line.line.code}" in unsourced]
    margin = [saying.say(said["cut"])]
    if to_verify:
        margin.append(saying.say(said["verify"], numbers=", ".join(to_verify)))
    if place.copy > 1:
        margin.append(saying.say(saying.common["again"], copy=str(place.copy)))
    cards = Cards(
        title=saying.say(said["title"]),
        language=saying.language,
        lines=tuple((_ASIDE.sub("", line.line.words.in_(saying.language)), line.numbers[0]) for line in chosen),
        margin=tuple(margin),
        practice_text=saying.say(saying.common["practice"]) if saying.desk.office.practice else None,
    )
    return pocket_card.render(cards, read_resource)
