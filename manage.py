#!/usr/bin/env python
"""Django's command line for Callcenter Planner."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    # `start` makes what the settings need, so it runs before there are any.
    if sys.argv[1:] == ["start"]:
        os.execv(sys.executable, [sys.executable, "-m", "callcenter_planner.start"])  # noqa: S606
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "callcenter_planner.settings")
    execute_from_command_line(sys.argv)
