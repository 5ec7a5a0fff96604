"""The backup of a head contract claim: papers of the subcontract claims that it was filled from.

Of each claim that amounts were carried from, the document of its certificate and the files attached
to it. The rooms above make the documents and say which there are; this keeps the attachments of the
head contract claim in step with what it carries: run again, they are what they should be.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from ledgerstone.claims.models import CarriedAmount, Claim, ClaimAttachment
from ledgerstone.tenancy.acting import acting
from ledgerstone.tenancy.actor import Actor


@dataclass(frozen=True, slots=True)
class Paper:
    """A stored file, as it is attached."""

    file_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Section:
    """Papers of a claim that stand together: those that people added (``origin`` is None), and
    those that came from one subcontract claim."""

    origin: Claim | None
    papers: tuple[ClaimAttachment, ...]


def origins(claim: Claim) -> list[Claim]:
    """The subcontract claims that a claim carries amounts of, with a standing certificate, in
    order. One query."""
    carried = CarriedAmount.objects.filter(account_id=claim.account_id, claim_id=claim.pk)
    found = Claim.objects.filter(
        account_id=claim.account_id,
        pk__in=carried.values("source__certificate__claim_id"),
        certificate__isnull=False,
    )
    return list(
        found.select_related("contract", "certificate")
        .defer("certificate__position")
        .order_by("contract__number", "number")
    )


def count(account_id: int, claim_ids: Collection[int]) -> int:
    """How many papers the claims with these ids bring. One query."""
    return len(claim_ids) + _attached(account_id, claim_ids).count()


def keep_in_step(*, actor: Actor, claim: Claim, documents: Mapping[int, Paper]) -> int:
    """Attach what a claim's backup should be, and take away what it no longer is; how many there
    are. ``documents``: those of the certificates, by the id of their claim, as far as made.

    A claim that is not filled with backup has none.
    """
    with acting(actor):
        wanted = _wanted(claim, documents) if claim.carries_backup else {}
        present = ClaimAttachment.objects.filter(
            account_id=claim.account_id, claim_id=claim.pk, kind=ClaimAttachment.BACKUP
        )
        for paper in present:
            if wanted.pop((paper.origin_id, paper.file_id), None) is None:
                paper.delete()
        for (origin_id, file_id), name in wanted.items():
            ClaimAttachment.objects.create(
                account_id=claim.account_id,
                claim_id=claim.pk,
                file_id=file_id,
                name=name,
                kind=ClaimAttachment.BACKUP,
                origin_id=origin_id,
                added_by_id=actor.signed_by,
            )
        return present.all().count()


def sections(claim: Claim) -> list[Section]:
    """The papers of a whole claim: what people added first, then by the claims they came from.
    One query."""
    found = ClaimAttachment.objects.filter(
        account_id=claim.account_id, claim_id=claim.pk, line__isnull=True
    ).select_related("file", "origin__contract")
    by_origin: dict[int | None, list[ClaimAttachment]] = {}
    for paper in found.order_by("origin__contract__number", "origin__number", "id"):
        by_origin.setdefault(paper.origin_id, []).append(paper)
    added = by_origin.pop(None, [])
    parts: Sequence[list[ClaimAttachment]] = list(by_origin.values())
    from_claims = [Section(papers[0].origin, tuple(papers)) for papers in parts]
    return [Section(None, tuple(added)), *from_claims] if added else from_claims


def _wanted(claim: Claim, documents: Mapping[int, Paper]) -> dict[tuple[int | None, int], str]:
    """What is to be attached, by origin and file."""
    found = origins(claim)
    attached: dict[int, list[ClaimAttachment]] = {}
    for paper in _attached(claim.account_id, [one.pk for one in found]):
        attached.setdefault(paper.claim_id, []).append(paper)
    wanted: dict[tuple[int | None, int], str] = {}
    for one in found:
        document = documents.get(one.pk)
        if document is not None:
            wanted[one.pk, document.file_id] = document.name
        for paper in attached.get(one.pk, []):
            wanted.setdefault((one.pk, paper.file_id), paper.name)
    return wanted


def _attached(account_id: int, claim_ids: Collection[int]) -> QuerySet[ClaimAttachment]:
    return ClaimAttachment.objects.filter(
        account_id=account_id,
        claim_id__in=list(claim_ids),
        kind__in=[ClaimAttachment.ATTACHMENT, ClaimAttachment.SIGNED_COPY],
    ).order_by("id")
