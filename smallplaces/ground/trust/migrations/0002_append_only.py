"""Guards in the database: the log and the looks only grow."""

from django.db import migrations

GUARDED = ("trust_record", "trust_look")
REFUSE = """
CREATE FUNCTION trust_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Rows of % are never changed or removed.', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
"""
GUARD = """
CREATE TRIGGER {table}_is_append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION trust_refuse_change();
"""
UNGUARD = """
DROP TRIGGER {table}_is_append_only ON {table};
"""


class Migration(migrations.Migration):
    dependencies = [("trust", "0001_initial")]
    operations = [
        migrations.RunSQL(REFUSE, "DROP FUNCTION trust_refuse_change;"),
        *(
            migrations.RunSQL(GUARD.format(table=table), UNGUARD.format(table=table))
            for table in GUARDED
        ),
    ]
