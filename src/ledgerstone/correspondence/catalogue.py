"""Every kind of mail about the work, a row each: what it follows, whom it is for, what it says.

Mails about signing in (invitations to a login, links, codes, notices) are not rows: what they hold
opens things, so nothing of them is kept. They are sent by the jobs of ``jobs``.
"""

from __future__ import annotations

from collections.abc import Mapping

from ledgerstone.claims.invitation_events import InvitationAnswered, RoundInvited, RoundReminded
from ledgerstone.documents.compiled_events import BackupsCompiled, PackageMade

from . import audience, gate
from .kind import Kind
from .kinds import files, insurance, invitation_answers, invitations, written

_ROWS = (
    Kind(
        name="contract_mail",
        title="Mails that people write about a contract",
        when="somebody chooses “Email contract”",
        to_whom="the people who were chosen",
        recipients=audience.chosen,
        sees=gate.always,
        letter=written.contract_mail,
        fixed_because="A person wrote it to you.",
        way="the contract",
        sample=written.contract_mail_sample,
    ),
    Kind(
        name="invitation",
        title="Invitation to claim",
        when="an administrator invites contacts to claim for a billing period",
        to_whom="the claim contacts of the contract",
        follows=RoundInvited,
        causes=invitations.causes_of_invited,
        recipients=audience.contacts,
        sees=gate.sees_contract,
        letter=invitations.invitation,
        fixed_because="It asks you for a claim by a day.",
        way="the invitation, with a link of the contact's own",
        sample=invitations.invitation_sample,
    ),
    Kind(
        name="invitation_reminder",
        title="Reminder to claim",
        when="an administrator reminds contacts, or at 7:00 every one, two or three days after "
        "the invitation until the due date",
        to_whom="the claim contacts of the contract, until they said no or handed a claim in",
        follows=RoundReminded,
        causes=invitations.causes_of_reminded,
        recipients=audience.contacts,
        sees=gate.sees_contract,
        letter=invitations.reminder,
        fixed_because="It asks you for a claim by a day, and stops when the claim is sent.",
        way="the invitation, with a link of the contact's own",
        sample=invitations.reminder_sample,
    ),
    Kind(
        name="invitation_answer",
        title="Invitation to claim accepted or declined",
        when="a contact answers an invitation to claim",
        to_whom="whoever sent the invitation, and the distribution of claims",
        follows=InvitationAnswered,
        causes=invitation_answers.causes,
        recipients=invitation_answers.recipients,
        sees=gate.sees_contract,
        letter=invitation_answers.answer,
        may_be_off=True,
        may_wait=True,
        way="the contract",
        sample=invitation_answers.answer_sample,
    ),
    Kind(
        name="backups_ready",
        title="Backups of a billing period are compiled",
        when="backups that somebody asked for are compiled",
        to_whom="whoever asked for them",
        follows=BackupsCompiled,
        causes=files.causes_of_backups,
        recipients=audience.whoever_asked,
        sees=files.sees_document,
        letter=files.backups_ready,
        may_be_off=True,
        may_wait=True,
        way="the file",
        sample=files.backups_ready_sample,
    ),
    Kind(
        name="package_ready",
        title="A claim with its attachments is packed",
        when="a package of a claim with its files took long and is made",
        to_whom="whoever asked for it, unless they opened it already",
        follows=PackageMade,
        causes=files.causes_of_package,
        recipients=audience.whoever_asked,
        sees=files.sees_document,
        letter=files.package_ready,
        may_be_off=True,
        may_wait=True,
        way="the file",
        sample=files.package_ready_sample,
    ),
    Kind(
        name="insurance",
        title="Insurance that ends",
        when="every morning at 7:00 from 14 days before a policy expires until 60 days after",
        to_whom="insurance managers, and the primary contact and claim contacts of the company",
        recipients=insurance.recipients,
        sees=gate.always,
        letter=insurance.letter,
        fixed_because="It asks for a renewal, and stops when the expiration date is updated.",
        way="the insurance of the company, for who may open it",
        sample=insurance.sample,
    ),
)

KINDS: Mapping[str, Kind] = {kind.name: kind for kind in _ROWS}
