"""What the sample stands on: some sound, one too slow, one that nothing stands in for; and who checked their ways."""

import datetime

from django.utils import timezone

from crisis import actions
from crisis.models import CrisisPerson, System
from projects.models import Project, Role, User

# name, owner, what stops, vendor, back within, data lost at most, what stands in
SYSTEMS: tuple[tuple[str, str, str, str, int | None, int | None, str], ...] = (
    (
        "Network of the site",
        "sam.patel@example.org",
        "Everything but the mobiles",
        "Carrier, 24 hours: +1 800 555 0100, customer 48812",
        60,
        None,
        "Second line over radio",
    ),
    (
        "Telephone system",
        "sam.patel@example.org",
        "All calls",
        "+1 800 555 0130",
        60,
        0,
        "Mobiles in the red boxes",
    ),
    (
        "Record system (EHR)",
        "rosa.moss@example.org",
        "Appointments, identity checks",
        "Service desk 4400",
        240,
        15,
        "Read-only copy, appointments of two days on paper",
    ),
    ("Appointment interface", "", "Booking while on the telephone", "", 480, 60, ""),
    (
        "Outreach dialler",
        "theo.brandt@example.org",
        "Campaign calls",
        "+1 800 555 0177",
        None,
        None,
        "By hand",
    ),
)
# name, days ago, worked, back after, data lost, what was learned
TESTS: tuple[tuple[str, int, bool, int | None, int | None, str], ...] = (
    ("Network of the site", 70, True, 12, None, "Switched by itself."),
    ("Telephone system", 34, True, 95, 0, "Half of the mobiles were not charged."),
    ("Record system (EHR)", 430, True, 180, 10, "With the hospital's yearly test."),
)
CHECKED = ("priya.nair", "dana.kim", "sam.patel", "rosa.moss", "theo.brandt")


def load(*, project: Project, members: dict[str, User], today: datetime.date) -> None:
    """Five systems and their tests; five people checked, one overdue, the others just asked."""
    by = members[Role.OPERATIONS]
    people = {one.email: one for one in project.crisis_people.all()}
    made: dict[str, System] = {}
    for name, owner, stops, vendor, back, lost, backup in SYSTEMS:
        made[name] = actions.add_system(
            project=project,
            by=by,
            name=name,
            owner=people.get(owner),
            stops=stops,
            vendor=vendor,
            recovery_minutes=back,
            data_minutes=lost,
            backup=backup,
            needs=[made["Network of the site"]] if made else [],
        )
    for name, days, worked, back, lost, note in TESTS:
        actions.keep_test(
            system=made[name],
            by=by,
            tested_on=today - datetime.timedelta(days=days),
            worked=worked,
            recovered_minutes=back,
            lost_minutes=lost,
            note=note,
        )
    actions.change_system(
        system=made["Appointment interface"],
        by=by,
        version=1,
        needs=[made["Network of the site"], made["Record system (EHR)"]],
    )
    _check(project, list(people.values()), by)


def _check(project: Project, people: list[CrisisPerson], by: User) -> None:
    for one in people:
        if one.email.partition("@")[0] in CHECKED:
            actions.confirm_ways(person=one, version=one.version, ways=[way.way for way in one.ways.all()])
    late = [one for one in people if one.email.startswith("ines.cole")]
    actions.ask_to_check(project=project, people=late, by=by)
    earlier = timezone.now() - datetime.timedelta(days=20)
    CrisisPerson.objects.filter(pk__in=[one.pk for one in late]).update(asked_at=earlier)
