"""Anonymous rounds: what is said in them is held in common; the promise is fixed when it is sent."""

import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

FREEZE = """
CREATE TRIGGER anonymity_is_fixed BEFORE UPDATE ON stakeholders_round
    FOR EACH ROW
    WHEN (OLD.sent_at IS NOT NULL AND OLD.anonymous IS DISTINCT FROM NEW.anonymous)
    EXECUTE FUNCTION stakeholders_refuse_change('Whether a round is anonymous');
"""
THAW = "DROP TRIGGER anonymity_is_fixed ON stakeholders_round;"


class Migration(migrations.Migration):
    dependencies = [("stakeholders", "0005_search_in_one_column")]

    operations = [
        migrations.AddField(
            "round", "anonymous", models.BooleanField(default=False, verbose_name="anonymous")
        ),
        migrations.AddField("interview", "voices", models.PositiveIntegerField(editable=False, null=True)),
        migrations.AddField("answer", "unnamed", models.BooleanField(default=False, editable=False)),
        migrations.AddField(
            "stakeholder",
            "voice_of",
            models.OneToOneField(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="voice",
                to="stakeholders.round",
            ),
        ),
        migrations.RemoveConstraint("answer", "answer_one_per_question"),
        migrations.AddConstraint(
            "answer",
            models.UniqueConstraint(
                condition=models.Q(("unnamed", False)),
                fields=("interview", "wording"),
                name="answer_one_per_question",
            ),
        ),
        migrations.AddConstraint(
            "answer",
            models.CheckConstraint(
                name="answer_unnamed_tells_no_device_or_change",
                condition=models.Q(
                    ("unnamed", False),
                    models.Q(("created_at", models.F("updated_at")), ("device", ""), ("version", 1)),
                    _connector="OR",
                ),
            ),
        ),
        migrations.RunSQL(FREEZE, THAW),
    ]
