from django.db import migrations

MOVE = """
SELECT set_config('ledgerstone.accounts',
  coalesce((SELECT string_agg(id::text, ',') FROM tenancy_account), ''), true);
INSERT INTO projects_projectcompany (account_id, project_id, company_id)
SELECT DISTINCT account_id, project_id, company_id FROM contracts_contract
ON CONFLICT DO NOTHING;
"""


class Migration(migrations.Migration):
    """The companies of contracts are in the directory of the project."""

    dependencies = [
        ("contracts", "0003_privacy_and_contacts"),
        ("projects", "0004_members_without_keys"),
    ]

    operations = [migrations.RunSQL(MOVE, migrations.RunSQL.noop)]
