"""A person's name is replaced also where it stands inside of JSON: in steps, options, agendas.

One function does it, for whoever writes and for the guard of frozen rows alike, so that both agree to the letter.
"""

from django.db import migrations

FORWARDS = r"""
CREATE FUNCTION planner_taken_out(told jsonb, words text) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    CASE jsonb_typeof(told)
    WHEN 'string' THEN
        RETURN to_jsonb(regexp_replace(told #>> '{}', words, '(erased)', 'g'));
    WHEN 'array' THEN
        RETURN coalesce(
            (
                SELECT jsonb_agg(planner_taken_out(part, words) ORDER BY place)
                FROM jsonb_array_elements(told) WITH ORDINALITY AS parts(part, place)
            ),
            '[]'
        );
    WHEN 'object' THEN
        RETURN coalesce(
            (
                SELECT jsonb_object_agg(
                    regexp_replace(key, words, '(erased)', 'g'), planner_taken_out(value, words)
                )
                FROM jsonb_each(told)
            ),
            '{}'
        );
    ELSE
        RETURN told;
    END CASE;
END $$;

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
        AND NOT coalesce(
            jsonb_typeof(before_it.value) IN ('array', 'object')
            AND after_it.value = planner_taken_out(before_it.value, words),
            false
        )
    );
END $$;
"""

BACKWARDS = r"""
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
DROP FUNCTION planner_taken_out(jsonb, text);
"""


class Migration(migrations.Migration):
    dependencies = [("projects", "0009_templates_of_projects")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
