"""From an uploaded list to agents, launches or days: matching columns, judging rows. Nothing here writes.

Reading cells and sorting rows into good and bad is what `stakeholders.importing` does for every list.
"""

from marketing_sync.importing.agents import AGENT_FIELDS, judge_agents
from marketing_sync.importing.calendars import as_table
from marketing_sync.importing.days import DAY_FIELDS, judge_days
from marketing_sync.importing.launches import LAUNCH_FIELDS, judge_launches, read_day

__all__ = [
    "AGENT_FIELDS",
    "DAY_FIELDS",
    "LAUNCH_FIELDS",
    "as_table",
    "judge_agents",
    "judge_days",
    "judge_launches",
    "read_day",
]
