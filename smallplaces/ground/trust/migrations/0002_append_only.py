"""Guards in the database: the log and the looks only grow, and the log has its first line."""

import hashlib

from django.db import migrations

GUARDED = ("trust_record", "trust_look")
GENESIS = hashlib.sha256(b"Small Places").digest()


def put_down_the_head(apps, schema_editor):
    apps.get_model("trust", "RecordHead").objects.create(number=0, hash=GENESIS)


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
CREATE TRIGGER {table}_is_not_emptied BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION trust_refuse_change();
"""
UNGUARD = """
DROP TRIGGER {table}_is_append_only ON {table};
DROP TRIGGER {table}_is_not_emptied ON {table};
"""


class Migration(migrations.Migration):
    dependencies = [("trust", "0001_initial")]
    operations = [
        migrations.RunPython(put_down_the_head, migrations.RunPython.noop),
        migrations.RunSQL(REFUSE, "DROP FUNCTION trust_refuse_change;"),
        *(
            migrations.RunSQL(GUARD.format(table=table), UNGUARD.format(table=table))
            for table in GUARDED
        ),
    ]
