"""What each contract comes to, kept by triggers of contracts, their lines and their variations.

One statement's changes are summed up once, whatever its number of rows. The row of a contract comes
with the contract, so that lines which go together with it find nothing to sum up.
"""

from django.db import migrations

SUMS = r"""
CREATE FUNCTION contracts_sum_up(contracts bigint[]) RETURNS void LANGUAGE sql AS $$
UPDATE contracts_contractfigures figures
   SET line_count = summed.line_count, original = summed.original, approved = summed.approved,
       pending = summed.pending, draft = summed.draft, claimed = summed.claimed,
       certified = summed.certified
  FROM (
    SELECT wanted.id,
           count(line.id) FILTER (WHERE line.parent_id IS NULL) AS line_count,
           coalesce(sum(line.scheduled_value) FILTER (
             WHERE line.parent_id IS NULL AND line.variation_id IS NULL), 0) AS original,
           coalesce(sum(line.scheduled_value) FILTER (
             WHERE variation.status = 'approved'), 0) AS approved,
           coalesce(sum(line.scheduled_value) FILTER (
             WHERE variation.status IN ('not_pricing', 'pricing', 'pending', 'revised',
                                        'proceeding', 'not_proceeding')), 0) AS pending,
           coalesce(sum(line.scheduled_value) FILTER (
             WHERE variation.status = 'draft'), 0) AS draft,
           coalesce(sum(line.claimed_to_date), 0) AS claimed,
           coalesce(sum(line.certified_to_date), 0) AS certified
      FROM unnest(contracts) AS wanted (id)
      JOIN contracts_contract contract ON contract.id = wanted.id
      LEFT JOIN contracts_scheduleline line
        ON line.account_id = contract.account_id AND line.contract_id = contract.id
      LEFT JOIN contracts_variation variation
        ON variation.account_id = line.account_id AND variation.id = line.variation_id
     GROUP BY wanted.id
  ) summed
 WHERE figures.contract_id = summed.id
$$;

CREATE FUNCTION contracts_sum_up_new() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO contracts_contractfigures (
        account_id, contract_id, line_count, original, approved, pending, draft, claimed, certified,
        retained, earned, paid
    ) SELECT account_id, id, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 FROM new_rows;
    RETURN NULL;
END $$;

CREATE FUNCTION contracts_sum_up_after() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM contracts_sum_up(array_agg(DISTINCT contract_id)) FROM new_rows;
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM contracts_sum_up(array_agg(DISTINCT contract_id)) FROM old_rows;
    ELSE
        PERFORM contracts_sum_up(array_agg(DISTINCT contract_id))
           FROM (SELECT contract_id FROM old_rows UNION SELECT contract_id FROM new_rows) touched;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER contracts_contract_figures AFTER INSERT ON contracts_contract
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION contracts_sum_up_new();
CREATE TRIGGER contracts_scheduleline_figures_insert AFTER INSERT ON contracts_scheduleline
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION contracts_sum_up_after();
CREATE TRIGGER contracts_scheduleline_figures_update AFTER UPDATE ON contracts_scheduleline
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION contracts_sum_up_after();
CREATE TRIGGER contracts_scheduleline_figures_delete AFTER DELETE ON contracts_scheduleline
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION contracts_sum_up_after();
CREATE TRIGGER contracts_variation_figures_update AFTER UPDATE ON contracts_variation
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION contracts_sum_up_after();
"""

# With row-level security forced on the owner, every account has to be in context.
EXISTING = r"""
SELECT set_config('ledgerstone.accounts', coalesce(string_agg(id::text, ','), ''), true)
  FROM tenancy_account;
INSERT INTO contracts_contractfigures (
    account_id, contract_id, line_count, original, approved, pending, draft, claimed, certified,
    retained, earned, paid
) SELECT account_id, id, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 FROM contracts_contract;
SELECT contracts_sum_up(array_agg(id)) FROM contracts_contract;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('contracts', '0006_agreements'),
    ]

    operations = [
        migrations.RunSQL(
            SUMS,
            "DROP FUNCTION contracts_sum_up_new() CASCADE;"
            "DROP FUNCTION contracts_sum_up_after() CASCADE;"
            "DROP FUNCTION contracts_sum_up(bigint[])",
        ),
        migrations.RunSQL(EXISTING, migrations.RunSQL.noop),
    ]
