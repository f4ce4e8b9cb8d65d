"""What was not meant so names the ask itself, so that it can be said before anything is published."""

import django.db.models.deletion
from django.db import migrations, models

FILL = """
UPDATE vision_decision SET ask_id = line.ask_id
FROM vision_outcomeline line WHERE line.id = vision_decision.line_id;
"""


class Migration(migrations.Migration):
    dependencies = [("stakeholders", "0006_anonymous_rounds"), ("vision", "0007_dates_that_were_told")]

    operations = [
        migrations.AddField(
            "decision",
            "ask",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="concerns",
                to="stakeholders.ask",
            ),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
