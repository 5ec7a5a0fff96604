"""Papers of policies: attaching, getting and removing them."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from ledgerstone.directory import insurance_queries as queries
from ledgerstone.directory.operations import insurance as operations
from ledgerstone.web.requests import ActorRequest, Done, act_once, view
from ledgerstone.web.uploads import file_to_keep, uploaded


@view
@require_POST
def insurance_attach(request: ActorRequest, policy_id: int) -> HttpResponse:
    """Attach the uploaded file to a policy."""
    found = queries.get_policy(request.actor, policy_id)

    def act() -> Done:
        name, content = uploaded(request)
        paper = operations.attach_paper(
            actor=request.actor, policy_id=found.pk, name=name, content=content
        )
        return Done(reverse("web:insurance_policy", args=[found.pk]), f"{paper.name} is attached.")

    return act_once(request, act)


@view
@require_safe
def insurance_paper(request: ActorRequest, attachment_id: int) -> HttpResponse:
    """The file of a paper, to be kept by whoever may see its policy."""
    paper = queries.get_attachment(request.actor, attachment_id)
    return file_to_keep(paper.file, paper.name)


@view
@require_POST
def insurance_paper_remove(request: ActorRequest, attachment_id: int) -> HttpResponse:
    """Take a paper off its policy."""

    def act() -> Done:
        found = operations.remove_paper(actor=request.actor, attachment_id=attachment_id)
        return Done(reverse("web:insurance_policy", args=[found.pk]), "The paper is removed.")

    return act_once(request, act)
