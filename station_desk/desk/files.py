"""Files that a person names, for those who may not reach `host` themselves. Owns nothing: the host's own functions."""

from station_desk.host.drives import read_file as read_file
from station_desk.host.drives import write_file as write_file
from station_desk.host.paths import make_private_dir as make_private_dir
