import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("stakeholders", "0011_questions_with_conditions")]

    operations = [
        migrations.AddIndex(
            model_name="answer",
            index=models.Index(fields=["wording", "id"], name="answer_by_wording"),
        ),
        migrations.AlterField(
            model_name="answer",
            name="wording",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="answers",
                to="stakeholders.questionwording",
            ),
        ),
    ]
