"""Writes down to every contract what its last certificate holds and had earned."""

from django.db import migrations

# With row-level security forced on the owner, every account has to be in context.
HELD = """
SELECT set_config('ledgerstone.accounts', coalesce(string_agg(id::text, ','), ''), true)
  FROM tenancy_account;
UPDATE contracts_contractfigures figures
   SET retained = last.total_retention, earned = last.total_earned_less_retention
  FROM (
    SELECT DISTINCT ON (claim.contract_id) claim.account_id, claim.contract_id,
           certificate.total_retention, certificate.total_earned_less_retention
      FROM claims_claim claim
      JOIN claims_certificate certificate ON certificate.id = claim.certificate_id
     ORDER BY claim.contract_id, claim.number DESC
  ) last
 WHERE figures.account_id = last.account_id AND figures.contract_id = last.contract_id;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0002_cover_reason_and_certified_version'),
        ('contracts', '0007_sums'),
    ]

    operations = [migrations.RunSQL(HELD, migrations.RunSQL.noop)]
