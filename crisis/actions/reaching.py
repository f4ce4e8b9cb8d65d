"""Writing the ways to reach a person."""

from collections.abc import Sequence

from crisis.models import ContactWay, CrisisPerson
from crisis.ways import Way, differences


def put_ways(person: CrisisPerson, ways: Sequence[Way]) -> list[str]:
    """Keeps these ways in this order and says what was done to them; expects the person's lock."""
    told = differences([one.way for one in person.ways.all()], ways)
    if told:
        person.ways.all().delete()
        ContactWay.objects.bulk_create(
            ContactWay(person=person, position=position, kind=way.kind, value=way.value, when=way.when)
            for position, way in enumerate(ways, start=1)
        )
    return told
