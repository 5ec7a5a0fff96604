from django.db import migrations

# What accounts begin with since this release, as it was then.
TEMPLATES = """
INSERT INTO access_permissiontemplate (account_id, scope, name, key, is_locked, company_directory,
  admin, directory, commitments, head_contracts, invoicing_settings, grants, version)
SELECT account.id, template.*, '{}', 1 FROM tenancy_account account CROSS JOIN (VALUES
  ('account', 'Account administrator', 'account_administrator', true, 3, 3, 0, 0, 0, 0),
  ('account', 'Directory reader', 'directory_reader', false, 1, 0, 0, 0, 0, 0),
  ('project', 'Administrator', 'administrator', true, 0, 0, 3, 3, 3, 3),
  ('project', 'Claim administrator', 'claim_administrator', false, 0, 0, 2, 3, 1, 3),
  ('project', 'Site team', 'site_team', false, 0, 0, 1, 2, 1, 0),
  ('project', 'Read only', 'read_only', false, 0, 0, 1, 1, 1, 1),
  ('project', 'Claim contact', 'claim_contact', true, 0, 0, 0, 0, 0, 0)
) AS template;
"""

SCOPE = """
SELECT set_config('ledgerstone.accounts',
  coalesce((SELECT string_agg(id::text, ',') FROM tenancy_account), ''), true);
"""

# Whoever may enter an account is somebody of its directory.
PEOPLE = """
INSERT INTO directory_company (account_id, name, trading_name, country, identifier,
  registration_number, address, postal_address, phone, email, website, tags, is_own, is_active,
  version)
SELECT account.id, account.name, '', '', '', '', '', '', '', '', '', '{}', true, true, 1
FROM tenancy_account account
WHERE NOT EXISTS (
  SELECT 1 FROM directory_company own WHERE own.account_id = account.id AND own.is_own
)
ON CONFLICT DO NOTHING;

UPDATE directory_person AS person SET user_id = membership.user_id
FROM tenancy_membership membership
JOIN tenancy_user login ON login.id = membership.user_id
WHERE person.account_id = membership.account_id AND person.user_id IS NULL
  AND lower(person.email) = lower(login.email);

INSERT INTO directory_person (account_id, company_id, user_id, name, email, phone, job_title,
  is_active, messages, is_primary_contact, is_default_claim_contact, is_insurance_manager, version)
SELECT membership.account_id, own.id, login.id, coalesce(nullif(login.name, ''), login.email),
  login.email, '', '', true, 'email', false, false, false, 1
FROM tenancy_membership membership
JOIN tenancy_user login ON login.id = membership.user_id
JOIN directory_company own ON own.account_id = membership.account_id AND own.is_own
WHERE NOT EXISTS (
  SELECT 1 FROM directory_person person
  WHERE person.account_id = membership.account_id AND person.user_id = login.id
);

UPDATE directory_person AS person SET account_template_id = template.id
FROM tenancy_membership membership
JOIN access_permissiontemplate template
  ON template.account_id = membership.account_id AND template.key = 'account_administrator'
WHERE membership.is_administrator
  AND person.account_id = membership.account_id AND person.user_id = membership.user_id;
"""


class Migration(migrations.Migration):
    """Rights move from the membership of a login to the person and the template they hold."""

    dependencies = [
        ("access", "0001_templates"),
        ("directory", "0002_people_and_insurance"),
    ]

    operations = [migrations.RunSQL(SCOPE + TEMPLATES + PEOPLE, migrations.RunSQL.noop)]
