"""Invented outcomes for the sample project."""

import datetime

from outcomes.sample import division, learning, pilot
from projects.models import Project, User


def load(*, project: Project, members: dict[str, User], today: datetime.date) -> None:
    """The pilot's year, the division that is built on it, and what was learned."""
    pilot.load(project=project, members=members, today=today)
    division.load(project=project, members=members, today=today)
    learning.load(project=project, members=members, today=today)
