"""Whether a system would be back in time, from what is known of it. Plain values, no Django.

Recovery time and recovery point objectives as NIST SP 800-34 Rev. 1 (2010) names them: how soon a system must
be back, and how much of its data may be lost, each in minutes. A target that no test has met is a wish.
"""

import datetime
import enum
from dataclasses import dataclass

TESTED_WITHIN = datetime.timedelta(days=365)


class Flag(enum.Enum):
    """What is wrong with a system's recovery."""

    NO_OWNER = "no owner"
    NO_BACKUP = "no backup"
    NO_TARGET = "no target"
    NEVER_TESTED = "never tested"
    TESTED_LONG_AGO = "tested long ago"
    FAILED = "failed"
    NOT_MEASURED = "not measured"
    TOO_SLOW = "too slow"
    LOST_TOO_MUCH = "lost too much"


@dataclass(frozen=True)
class Tried:
    """The latest test."""

    on: datetime.date
    worked: bool
    recovered: int | None = None
    lost: int | None = None


def flags(
    *,
    has_owner: bool,
    has_backup: bool,
    recovery: int | None,
    data: int | None,
    tried: Tried | None,
    today: datetime.date,
) -> list[Flag]:
    """Everything that is wrong, the gravest kind of thing first; nothing when it would be back in time."""
    found = [
        flag for flag, is_there in ((Flag.NO_BACKUP, has_backup), (Flag.NO_OWNER, has_owner)) if not is_there
    ]
    if recovery is None:
        found.append(Flag.NO_TARGET)
    if tried is None:
        return [*found, Flag.NEVER_TESTED]
    if today - tried.on > TESTED_WITHIN:
        found.append(Flag.TESTED_LONG_AGO)
    if not tried.worked:
        return [*found, Flag.FAILED]
    if recovery is not None and tried.recovered is None:
        found.append(Flag.NOT_MEASURED)
    if recovery is not None and tried.recovered is not None and tried.recovered > recovery:
        found.append(Flag.TOO_SLOW)
    if data is not None and tried.lost is not None and tried.lost > data:
        found.append(Flag.LOST_TOO_MUCH)
    return found
