"""The crisis part of the sample project, made by the same actions as real rows."""

import datetime

from crisis.sample import playbooks, risks, running, systems
from projects.models import Project, User


def load(*, project: Project, members: dict[str, User], today: datetime.date) -> None:
    """People and a drill; the risks that it showed."""
    running.load(project=project, members=members, today=today)
    playbooks.load(project=project, members=members, today=today)
    systems.load(project=project, members=members, today=today)
    risks.load(project=project, members=members, today=today)
