"""The list of a claim contact's contracts, and going to one of them in whatever account it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from ledgerstone.access import policy as access
from ledgerstone.claims import operations, queries
from ledgerstone.claims.inviting.invitations import get_invitation
from ledgerstone.contracts.actors import actor_for
from ledgerstone.contracts.queries import get_contract
from ledgerstone.projects.queries import words
from ledgerstone.tenancy import context
from ledgerstone.tenancy.middleware import SESSION_KEY
from ledgerstone.tenancy.models import Membership, User
from ledgerstone.tenancy.refusals import NotThere
from ledgerstone.web.requests import ActorRequest, Done, act_once, shown, view

from .cards import groups_of, sums_of
from .reading import Held, held_by


@view
@require_safe
def my_contracts(request: ActorRequest) -> HttpResponse:
    """Every contract of which the person is claim contact, with the one thing to do next."""
    return contracts_page(request, held_by(_user(request)))


def contracts_page(request: ActorRequest, found: Sequence[Held]) -> HttpResponse:
    """The list; in the frame of the projects for those who see any, else by itself."""
    request.tool = "web:my_contracts"
    context_ = {
        "groups": groups_of(found),
        "sums": sums_of(found),
        "has_frame": bool(access.visible_projects(request.actor)),
    }
    return shown(request, "my_contracts/list.html", context_)


@view
@require_safe
def my_contract(request: ActorRequest, account_id: int, contract_id: int) -> HttpResponse:
    """Go to a contract, and to work in its account."""
    with _working_in(request, account_id):
        get_contract(request.actor, contract_id)
    _stay(request, account_id)
    return HttpResponseRedirect(reverse("web:contract", args=[contract_id]))


@view
@require_safe
def my_contract_payments(request: ActorRequest, account_id: int, contract_id: int) -> HttpResponse:
    """Go to the payments of a contract, and to work in its account."""
    with _working_in(request, account_id):
        get_contract(request.actor, contract_id)
    _stay(request, account_id)
    return HttpResponseRedirect(reverse("web:contract_payments", args=[contract_id]))


@view
@require_safe
def my_schedule(request: ActorRequest, account_id: int, contract_id: int) -> HttpResponse:
    """Go to the subcontractor's schedule of a contract, and to work in its account."""
    with _working_in(request, account_id):
        get_contract(request.actor, contract_id)
    _stay(request, account_id)
    return HttpResponseRedirect(reverse("web:subcontractor_schedule", args=[contract_id]))


@view
@require_safe
def my_claim(request: ActorRequest, account_id: int, claim_id: int) -> HttpResponse:
    """Go to a claim a line at a time, and to work in its account."""
    with _working_in(request, account_id):
        queries.get_claim(request.actor, claim_id)
    _stay(request, account_id)
    return HttpResponseRedirect(reverse("web:claim_as_list", args=[claim_id]))


@view
@require_safe
def my_invitation(request: ActorRequest, account_id: int, invitation_id: int) -> HttpResponse:
    """Go to an invitation to claim, and to work in its account."""
    with _working_in(request, account_id):
        get_invitation(request.actor, invitation_id)
    _stay(request, account_id)
    return HttpResponseRedirect(reverse("web:claim_invitation", args=[invitation_id]))


@view
@require_POST
def my_claim_new(request: ActorRequest, account_id: int, contract_id: int) -> HttpResponse:
    """Start the next claim on a contract, and go to it a line at a time."""
    with _working_in(request, account_id):
        contract = get_contract(request.actor, contract_id)
        terms, _formats = words(contract.project)

        def act() -> Done:
            claim = operations.start_claim(actor=request.actor, contract_id=contract_id)
            said = f"{terms.claim_short.capitalised} {claim.number} is started as a draft."
            return Done(reverse("web:claim_as_list", args=[claim.pk]), said)

        answer = act_once(request, act)
    _stay(request, account_id)
    return answer


@contextmanager
def _working_in(request: ActorRequest, account_id: int) -> Iterator[None]:
    """Let the person act in one of their accounts for the length of the block."""
    user = _user(request)
    found = Membership.objects.filter(user=user.pk, account_id=account_id)
    membership = found.select_related("account").first()
    if membership is None:
        raise NotThere
    before = request.account, request.actor
    with context.accounts([account_id]):
        actor = actor_for(user, membership.account)
        if actor is None:
            raise NotThere
        request.account, request.actor = membership.account, actor
        try:
            yield
        finally:
            request.account, request.actor = before


def _stay(request: ActorRequest, account_id: int) -> None:
    """From here on the person works in that account."""
    request.session[SESSION_KEY] = account_id


def _user(request: ActorRequest) -> User:
    if not isinstance(request.user, User):
        raise NotThere
    return request.user
