"""What a district has heard of a station: the rows it keeps, and the fold of lines that makes them. Owns the turning.

The same fold takes a bundle in and counts the lists anew when the record is verified.
"""

from __future__ import annotations

from station_desk.desk.law import case_form
from station_desk.desk.ports import intake_form
from station_desk.domain.case import CASE_FORMS
from station_desk.domain.received import Heard, ToldMatter, ToldRecord
from station_desk.domain.records import State
from station_desk.domain.sensitivity import Confidentiality
from station_desk.store import exchanges
from station_desk.store.connect import Connection
from station_desk.store.exchanges import StationCase, StationMatter


def nothing_heard() -> Heard:
    """Return the fold before the first line of a station."""
    return _heard({}, {})


def heard_of(read: Connection, station: str) -> Heard:
    """Return the fold of everything taken in from a station so far."""
    return _heard(
        {row.record: _told_matter(row) for row in exchanges.station_matters(read, station)},
        {
            row.record: ToldRecord(row.matter, row.form, row.revision, row.last_seq)
            for row in exchanges.station_cases(read, station)
        },
    )


def _heard(matters: dict[str, ToldMatter], records: dict[str, ToldRecord]) -> Heard:
    intake = intake_form()
    return Heard({intake.id: intake, **{id: case_form(id) for id in CASE_FORMS}}, intake.id, matters, records)


def _told_matter(row: StationMatter) -> ToldMatter:
    return ToldMatter(
        token=row.token,
        state=State(row.state),
        confidentiality=Confidentiality(row.confidentiality),
        head=row.head,
        arrived_month=row.arrived_month,
        name=row.name,
        revision=row.revision,
        seq=row.last_seq,
        closed_at=row.closed_at,
    )


def matter_rows(station: str, heard: Heard) -> dict[str, StationMatter]:
    """Return the rows of a district's list of matters, by record."""
    return {
        record: StationMatter(
            station=station,
            record=record,
            token=matter.token,
            state=matter.state.value,
            confidentiality=matter.confidentiality.value,
            head=matter.head,
            arrived_month=matter.arrived_month,
            name=matter.name,
            revision=matter.revision,
            last_seq=matter.seq,
            closed_at=matter.closed_at,
        )
        for record, matter in heard.matters.items()
    }


def case_rows(station: str, heard: Heard) -> dict[str, StationCase]:
    """Return the rows by which a district counts what followed in its matters, by record."""
    return {
        record: StationCase(station, record, told.matter, told.form, told.revision, told.seq)
        for record, told in heard.records.items()
    }
