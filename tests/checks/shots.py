"""Long check: the demonstration with every screen and paper, in both languages, into out/."""

from __future__ import annotations

import sys

from station_desk.show import main

if __name__ == "__main__":
    sys.exit(main(["--out", "out"]))
