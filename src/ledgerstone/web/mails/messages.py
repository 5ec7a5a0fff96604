"""What was sent about a claim or no contract, one mail as it was sent, and sending it again."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from ledgerstone.claims import queries as claims
from ledgerstone.claims.models import Claim
from ledgerstone.correspondence import catalogue
from ledgerstone.correspondence.log import mail_filter, mail_log
from ledgerstone.correspondence.log.resending import send_again
from ledgerstone.correspondence.models import Mail, MailRecipient
from ledgerstone.projects.formats import Formats
from ledgerstone.web.changes import page_asked
from ledgerstone.web.claims.crumbs import page_crumbs, tool_of
from ledgerstone.web.context import formats_of
from ledgerstone.web.entrance import enter, enter_contract, words
from ledgerstone.web.mails import filters
from ledgerstone.web.mails.rows import mail_row, subject_of
from ledgerstone.web.posted import record_asked
from ledgerstone.web.requests import ActorRequest, Done, act_once, first_of_ours, shown, view

_PAGE = 50


@view
@require_safe
def claim_messages(request: ActorRequest, claim_id: int) -> HttpResponse:
    """The mails about one claim."""
    found = claims.get_claim(request.actor, claim_id)
    enter(request, found.contract.project)
    request.tool = tool_of(request.actor, found)
    terms, formats = words(request)
    mails = mail_log.of_claim(request.actor, found)
    context = {
        "claim": found,
        **listed(request, mails, mail_log.told_of(request.actor, found.contract), formats),
        "crumbs": page_crumbs(request.actor, found, terms, formats, "Messages"),
        "empty_text": f"What is mailed about this {terms.claim_short} stands here: to whom it "
        "went, and whether it got there.",
    }
    return shown(request, "mails/claim.html", context)


@view
@require_safe
def account_messages(request: ActorRequest) -> HttpResponse:
    """The mails about no contract: there is no other page on which they stand."""
    found = mail_log.of_no_contract(request.actor)
    context = {
        **listed(
            request, found, mail_log.told_of(request.actor, None), formats_of(request.account)
        ),
        "empty_text": "Mails about insurance, digests and summaries stand here: to whom they went, "
        "and whether they got there.",
    }
    return shown(request, "mails/account.html", context)


@view
@require_safe
def mail(request: ActorRequest, mail_id: int) -> HttpResponse:
    """One mail: to whom it went, how far it got with each, and its text as it was sent."""
    found = mail_log.get_mail(request.actor, mail_id)
    claim = _entered(request, found)
    formats = words(request)[1] if request.project is not None else formats_of(request.account)
    row = mail_row(request.actor, found, formats)
    chosen = _chosen(request, [one.recipient for one in row.recipients])
    context = {
        "row": row,
        "mail": found,
        "kind": catalogue.KINDS[found.kind],
        "copy_read": chosen,
        "text": chosen.text if chosen is not None and chosen.text else found.text,
        "is_kept_back": chosen is not None
        and not mail_log.may_read_copy(request.actor, found, chosen),
        "crumbs": _crumbs(request, found, claim),
    }
    return shown(request, "mails/mail.html", context)


@view
@require_POST
def mail_again(request: ActorRequest, recipient_id: int) -> HttpResponse:
    """Send a mail again to one of its recipients."""

    def act() -> Done:
        out = send_again(actor=request.actor, recipient_id=recipient_id)
        page = reverse("web:mail", args=[out.mail_id])
        back = first_of_ours(request, request.POST.get("back")) or page
        return Done(back, f"The mail to {out.person.name} is on its way again.")

    return act_once(request, act)


def listed(
    request: ActorRequest, found: QuerySet[Mail], told: Q, formats: Formats
) -> dict[str, Any]:
    """A page of those mails that are asked for, as the list draws them, and its menus. Four
    queries, however many; ``told`` are the recipients that the reader is told of."""
    asked, here = filters.asked(request.GET), request.path
    page = page_asked(request.GET.get("page"))
    wanted = mail_filter.narrowed(found, told, asked)
    mails = list(wanted[(page - 1) * _PAGE : page * _PAGE + 1])
    kinds, people = mail_filter.kinds_in(found), mail_filter.people_in(found, told)
    return {
        "mails": [mail_row(request.actor, one, formats, asked) for one in mails[:_PAGE]],
        "later": filters.address(here, asked, page=page - 1) if page > 1 else "",
        "earlier": filters.address(here, asked, page=page + 1) if len(mails) > _PAGE else "",
        "is_narrowed": asked.is_narrowed,
        "everything": here,
        "menus": filters.menus(asked, here, kinds, people) if kinds else [],
    }


def _entered(request: ActorRequest, found: Mail) -> Claim | None:
    """Into the project of what a mail is about, where it is about one; its claim."""
    if found.claim_id is not None:
        claim = claims.get_claim(request.actor, found.claim_id)
        enter(request, claim.contract.project)
        request.tool = tool_of(request.actor, claim)
        return claim
    if found.contract_id is not None:
        enter_contract(request, found.contract_id)
    return None


def _chosen(request: ActorRequest, recipients: list[MailRecipient]) -> MailRecipient | None:
    """Whose copy of the mail is read: the one that was asked for, else the first that was sent."""
    asked = record_asked(request.GET.get("to", ""))
    first = next((one for one in recipients if one.text), None)
    return next((one for one in recipients if one.pk == asked), first)


def _crumbs(request: ActorRequest, found: Mail, claim: Claim | None) -> list[dict[str, str]]:
    here = {"label": subject_of(found), "href": ""}
    if claim is not None:
        *before, own = page_crumbs(request.actor, claim, *words(request), "Messages")
        return [*before, own | {"href": reverse("web:claim_messages", args=[claim.pk])}, here]
    contract = found.contract
    if contract is None:
        return [here]
    ways = (
        (f"{contract.number} {contract.title}", "web:contract"),
        ("Messages", "web:contract_messages"),
    )
    return [
        *({"label": said, "href": reverse(name, args=[contract.pk])} for said, name in ways),
        here,
    ]
