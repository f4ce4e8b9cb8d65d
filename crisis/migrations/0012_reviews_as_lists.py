import textwrap
from collections.abc import Iterator

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

LISTS = {"well": "went_well", "gap": "gaps"}
LONGEST = 1000


def pieces(text: str) -> Iterator[str]:
    """A piece for each line of a text; a line that is too long for one goes on in the next."""
    for line in text.splitlines():
        yield from textwrap.wrap(
            line.strip(), LONGEST, expand_tabs=False, replace_whitespace=False, break_on_hyphens=False
        )


def to_lists(apps, schema_editor):
    """Each line of a review becomes a finding; who changed the review has changed each of them."""
    Finding = apps.get_model("crisis", "Finding")
    for review in apps.get_model("crisis", "AfterAction").objects.order_by("pk"):
        Finding.objects.bulk_create(
            Finding(
                review=review,
                kind=kind,
                text=piece,
                changed_at=review.changed_at,
                changed_by_id=review.changed_by_id,
            )
            for kind, column in LISTS.items()
            for piece in pieces(getattr(review, column))
        )


def to_texts(apps, schema_editor):
    """The findings become lines of their review again."""
    for review in apps.get_model("crisis", "AfterAction").objects.order_by("pk"):
        for kind, column in LISTS.items():
            standing = review.findings.filter(kind=kind, removed_at=None).order_by("pk")
            setattr(review, column, "\n".join(one.text for one in standing))
        review.save(update_fields=list(LISTS.values()))


class Migration(migrations.Migration):
    dependencies = [
        ("crisis", "0011_planned_drills"),
        ("outcomes", "0006_lists_of_periods"),
    ]

    operations = [
        migrations.CreateModel(
            name="Finding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("well", "What went well"), ("gap", "What did not")], max_length=4
                    ),
                ),
                ("text", models.CharField(max_length=1000, verbose_name="what was found")),
                ("changed_at", models.DateTimeField(null=True)),
                ("removed_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "changed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "lesson",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="outcomes.lesson",
                    ),
                ),
                (
                    "removed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="findings",
                        to="crisis.afteraction",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["well", "gap"])), name="finding_kind_is_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("changed_at", None), ("changed_by", None)),
                            models.Q(("changed_at__isnull", False), ("changed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="finding_changed_at_and_by_together",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("removed_at", None), ("removed_by", None)),
                            models.Q(("removed_at__isnull", False), ("removed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="finding_removed_at_and_by_together",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="improvement",
            name="finding",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="improvements",
                to="crisis.finding",
            ),
        ),
        migrations.RunPython(to_lists, to_texts),
        migrations.RemoveConstraint(
            model_name="afteraction",
            name="review_changed_at_and_by_together",
        ),
        migrations.RemoveField(
            model_name="afteraction",
            name="changed_at",
        ),
        migrations.RemoveField(
            model_name="afteraction",
            name="changed_by",
        ),
        migrations.RemoveField(
            model_name="afteraction",
            name="gaps",
        ),
        migrations.RemoveField(
            model_name="afteraction",
            name="version",
        ),
        migrations.RemoveField(
            model_name="afteraction",
            name="went_well",
        ),
    ]
