import django.db.models.functions.comparison
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("stakeholders", "0004_words_in_english_and_spanish"),
    ]

    operations = [
        # PostgreSQL takes array_to_string for changeable, since it would be for dates. For texts it is not.
        migrations.RunSQL(
            sql="""
            CREATE FUNCTION stakeholders_in_words(texts varchar[]) RETURNS text
            LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT pg_catalog.array_to_string(texts, ' ') $$
            """,
            reverse_sql="DROP FUNCTION stakeholders_in_words(varchar[])",
        ),
        migrations.AddField(
            model_name="stakeholder",
            name="words",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.db.models.functions.text.Lower(
                    django.db.models.functions.text.Concat(
                        "name",
                        models.Value(" "),
                        "email",
                        models.Value(" "),
                        "title",
                        models.Value(" "),
                        "department",
                        models.Value(" "),
                        models.Func(
                            models.F("tags"),
                            function="stakeholders_in_words",
                            output_field=models.TextField(),
                        ),
                        output_field=models.TextField(),
                    )
                ),
                output_field=models.TextField(),
            ),
        ),
    ]
