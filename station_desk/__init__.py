"""Station Desk: the offline desk of a Mission Shakti Kendra."""

VERSION = "0.1.0"
