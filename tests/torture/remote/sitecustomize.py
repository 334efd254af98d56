"""Python imports this by itself when its folder is on the path: it puts the hands into the window's process."""

import os

if kind := os.environ.get("STATION_DESK_DAY"):
    import day_hands

    day_hands.start(leaks=kind == "leaks")
