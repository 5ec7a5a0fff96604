"""Moves the mails of earlier releases into the one log, and drops the tables they stood in.

A mail that nobody sent yet is sent from there: the worker takes up what has no job. One that was
being sent is unknown, since only the mail server knows. Jobs of the tasks that sent them before are
removed; nothing would do them.
"""

from django.db import migrations

from ledgerstone.tenancy import migrating

# With row-level security forced on the owner, every account has to be in context.
IN_CONTEXT = """
SELECT set_config('ledgerstone.accounts', coalesce(string_agg(id::text, ','), ''), true)
  FROM tenancy_account;
"""

# What became of a mail, as the log says it. ``{old}`` is the row in the table of before, ``{at}``
# when it was made.
BECAME = """
CASE {old}.state WHEN 'sending' THEN 'unknown' ELSE {old}.state END,
CASE WHEN {old}.state = 'not_sent' AND {old}.why_not = '' THEN 'Nothing was sent.'
  ELSE {old}.why_not END,
CASE {old}.state WHEN 'sending' THEN 'The worker ended while it sent the mail.' ELSE '' END,
CASE WHEN {old}.state IN ('sent', 'sending') THEN 1 ELSE 0 END,
CASE WHEN {old}.state = 'sent' THEN coalesce({old}.sent_at, {at}) END,
CASE WHEN {old}.state = 'queued' THEN statement_timestamp() ELSE {at} END
"""

# A moment as Python writes it, which the names of causes hold.
MOMENT = """
(to_char({at} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS')
 || CASE WHEN to_char({at}, 'US') = '000000' THEN '' ELSE '.' || to_char({at}, 'US') END
 || '+00:00')
"""

MESSAGES = f"""
INSERT INTO correspondence_mail
  (account_id, kind, cause, project_id, contract_id, facts, subject, text, is_private, sender_id,
   sender_name, made_at, recipients_at)
SELECT old.account_id, 'contract_mail', 'contract_mail:before:' || old.id, contract.project_id,
  old.contract_id,
  (SELECT jsonb_build_object(
     'to', coalesce(jsonb_agg(person_id ORDER BY id) FILTER (WHERE NOT is_copy), '[]'),
     'copy', coalesce(jsonb_agg(person_id ORDER BY id) FILTER (WHERE is_copy), '[]'))
   FROM correspondence_messagerecipient one
   WHERE one.account_id = old.account_id AND one.message_id = old.id),
  old.subject, old.text, old.is_private, old.sender_id, old.sender_name, old.created_at,
  old.created_at
FROM correspondence_message old
JOIN contracts_contract contract
  ON contract.account_id = old.account_id AND contract.id = old.contract_id
ORDER BY old.created_at, old.id;

INSERT INTO correspondence_mailrecipient
  (account_id, mail_id, person_id, way, because, address, subject, text, message_id,
   state, why_not, server_words, tries, sent_at, due_at)
SELECT old.account_id, mail.id, old.person_id, CASE WHEN old.is_copy THEN 'copy' ELSE 'to' END,
  left(mail.sender_name || ' sent it to you', 300), old.address,
  CASE WHEN old.state = 'sent' THEN mail.subject ELSE '' END,
  CASE WHEN old.state = 'sent' THEN mail.text ELSE '' END, '',
  {BECAME.format(old="old", at="mail.made_at")}
FROM correspondence_messagerecipient old
JOIN correspondence_mail mail ON mail.account_id = old.account_id
  AND mail.cause = 'contract_mail:before:' || old.message_id
ORDER BY old.id;
"""

# The same invitation, reminder or answer was one row for each person.
_CAUSE = """
(CASE old.about WHEN 'invited' THEN 'invitation' WHEN 'reminded' THEN 'invitation_reminder'
   ELSE 'invitation_answer' END)
"""
_KEY = f"{_CAUSE} || ':' || old.invitation_id || ':' || {MOMENT.format(at='old.at')}"
INVITATIONS = f"""
INSERT INTO correspondence_mail
  (account_id, kind, cause, project_id, contract_id, invitation_id, facts, subject, text,
   is_private, sender_id, sender_name, made_at, recipients_at)
SELECT DISTINCT old.account_id, {_CAUSE}, {_KEY}, contract.project_id, contract.id,
  old.invitation_id, jsonb_build_object('at', {MOMENT.format(at="old.at")}), '', '', false,
  person.id, coalesce(left(coalesce(nullif(person.name, ''), person.email), 200), ''), old.at,
  old.at
FROM correspondence_invitationmail old
JOIN claims_invitation invitation
  ON invitation.account_id = old.account_id AND invitation.id = old.invitation_id
JOIN contracts_contract contract
  ON contract.account_id = old.account_id AND contract.id = invitation.contract_id
LEFT JOIN tenancy_user person ON person.id =
  CASE old.about WHEN 'answered' THEN invitation.answered_by_id ELSE invitation.invited_by_id END
ORDER BY old.at
ON CONFLICT (account_id, cause) DO NOTHING;

INSERT INTO correspondence_mailrecipient
  (account_id, mail_id, person_id, way, because, asked_for, address, subject, text, message_id,
   state, why_not, server_words, tries, sent_at, due_at)
SELECT old.account_id, mail.id, old.person_id, 'to',
  CASE old.about WHEN 'answered' THEN 'you are to know of it'
    ELSE left('you are named on ' || contract.number, 300) END,
  CASE old.about WHEN 'answered' THEN NULL ELSE contract.company_id END, old.address, '', '', '',
  {BECAME.format(old="old", at="old.at")}
FROM correspondence_invitationmail old
JOIN correspondence_mail mail ON mail.account_id = old.account_id AND mail.cause = {_KEY}
JOIN contracts_contract contract
  ON contract.account_id = old.account_id AND contract.id = mail.contract_id
ORDER BY old.id
ON CONFLICT (account_id, mail_id, person_id) DO NOTHING;
"""

INSURANCE = f"""
INSERT INTO correspondence_mail
  (account_id, kind, cause, facts, subject, text, is_private, sender_name, made_at, recipients_at)
SELECT old.account_id, 'insurance', 'insurance:' || old.person_id || ':' || old.day,
  jsonb_build_object('person', old.person_id, 'day', old.day::text,
    'policies', to_jsonb(old.policies)),
  '', '', false, '', old.made_at, old.made_at
FROM correspondence_insurancenotice old
ORDER BY old.made_at, old.id
ON CONFLICT (account_id, cause) DO NOTHING;

INSERT INTO correspondence_mailrecipient
  (account_id, mail_id, person_id, way, because, address, subject, text, message_id,
   state, why_not, server_words, tries, sent_at, due_at)
SELECT old.account_id, mail.id, old.person_id, 'to', '',
  CASE WHEN old.state = 'sent' THEN person.email ELSE '' END, '', '', '',
  {BECAME.format(old="old", at="old.made_at")}
FROM correspondence_insurancenotice old
JOIN correspondence_mail mail ON mail.account_id = old.account_id
  AND mail.cause = 'insurance:' || old.person_id || ':' || old.day
JOIN directory_person person
  ON person.account_id = old.account_id AND person.id = old.person_id
ORDER BY old.id
ON CONFLICT (account_id, mail_id, person_id) DO NOTHING;
"""

JOBS = """
DELETE FROM procrastinate_jobs WHERE status = 'todo' AND task_name IN (
  'correspondence.contract_message', 'correspondence.invitation_to_claim',
  'correspondence.insurance_notice', 'correspondence.backups_compiled'
);
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
"""


class Migration(migrating.Migration):

    dependencies = [
        ('claims', '0011_carried_amounts_without_a_key'),
        ('contracts', '0009_invoices_by_recipient'),
        ('correspondence', '0004_mails'),
        ('procrastinate', '0041_post_retry_failed_job'),
    ]

    operations = [
        migrations.RunSQL(
            IN_CONTEXT + MESSAGES + INVITATIONS + INSURANCE + JOBS, migrations.RunSQL.noop
        ),
        migrations.DeleteModel(name='MessageRecipient'),
        migrations.DeleteModel(name='Message'),
        migrations.DeleteModel(name='InvitationMail'),
        migrations.DeleteModel(name='InsuranceNotice'),
    ]
