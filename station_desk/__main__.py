"""`python -m station_desk` opens the window. Owns nothing."""

from __future__ import annotations

import sys

from station_desk.app import main

sys.exit(main())
