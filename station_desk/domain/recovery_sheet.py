"""A recovery sheet laid out: one of three papers, any two of which open the office again. Owns what stands on it.

Its digits are a secret: they go onto the paper and nowhere else. Nothing here logs, keeps or tells them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, get_args

from station_desk.domain.calendar import show_date
from station_desk.domain.fields import Language
from station_desk.domain.sheets import Passage, Qr, Slip, SlipSize

Words = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RecoverySheet:
    """What one sheet is made of: `holder` keeps it, `groups` are its 48 digits, `number` tells it from a replaced one.

    `kind` is the office's own: a station or a district office.
    """

    holder: str
    kind: Literal["station", "district"]
    code: str
    name: str
    district: str
    number: str
    made_on: date
    practice: bool
    groups: tuple[str, ...] = field(repr=False)


def layout(words: Words, sheet: RecoverySheet, language: Language) -> Slip:
    """Lay out a sheet on A4: labels in one language, instructions in both."""

    def say(wording: Mapping[str, str], **facts: str) -> str:
        return wording[language].format(**facts)

    line, holder = words["line"], say(words["holder"][sheet.holder])
    office = say(line["station"] if sheet.kind == "station" else line["office"])
    others = [other for other in get_args(Language) if other != language]
    return Slip(
        title=say(words["title"], holder=holder),
        language=language,
        lines=(
            (office, f"{sheet.name} ({sheet.code})"),
            (say(line["district"]), sheet.district),
            (say(line["holder"]), holder),
            (say(line["sheet"]), sheet.number),
            (say(line["made_on"]), show_date(sheet.made_on.isoformat())),
        ),
        groups=sheet.groups,
        qr=Qr("".join(sheet.groups), say(words["qr"])),
        passages=tuple(
            Passage(words["use"][spoken], tuple(point[spoken] for point in words["point"]))
            for spoken in (language, *others)
        ),
        asks=tuple(say(ask) for ask in words["ask"].values()),
        foot=(say(words["foot"]),),
        size=SlipSize.A4,
        practice_text=say(words["practice"]) if sheet.practice else None,
    )
