"""Who reads which of the mails that were sent, and of whom they went to.

Administrators of a contract read all of its mails. Whoever sees the contract reads those that are
not private, as far as they see what the mails are about; its claim contacts read what was written
to their own company. A private mail is read by its sender, the people it went to, and
administrators; who got a blind copy is told to its sender and administrators.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from ledgerstone.access import policy as access
from ledgerstone.access.actions import Action
from ledgerstone.claims.models import Claim
from ledgerstone.contracts import policy
from ledgerstone.contracts.models import Contract
from ledgerstone.correspondence.models import BLIND, COPY, SENT, SUMMED, TO, Mail, MailRecipient
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import NotThere

# What people write themselves: it says no more than its writer said.
WRITTEN = ("contract_mail",)
# What is made of what one reader sees, on projects and contracts that others may not.
OF_READER = ("digest", "daily_summary")
_ORDER = {TO: 0, COPY: 1, BLIND: 2}


def of_contract(actor: Actor, contract: Contract) -> QuerySet[Mail]:
    """The mails about a contract and its claims that the person reads, the latest first.

    Two queries, however many: the mails with their subjects, and their ``shown`` recipients.
    """
    found = Mail.objects.filter(account_id=contract.account_id, contract_id=contract.pk)
    return _read_by(actor, contract, found)


def of_claim(actor: Actor, claim: Claim) -> QuerySet[Mail]:
    """The mails about one claim that the person reads, the latest first. Two queries."""
    found = Mail.objects.filter(account_id=claim.account_id, claim_id=claim.pk)
    return _read_by(actor, claim.contract, found)


def of_no_contract(actor: Actor) -> QuerySet[Mail]:
    """The mails about no contract, such as those about insurance, for the account's administrators,
    the latest first. Two queries."""
    if not access.may_in_account(actor, Action.CONFIGURE_ACCOUNT):
        raise NotThere
    found = Mail.objects.filter(account_id=actor.account_id, contract__isnull=True)
    return _dressed(found, told_of(actor, None))


def get_mail(actor: Actor, mail_id: int) -> Mail:
    """One mail, with its ``shown`` recipients; not there for who may not read it.

    One about no contract is read by who wrote it, who got it, and the account's administrators.
    """
    found = Mail.objects.filter(account_id=actor.account_id, pk=mail_id)
    plain = found.select_related("contract").first()
    if plain is None:
        raise NotThere
    if plain.contract is None:
        every = access.may_in_account(actor, Action.CONFIGURE_ACCOUNT)
        whose = Q() if every else _own(actor)
        mail = _dressed(found.filter(whose), told_of(actor, None)).first()
    elif not policy.may_see(actor, plain.contract):
        raise NotThere
    else:
        mail = _read_by(actor, plain.contract, found).first()
    if mail is None:
        raise NotThere
    return mail


def shown(mail: Mail) -> list[MailRecipient]:
    """The recipients of a mail that its reader is told of: those written to, then copies."""
    rows: list[MailRecipient] = mail.shown  # type: ignore[attr-defined]
    return sorted(rows, key=lambda one: (_ORDER[one.way], one.pk))


def may_read_copy(actor: Actor, mail: Mail, recipient: MailRecipient) -> bool:
    """Whether the person reads the text that one recipient of a mail got."""
    return mail.kind not in OF_READER or recipient.person_id == actor.person_id


def received_by(actor: Actor) -> QuerySet[MailRecipient]:
    """What was sent to the person, the latest first, with its mails. One query."""
    found = MailRecipient.objects.filter(account_id=actor.account_id, state__in=[SENT, SUMMED])
    own = found.none() if actor.person_id is None else found.filter(person_id=actor.person_id)
    return own.select_related("mail", "person").order_by("-pk")


def may_send_again(actor: Actor, mail: Mail) -> bool:
    """Whether the person may have a mail sent again: administrators, and who wrote it."""
    if mail.contract is None:
        return access.may_in_account(actor, Action.CONFIGURE_ACCOUNT)
    if policy.may_configure(actor, mail.contract):
        return True
    is_own = mail.sender_id is not None and mail.sender_id == actor.user_id
    return is_own and policy.may(actor, mail.contract, Action.EMAIL_CONTRACT)


def _read_by(actor: Actor, contract: Contract, found: QuerySet[Mail]) -> QuerySet[Mail]:
    return _dressed(found.filter(_readable(actor, contract)), told_of(actor, contract))


def _dressed(found: QuerySet[Mail], recipients: Q) -> QuerySet[Mail]:
    """With the subject that was sent, and the recipients that are told of."""
    sent = MailRecipient.objects.filter(
        account_id=OuterRef("account_id"), mail_id=OuterRef("pk")
    ).exclude(subject="")
    told = MailRecipient.objects.filter(recipients).select_related("person__company")
    return (
        found.annotate(sent_subject=Subquery(sent.order_by("pk").values("subject")[:1]))
        .select_related("contract", "claim")
        .prefetch_related(Prefetch("recipients", queryset=told.order_by("pk"), to_attr="shown"))
        .order_by("-made_at", "-pk")
    )


def _readable(actor: Actor, contract: Contract) -> Q:
    """Which mails about a contract the person reads."""
    if policy.may_configure(actor, contract):
        return Q()
    everybodys = Q(is_private=False) & _is_open()
    if _is_only_contact(actor, contract):
        everybodys &= Q(Exists(_recipients().filter(_of_company(contract))))
    elif not policy.may_see_schedule(actor, contract):
        everybodys &= Q(kind__in=WRITTEN)
    elif not policy.may(actor, contract, Action.VIEW_CLAIM):
        everybodys &= Q(claim__isnull=True)
    return everybodys | _own(actor)


def _is_open() -> Q:
    """Mails that are no blind copy only, as one that was sent again to whoever had one."""
    blind = _recipients().filter(way=BLIND)
    return ~Q(Exists(blind)) | Q(Exists(_recipients().exclude(way=BLIND)))


def _own(actor: Actor) -> Q:
    """The mails that the person wrote or got."""
    written = Q() if actor.signed_by is None else Q(sender_id=actor.signed_by)
    if actor.person_id is None:
        return written or Q(pk__in=[])
    return written | Q(Exists(_recipients().filter(person_id=actor.person_id)))


def told_of(actor: Actor, contract: Contract | None) -> Q:
    """Which recipients of the mails about a contract, or about none, the person is told of."""
    of_account = Q(account_id=actor.account_id)
    if contract is None:
        all_of_them = access.may_in_account(actor, Action.CONFIGURE_ACCOUNT)
    else:
        all_of_them = policy.may_configure(actor, contract)
    if all_of_them:
        return of_account
    told = ~Q(way=BLIND)
    if contract is not None and _is_only_contact(actor, contract):
        told &= Q(person__company_id=contract.company_id)
    if actor.person_id is not None:
        told |= Q(person_id=actor.person_id)
    if actor.signed_by is not None:
        told |= Q(mail__sender_id=actor.signed_by)
    return of_account & told


def _is_only_contact(actor: Actor, contract: Contract) -> bool:
    """Whether the person sees the contract because they claim on it, for its company."""
    inside = policy.may_see_tool(actor, contract.project_id, contract.kind)
    return contract.pk in actor.contact_of and not inside


def _of_company(contract: Contract) -> Q:
    return Q(asked_for=contract.company_id) & ~Q(way=BLIND)


def _recipients() -> QuerySet[MailRecipient]:
    return MailRecipient.objects.filter(account_id=OuterRef("account_id"), mail_id=OuterRef("pk"))
