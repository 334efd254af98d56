"""The declared intake and the clocks, parsed from the resources as the program does."""

import tomllib
from pathlib import Path
from typing import Any, Final

from station_desk.domain.clocks import ClockRow, parse_clocks
from station_desk.domain.fields import Form
from station_desk.domain.forms import parse_form, parse_lists

RESOURCES: Final = Path(__file__).parents[2] / "resources"


def toml(name: str) -> dict[str, Any]:
    """Read a resource."""
    return tomllib.loads((RESOURCES / name).read_text(encoding="utf-8"))


LISTS: Final = parse_lists(toml("lists/intake.toml"))
FORM: Final[Form] = parse_form(toml("forms/intake/v1.toml"), LISTS)
RAW: Final = toml("law/clocks.toml")
ROWS: Final[tuple[ClockRow, ...]] = parse_clocks(RAW, FORM)
