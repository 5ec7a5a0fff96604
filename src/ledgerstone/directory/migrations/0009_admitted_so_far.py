from django.db import migrations

ADMITTED = """
SELECT set_config('ledgerstone.accounts',
  coalesce((SELECT string_agg(id::text, ',') FROM tenancy_account), ''), true);
UPDATE directory_person AS person SET admitted_at = login.date_joined
FROM tenancy_membership membership JOIN tenancy_user login ON login.id = membership.user_id
WHERE membership.account_id = person.account_id AND membership.user_id = person.user_id;
"""


class Migration(migrations.Migration):
    """Whoever may enter an account by now took up their login there."""

    dependencies = [("directory", "0008_admission")]

    operations = [migrations.RunSQL(ADMITTED, migrations.RunSQL.noop)]
