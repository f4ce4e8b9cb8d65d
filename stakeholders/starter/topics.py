"""The ten topics, in the order in which they are usually raised."""

from django.utils.translation import gettext_noop

TOPICS: tuple[tuple[str, str], ...] = (
    ("requirements", gettext_noop("Business requirements")),
    ("metrics", gettext_noop("Success metrics")),
    ("outcomes", gettext_noop("Outcomes")),
    ("collaboration", gettext_noop("Collaboration")),
    ("politics", gettext_noop("Political hurdles")),
    ("stories", gettext_noop("Stories")),
    ("priorities", gettext_noop("Priorities")),
    ("workflow", gettext_noop("Workflow")),
    ("past", gettext_noop("Past attempts")),
    ("barriers", gettext_noop("IT, HR and project-management barriers")),
)
