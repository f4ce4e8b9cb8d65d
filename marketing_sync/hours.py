"""When a person may be written to: local times, quiet hours, and the days on which clocks change."""

import datetime
from dataclasses import dataclass
from zoneinfo import ZoneInfo

_DAY = datetime.timedelta(days=1)
_MINUTE = datetime.timedelta(minutes=1)


@dataclass(frozen=True)
class Hours:
    """One person's clock: their zone, and from when until when they are left in peace (both or neither)."""

    zone: ZoneInfo
    quiet_from: datetime.time | None = None
    quiet_until: datetime.time | None = None

    def instant(self, date: datetime.date, time: datetime.time) -> datetime.datetime:
        """The moment, in UTC, at which this person's clock shows `time` on `date`.

        When clocks go forward past it (02:30 does not exist), the moment comes as much later as the
        clocks jump (03:30); when they go back and show it twice, the first of the two is meant.
        """
        return datetime.datetime.combine(date, time, tzinfo=self.zone).astimezone(datetime.UTC)

    def is_quiet(self, moment: datetime.datetime) -> bool:
        """Whether this person's clock stands inside the quiet hours; their end is outside."""
        if self.quiet_from is None or self.quiet_until is None:
            return False
        shown = moment.astimezone(self.zone).time()
        if self.quiet_from < self.quiet_until:
            return self.quiet_from <= shown < self.quiet_until
        return shown >= self.quiet_from or shown < self.quiet_until

    def allowed(self, moment: datetime.datetime) -> datetime.datetime:
        """The first moment, from `moment` on, that is outside the quiet hours, in UTC."""
        moment = moment.astimezone(datetime.UTC)
        if self.quiet_until is None or not self.is_quiet(moment):
            return moment
        end = self._end_of_quiet(moment, self.quiet_until)
        # Where the clocks jump over the end, the quiet is over when they have jumped.
        while end - _MINUTE > moment and not self.is_quiet(end - _MINUTE):
            end -= _MINUTE
        return end

    def due(self, date: datetime.date, days_before: int, time: datetime.time) -> datetime.datetime:
        """When to write so many days before `date`: at this person's `time`, or right after their quiet."""
        return self.allowed(self.instant(date - datetime.timedelta(days=days_before), time))

    def _end_of_quiet(self, moment: datetime.datetime, until: datetime.time) -> datetime.datetime:
        local = moment.astimezone(self.zone)
        date = local.date() if local.time() < until else local.date() + _DAY
        end = datetime.datetime.combine(date, until, tzinfo=self.zone)
        first, second = (end.replace(fold=fold).astimezone(datetime.UTC) for fold in (0, 1))
        return first if first > moment else second
