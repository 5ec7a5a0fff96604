"""Papers of policies: attaching, getting and removing them.

A paper is what somebody uploaded, so it is only ever handed over as a file to keep: never shown by
the browser, whatever it holds.
"""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from ledgerstone.directory import insurance_queries as queries
from ledgerstone.directory.operations import insurance as operations
from ledgerstone.files import kinds
from ledgerstone.files.queries import open_file
from ledgerstone.tenancy.refusals import Invalid
from ledgerstone.web.requests import ActorRequest, Done, act_once, view


@view
@require_POST
def insurance_attach(request: ActorRequest, policy_id: int) -> HttpResponse:
    """Attach the uploaded file to a policy."""
    found = queries.get_policy(request.actor, policy_id)
    upload = request.FILES.get("file")

    def act() -> Done:
        if not isinstance(upload, UploadedFile):
            raise Invalid("Choose a file to attach.", fields={"file": "Choose a file to attach."})
        paper = operations.attach_paper(
            actor=request.actor,
            policy_id=found.pk,
            name=upload.name or "",
            content=_content(upload),
        )
        return Done(reverse("web:insurance_policy", args=[found.pk]), f"{paper.name} is attached.")

    return act_once(request, act)


def _content(upload: UploadedFile) -> bytes:
    """What was uploaded; of what is too large, enough to be refused by."""
    upload.seek(0)
    if (upload.size or 0) > kinds.LARGEST:
        sentence = (
            f"A file may have up to {kinds.size_in_words(kinds.LARGEST)}; this one has "
            f"{kinds.size_in_words(upload.size or 0)}."
        )
        raise Invalid(sentence, fields={"file": sentence})
    return bytes(upload.read())


@view
@require_safe
def insurance_paper(request: ActorRequest, attachment_id: int) -> HttpResponse:
    """The file of a paper, to be kept by whoever may see its policy."""
    paper = queries.get_attachment(request.actor, attachment_id)
    response = HttpResponse(open_file(paper.file), content_type=paper.file.content_type)
    disposition = content_disposition_header(as_attachment=True, filename=paper.name)
    response["Content-Disposition"] = disposition or "attachment"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@view
@require_POST
def insurance_paper_remove(request: ActorRequest, attachment_id: int) -> HttpResponse:
    """Take a paper off its policy."""

    def act() -> Done:
        found = operations.remove_paper(actor=request.actor, attachment_id=attachment_id)
        return Done(reverse("web:insurance_policy", args=[found.pk]), "The paper is removed.")

    return act_once(request, act)
