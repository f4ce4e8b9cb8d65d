"""The guard of frozen rows lets a person's name be replaced where it stands in a longer text.

Without it a timeline or a published statement could only be emptied whole, or keep the name. The session names
the words as a pattern; what comes must be what the row said, with “(erased)” in place of these words alone.
"""

from django.db import migrations

FORWARDS = r"""
CREATE FUNCTION planner_without(told text, words text, after_it text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT after_it = shorter.text OR (
        -- A column that is full keeps what fits.
        length(after_it) >= length(told) AND starts_with(shorter.text, after_it)
    )
    FROM (SELECT regexp_replace(told, words, '(erased)', 'g') AS text) AS shorter
$$;

CREATE OR REPLACE FUNCTION planner_only_erases(old_row jsonb, new_row jsonb) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
DECLARE
    words text := nullif(current_setting('planner.erased_words', true), '');
BEGIN
    RETURN NOT EXISTS (
        SELECT FROM jsonb_each(new_row) AS after_it JOIN jsonb_each(old_row) AS before_it USING (key)
        WHERE after_it.value IS DISTINCT FROM before_it.value
        AND after_it.value NOT IN ('"(erased)"', '""', 'null', '{}')
        AND NOT coalesce(
            jsonb_typeof(before_it.value) = 'string' AND jsonb_typeof(after_it.value) = 'string'
            AND planner_without(before_it.value #>> '{}', words, after_it.value #>> '{}'),
            false
        )
    );
END $$;
"""

BACKWARDS = """
CREATE OR REPLACE FUNCTION planner_only_erases(old_row jsonb, new_row jsonb) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
    SELECT NOT EXISTS (
        SELECT FROM jsonb_each(new_row) AS after_it JOIN jsonb_each(old_row) AS before_it USING (key)
        WHERE after_it.value IS DISTINCT FROM before_it.value
        AND after_it.value NOT IN ('"(erased)"', '""', 'null', '{}')
    )
$$;
DROP FUNCTION planner_without(text, text, text);
"""


class Migration(migrations.Migration):
    dependencies = [("projects", "0006_notices_as_a_digest")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
