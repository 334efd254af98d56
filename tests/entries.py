"""An entry that is complete, for tests that need any. The woman is invented."""

from typing import Any, Final

ELDER: Final[dict[str, Any]] = {
    "channel": "walk-in",
    "visit_kind": "first",
    "name": "फूलमती",
    "age_years": 67,
    "village": "नगला बिहारीपुर",
    "matter_heads": ["elder"],
    "gist_for_register": "वृद्धा को भोजन व पेंशन से वंचित रखना",
    "route": "other department",
    "information_time": "09:00",
}
