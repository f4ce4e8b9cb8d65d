"""How people are reached was two texts; now it is a list of ways in their order. No word of the texts is lost."""

import re
from typing import Any

import django.db.models.deletion
from django.db import migrations, models

# A line that begins with one of these and goes on with a number says of which kind it is.
_NAMED = {
    "mobile": "mobile",
    "cell": "mobile",
    "desk": "desk",
    "home": "home",
    "pager": "pager",
    "móvil": "mobile",
    "casa": "home",
}
_NUMBER = r"\+?[\d\s().\-/]*\d[\d\s().\-/]*"
_NAMED_AND_NUMBER = re.compile(rf"(\w+)[:\s]+({_NUMBER})")
WORDS = {"mobile": "Mobile", "desk": "Desk", "home": "Home", "pager": "Pager"}


def read(line: str, *, is_telephone: bool = False) -> tuple[str, str]:
    """The kind and the number or address of one line; what is not understood stays whole.

    What stood in the column of the telephone is one when a number is in front, whatever follows.
    """
    found = _NAMED_AND_NUMBER.fullmatch(line)
    if found and found[1].lower() in _NAMED:
        return _NAMED[found[1].lower()], found[2].strip()
    if re.fullmatch(r"[^\s@]+@[^\s@]+\.[^\s@]+", line):
        return "email", line
    is_number = re.match(_NUMBER, line) if is_telephone else re.fullmatch(_NUMBER, line)
    return ("phone" if is_number else "other"), line


def to_ways(apps: Any, schema_editor: Any) -> None:
    """The telephone first, then the other lines in their order."""
    person_table, way_table = apps.get_model("crisis", "CrisisPerson"), apps.get_model("crisis", "ContactWay")
    made = []
    for person in person_table.objects.exclude(phone="", other_ways="").iterator():
        telephone, others = person.phone.strip(), map(str.strip, person.other_ways.splitlines())
        ways = [read(telephone, is_telephone=True)] if telephone else []
        ways += [read(line) for line in others if line]
        made += [
            way_table(person=person, position=position, kind=kind, value=value)
            for position, (kind, value) in enumerate(ways, start=1)
        ]
    way_table.objects.bulk_create(made, batch_size=500)


def to_texts(apps: Any, schema_editor: Any) -> None:
    """The first way that a telephone dials is the telephone again, the others are lines."""
    person_table = apps.get_model("crisis", "CrisisPerson")
    for person in person_table.objects.prefetch_related("ways"):
        ways = list(person.ways.order_by("position"))
        first = next(
            (way for way in ways if way.kind in ("mobile", "desk", "phone") and len(way.value) <= 40), None
        )
        person.phone = first.value if first else ""
        person.other_ways = "\n".join(_line(way) for way in ways if way is not first)
        person.save(update_fields=["phone", "other_ways"])


def _line(way: Any) -> str:
    said = " ".join(filter(None, [WORDS.get(way.kind, ""), way.value]))
    return f"{said} ({way.when})" if way.when else said


class Migration(migrations.Migration):
    dependencies = [("crisis", "0008_systems_and_checked_people")]

    operations = [
        migrations.CreateModel(
            name="ContactWay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("mobile", "Mobile"),
                            ("desk", "Desk phone"),
                            ("home", "Home phone"),
                            ("phone", "Telephone"),
                            ("pager", "Pager"),
                            ("chat", "Chat"),
                            ("email", "E-mail"),
                            ("other", "Other way"),
                        ],
                        max_length=10,
                    ),
                ),
                ("value", models.CharField(max_length=500)),
                ("when", models.CharField(blank=True, max_length=120)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ways",
                        to="crisis.crisisperson",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("person", "position"), name="contact_way_one_per_place"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                ["mobile", "desk", "home", "phone", "pager", "chat", "email", "other"],
                            )
                        ),
                        name="contact_way_kind_is_known",
                    ),
                ],
            },
        ),
        migrations.RunPython(to_ways, to_texts),
        migrations.RemoveField(model_name="crisisperson", name="phone"),
        migrations.RemoveField(model_name="crisisperson", name="other_ways"),
    ]
