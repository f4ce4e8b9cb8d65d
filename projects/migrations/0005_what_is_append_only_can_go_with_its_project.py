"""Two ways past the guards, and no third: a project whose grace period is over goes whole; a person is erased.

The guards stay as they are for everybody else. See docs/decisions/what-goes-and-how.md.
"""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION planner_only_erases(old_row jsonb, new_row jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT NOT EXISTS (
        SELECT FROM jsonb_each(new_row) AS after_it JOIN jsonb_each(old_row) AS before_it USING (key)
        WHERE after_it.value IS DISTINCT FROM before_it.value
        AND after_it.value NOT IN ('"(erased)"', '""', 'null', '{}')
    )
$$;

CREATE OR REPLACE FUNCTION planner_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    removed text := nullif(current_setting('planner.removed_project', true), '');
    erasing text := nullif(current_setting('planner.erasing', true), '');
BEGIN
    IF TG_OP = 'DELETE' AND removed IS NOT NULL THEN
        IF coalesce(to_jsonb(OLD) ->> 'project_id', removed) = removed AND EXISTS (
            SELECT FROM projects_project
            WHERE id = removed::bigint AND deleted_at <= now() - interval '30 days'
        ) THEN
            RETURN OLD;
        END IF;
    END IF;
    IF TG_OP = 'UPDATE' AND erasing = 'on' THEN
        IF planner_only_erases(to_jsonb(OLD), to_jsonb(NEW)) THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE OR REPLACE FUNCTION stakeholders_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF nullif(current_setting('planner.erasing', true), '') = 'on' THEN
        IF planner_only_erases(to_jsonb(OLD), to_jsonb(NEW)) THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION '% is frozen and cannot be changed', TG_ARGV[0]
        USING ERRCODE = 'restrict_violation';
END $$;
"""

BACKWARDS = """
CREATE OR REPLACE FUNCTION stakeholders_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is frozen and cannot be changed', TG_ARGV[0]
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE OR REPLACE FUNCTION planner_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
DROP FUNCTION planner_only_erases(jsonb, jsonb);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0004_projects_come_and_go"),
        ("stakeholders", "0002_wordings_and_quotes_are_frozen"),
    ]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
