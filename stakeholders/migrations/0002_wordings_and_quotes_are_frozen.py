"""A wording and a quote are what was said at the time: the database refuses to change them."""

from django.db import migrations

FREEZE = """
CREATE FUNCTION stakeholders_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is frozen and cannot be changed', TG_ARGV[0]
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER wording_is_frozen BEFORE UPDATE ON stakeholders_questionwording
    FOR EACH ROW
    WHEN ((OLD.question_id, OLD.number, OLD.text, OLD.help, OLD.kind, OLD.options, OLD.required,
           OLD.translations)
        IS DISTINCT FROM
        (NEW.question_id, NEW.number, NEW.text, NEW.help, NEW.kind, NEW.options, NEW.required,
         NEW.translations))
    EXECUTE FUNCTION stakeholders_refuse_change('A wording');

CREATE TRIGGER quote_is_frozen BEFORE UPDATE ON stakeholders_ask
    FOR EACH ROW
    WHEN ((OLD.quote, OLD.quote_start, OLD.quote_end)
        IS DISTINCT FROM (NEW.quote, NEW.quote_start, NEW.quote_end))
    EXECUTE FUNCTION stakeholders_refuse_change('A quote');
"""

THAW = """
DROP TRIGGER quote_is_frozen ON stakeholders_ask;
DROP TRIGGER wording_is_frozen ON stakeholders_questionwording;
DROP FUNCTION stakeholders_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("stakeholders", "0001_listening")]

    operations = [migrations.RunSQL(FREEZE, THAW)]
