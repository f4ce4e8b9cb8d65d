"""What is said is found by its English and by its Spanish stems."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.contrib.postgres.search import SearchVector
from django.db import migrations, models


def words() -> models.GeneratedField:
    return models.GeneratedField(
        db_persist=True,
        expression=SearchVector("text", config="english") + SearchVector("text", config="spanish"),
        output_field=django.contrib.postgres.search.SearchVectorField(),
    )


class Migration(migrations.Migration):
    dependencies = [("stakeholders", "0003_reminders_and_round_versions")]

    operations = [
        migrations.RemoveIndex("answer", "answer_by_words"),
        migrations.RemoveIndex("answertext", "answer_text_by_words"),
        migrations.RemoveField("answer", "words"),
        migrations.RemoveField("answertext", "words"),
        migrations.AddField("answer", "words", words()),
        migrations.AddField("answertext", "words", words()),
        migrations.AddIndex(
            "answer", django.contrib.postgres.indexes.GinIndex(fields=["words"], name="answer_by_words")
        ),
        migrations.AddIndex(
            "answertext",
            django.contrib.postgres.indexes.GinIndex(fields=["words"], name="answer_text_by_words"),
        ),
    ]
