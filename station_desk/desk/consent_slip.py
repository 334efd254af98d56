"""The consent slip: the rows as they were read aloud, her answer to each, room to sign. Owns what stands on it.

The token alone says whose it is; she writes her name only if she wants to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import cast

from station_desk.desk import papers, sources
from station_desk.desk.cases import case_of
from station_desk.desk.law import case_form, consent_limits
from station_desk.desk.papers import CONSENT_SLIP, Place, Printed
from station_desk.desk.ports import Desk, intake_form
from station_desk.desk.sheet_words import Saying, told, words
from station_desk.desk.sight import gate
from station_desk.domain.calendar import show_moment
from station_desk.domain.case import CONSENT, Case, CaseRevision
from station_desk.domain.conditions import Answered
from station_desk.domain.fields import Form, Language
from station_desk.domain.roles import Right
from station_desk.domain.sheets import Align, Column, Row, Sheet
from station_desk.errors import DeskError, ErrorCode
from station_desk.host.paths import read_resource
from station_desk.printing import sheet
from station_desk.printing.ink import Pdf


def print_consent(desk: Desk, matter: str, language: Language, record: str = "") -> Printed:
    """Print the consent slip of a matter as it was first asked, or of one later answer (`record`).

    Raises RECORD_MISSING, MATTER_SEALED.
    """
    desk.must(Right.MATTERS)
    desk.must_be("station")
    gate(desk, matter)
    with desk.store.read() as read:
        case = case_of(read, matter)
    later = next((one for one in case.of(CONSENT) if one.record == record), None)
    if record and later is None:
        raise DeskError(ErrorCode.RECORD_MISSING)
    unsourced = sources.standing(desk).open
    return papers.put_on_paper(
        desk,
        papers.PRINTED,
        {"record": matter, "of": record or matter, "paper": CONSENT_SLIP},
        partial(_consent, Saying(desk, language), case, later, unsourced),
        name="consent-slip.pdf",
    )


def _consent(saying: Saying, case: Case, later: CaseRevision | None, unsourced: frozenset[str], place: Place) -> Pdf:
    said, form = words()["consent"], case_form(CONSENT) if later else intake_form()
    answers: Answered = later.answers if later else case.intake
    asked_at = str(answers.get("asked_at", "")) or (later.first_at if later else case.intake_at)
    language = saying.language
    head = {
        saying.say(saying.common["token"]): case.token,
        saying.say(said["asked_on"]): show_moment(asked_at),
        saying.say(said["by"]): told(form, answers, "consent_by", language),
        saying.say(said["spoken"]): told(form, answers, "explained_in", language),
    }
    limits = [(limit.words.in_(language), f"limit/{limit.code}" in unsourced) for limit in consent_limits()]
    paper = Sheet(
        title_lines=saying.titles(saying.say(said["title"])),
        head=tuple(head.items()),
        columns=(
            Column(1, saying.say(said["number"]), 8, Align.CENTRE),
            Column(2, saying.say(said["row"]), 62),
            Column(3, saying.say(said["answer"]), 30, Align.CENTRE),
        ),
        rows=tuple(_consent_rows(saying, form, answers, whole=later is None)),
        nil_text=saying.say(said["nil"]),
        notes=(
            saying.say(said["free"]),
            *(saying.say(saying.common["unsourced"], text=text) if marked else text for text, marked in limits),
            saying.say(said["own_name"]),
        ),
        signatures=tuple(saying.say(box) for box in said["sign"]),
        signature_asks=saying.signing,
        portrait=True,
        **saying.frame(place),
    )
    return sheet.render(paper, read_resource)


def _consent_rows(saying: Saying, form: Form, answers: Answered, *, whole: bool) -> list[Row]:
    """Number the rows as they are read aloud; a later answer has those it was about, the first all of them."""
    field, said = form.field("consent_matrix"), words()["consent"]
    given = cast(Mapping[str, str], answers.get("consent_matrix", {}))
    scope = "consent_withdrawn_scope" if whole else "withdrawn_scope"
    withdrawn = cast(Sequence[str], answers.get(scope, ()))
    rows = []
    for number, row in enumerate(field.rows, 1):
        choice = next((one for one in field.choices if one.code == given.get(row.code)), None)
        if row.code in withdrawn:
            answer = saying.say(said["withdrawn"])
        elif choice:
            answer = choice.label.in_(saying.language)
        elif whole:
            answer = saying.say(said["unasked"])
        else:
            continue
        rows.append(Row((str(number), row.label.in_(saying.language), answer)))
    return rows
