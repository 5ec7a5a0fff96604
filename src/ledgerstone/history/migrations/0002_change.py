"""The table of changes, and the function that the triggers of every tracked table call.

The function belongs to the owner of the tables and works with the owner's rights (SECURITY
DEFINER), so the application role writes the history without holding a privilege on it. Nobody else
may put the function behind a trigger: whoever could, might invent changes from a table of their
own. Triggers that stand already need no such privilege.
"""

import django.db.models.deletion
import ledgerstone.history.models
import ledgerstone.tenancy.constraints
import ledgerstone.tenancy.fields
from django.conf import settings
from django.db import migrations, models

# Arguments of a trigger: the column that holds the account, then columns whose changes say nothing.
# Called once a statement; old_rows and new_rows are that statement's rows before and after.
HISTORY_TRACK = r"""
CREATE FUNCTION history_track() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $history_track$
DECLARE
    account_column text := TG_ARGV[0];
    told text := coalesce(current_setting('ledgerstone.actor', true), '');
    told_moment text := coalesce(current_setting('ledgerstone.moment', true), '');
    accounts text := current_setting('ledgerstone.accounts', true);
    befores jsonb[];
    afters jsonb[];
    who bigint;
    who_name text;
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(NULL::jsonb), array_agg(to_jsonb(n) ORDER BY n.id)
        INTO befores, afters FROM new_rows n;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(to_jsonb(o) ORDER BY o.id), array_agg(NULL::jsonb)
        INTO befores, afters FROM old_rows o;
    ELSIF TG_OP = 'UPDATE' THEN
        -- A row that got another id or another account is one removed and one created.
        SELECT array_agg(o.record ORDER BY n.id, o.id), array_agg(n.record ORDER BY n.id, o.id)
        INTO befores, afters
        FROM (SELECT t.id, to_jsonb(t) AS record FROM old_rows t) o
        FULL JOIN (SELECT t.id, to_jsonb(t) AS record FROM new_rows t) n
            ON o.id = n.id AND o.record ->> account_column = n.record ->> account_column;
    ELSE
        RAISE EXCEPTION 'Rows of % are removed one by one, so that the history knows', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF befores IS NULL THEN
        RETURN NULL;
    END IF;

    IF told ~ '^\d{1,18}:' THEN
        SELECT id INTO who FROM public.tenancy_user WHERE id = split_part(told, ':', 1)::bigint;
    END IF;
    who_name := CASE WHEN told = '' THEN 'database role ' || session_user
        ELSE substr(told, strpos(told, ':') + 1) END;

    -- With a single role the policy binds the owner too; a new account is not in context yet.
    IF row_security_active('public.history_change') THEN
        PERFORM set_config('ledgerstone.accounts', string_agg(DISTINCT account, ','), true)
        FROM unnest(befores, afters) AS p (before, after),
            LATERAL (VALUES (before ->> account_column), (after ->> account_column)) AS a (account);
    END IF;

    WITH pairs AS MATERIALIZED (
        SELECT p.place, p.before, p.after, coalesce(p.after, p.before) AS record,
            (
                SELECT jsonb_object_agg(key, jsonb_build_array(b.value, a.value))
                FROM jsonb_each(coalesce(p.before, '{}')) AS b
                FULL JOIN jsonb_each(coalesce(p.after, '{}')) AS a USING (key)
                WHERE coalesce(b.value, 'null') <> coalesce(a.value, 'null')
                    AND key <> 'id' AND key <> ALL (TG_ARGV)
            ) AS changed
        FROM unnest(befores, afters) WITH ORDINALITY AS p (before, after, place)
    )
    INSERT INTO public.history_change (
        account_id, at, recorded_at, actor_id, actor_name, table_name, row_id, kind, changed
    )
    SELECT
        (record ->> account_column)::bigint,
        coalesce(nullif(told_moment, '')::timestamptz, statement_timestamp()),
        clock_timestamp(),
        who,
        left(who_name, 200),
        TG_TABLE_NAME,
        (record ->> 'id')::bigint,
        CASE WHEN before IS NULL THEN 'created' WHEN after IS NULL THEN 'removed'
            ELSE 'changed' END,
        coalesce(changed, '{}')
    FROM pairs
    WHERE before IS NULL OR after IS NULL OR changed IS NOT NULL
    ORDER BY place;

    IF row_security_active('public.history_change') THEN
        PERFORM set_config('ledgerstone.accounts', coalesce(accounts, ''), true);
    END IF;
    RETURN NULL;
END
$history_track$;
REVOKE ALL ON FUNCTION history_track() FROM PUBLIC;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('history', '0001_initial'),
        ('tenancy', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='RowChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(help_text='When it happened, by the clock of the application.')),
                ('recorded_at', models.DateTimeField(help_text="When it happened, by the database's own clock.")),
                ('actor_name', models.CharField(max_length=200)),
                ('table_name', models.CharField(max_length=63)),
                ('row_id', models.BigIntegerField()),
                ('kind', models.CharField(max_length=7)),
                ('changed', models.JSONField(decoder=ledgerstone.history.models.ExactNumbers)),
                ('account', ledgerstone.tenancy.fields.AccountField(related_name='+')),
                ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'db_table': 'history_change',
                'indexes': [models.Index(fields=['account', 'table_name', 'row_id', 'id'], name='history_change_row')],
                'constraints': [ledgerstone.tenancy.constraints.AppendOnly(name='history_change_stands'), ledgerstone.tenancy.constraints.WrittenByTriggers(name='history_change_witnessed'), models.CheckConstraint(condition=models.Q(('kind__in', ['created', 'changed', 'removed'])), name='history_change_kind'), models.UniqueConstraint(fields=('account', 'id'), name='history_change_key'), ledgerstone.tenancy.constraints.RowLevelSecurity(name='history_change_scope')],
            },
        ),
        migrations.RunSQL(HISTORY_TRACK, "DROP FUNCTION history_track() CASCADE"),
    ]
