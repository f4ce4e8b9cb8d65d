"""From an uploaded list to agents or launches: matching columns, judging rows. Nothing here writes.

Reading cells and sorting rows into good and bad is what `stakeholders.importing` does for every list.
"""

from marketing_sync.importing.agents import AGENT_FIELDS, judge_agents
from marketing_sync.importing.calendars import as_table
from marketing_sync.importing.launches import LAUNCH_FIELDS, judge_launches, read_day

__all__ = ["AGENT_FIELDS", "LAUNCH_FIELDS", "as_table", "judge_agents", "judge_launches", "read_day"]
