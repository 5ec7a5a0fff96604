from django.db import migrations

MOVE = """
SELECT set_config('ledgerstone.accounts',
  coalesce((SELECT string_agg(id::text, ',') FROM tenancy_account), ''), true);
UPDATE projects_projectmember AS member SET template_id = template.id
FROM access_permissiontemplate template
WHERE template.account_id = member.account_id AND template.key = member.template_key;
INSERT INTO projects_projectcompany (account_id, project_id, company_id)
SELECT DISTINCT member.account_id, member.project_id, person.company_id
FROM projects_projectmember member
JOIN directory_person person
  ON person.account_id = member.account_id AND person.id = member.person_id;
"""


class Migration(migrations.Migration):
    """Members hold a template of the account, and their companies are on the project with them."""

    dependencies = [
        ("directory", "0003_rights_of_administrators"),
        ("projects", "0002_directory_and_templates"),
    ]

    operations = [migrations.RunSQL(MOVE, migrations.RunSQL.noop)]
