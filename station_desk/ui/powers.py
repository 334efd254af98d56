"""What a power is called, what it lets somebody do, until when it holds. Owns words; rights are the domain's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from station_desk.domain.calendar import DAYS_EN, DAYS_HI, INDIA, parse_moment, show_date
from station_desk.domain.fields import Wording
from station_desk.domain.roles import Power, Role
from station_desk.ui.language import Words
from station_desk.ui.texts import LANGUAGES

NAMES: Final[Mapping[Role, str]] = {
    Role.CENTRE_STAFF: "role.centre_staff",
    Role.COUNSELLOR: "role.counsellor",
    Role.SUPERVISOR: "role.supervisor",
    Role.IN_CHARGE: "role.in_charge",
    Role.NODAL_OFFICER: "role.nodal_officer",
    Role.HOUSE_OFFICER: "role.house_officer",
    Role.AUDITOR: "role.auditor",
    Role.DISTRICT_DESK: "role.district_desk",
    Role.DISTRICT_OFFICER: "role.district_officer",
}
WHAT: Final[Mapping[Role, str]] = {
    Role.CENTRE_STAFF: "may.centre_staff",
    Role.COUNSELLOR: "may.counsellor",
    Role.SUPERVISOR: "may.supervisor",
    Role.IN_CHARGE: "may.in_charge",
    Role.NODAL_OFFICER: "may.nodal_officer",
    Role.HOUSE_OFFICER: "may.house_officer",
    Role.AUDITOR: "may.auditor",
    Role.DISTRICT_DESK: "may.district_desk",
    Role.DISTRICT_OFFICER: "may.district_officer",
}


def last_day(power: Power) -> date:
    """Return the last Indian day of a power with an end; it is over when the next day begins."""
    return (parse_moment(power.until) - timedelta(seconds=1)).astimezone(INDIA).date()


def weekday(day: date) -> Wording:
    """Return the day of the week."""
    return Wording(DAYS_HI[day.weekday()], DAYS_EN[day.weekday()])


def say_power(words: Words, power: Power) -> str:
    """Say a power in force: the role, and until when where it has an end."""
    name = words.say(NAMES[power.role])
    if not power.until:
        return name
    day = last_day(power)
    return words.say("power.until", role=name, weekday=words.say(weekday(day)), day=show_date(day.isoformat()))


def say_over(words: Words, power: Power) -> str:
    """Say a power that ended by itself."""
    day = show_date(last_day(power).isoformat()) if power.until else "–"
    return words.say("power.over", role=words.say(NAMES[power.role]), day=day)


def end_asked(words: Words, name: str, role: Role) -> Wording:
    """Return the question before somebody's role ends, in both languages."""
    texts = words.texts
    hindi, english = (
        texts.say("people.end_ask", language, name=name, role=texts.say(NAMES[role], language))
        for language in LANGUAGES
    )
    return Wording(hindi, english)


def described(words: Words, role: Role) -> Wording:
    """Return a role with what it lets somebody do, in both languages."""
    hindi, english = (
        f"{words.texts.say(NAMES[role], language)} – {words.texts.say(WHAT[role], language)}" for language in LANGUAGES
    )
    return Wording(hindi, english)
