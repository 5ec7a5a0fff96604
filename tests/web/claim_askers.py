"""How somebody asks over HTTP for everything that can be done to a claim, and what came of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from ledgerstone.claims.models import Claim, ClaimAttachment, ClaimComment
from ledgerstone.projects.models import BillingPeriod
from tests.files.papers import PDF

JSON = {"Accept": "application/json"}
# As a button is called where the table has a shorter word.
BUTTONS = {"as-noted": "approve-as-noted", "pay": "approve-pending"}
REASON = {"code": "other", "text": "Not shown."}


@dataclass
class Asker:
    """A browser of somebody, and how it asks for each act."""

    client: Client
    role: str
    papers: dict[int, int] = field(default_factory=dict)

    def ask(self, act: str, claim: Claim) -> HttpResponse:
        if act in ASKED:
            return ASKED[act](self, claim)
        return self.press(claim, BUTTONS.get(act, act))

    def get(self, name: str, claim: Claim) -> HttpResponse:
        return self.client.get(reverse(f"web:{name}", args=[claim.pk]))

    def post(self, name: str, claim: Claim, **form: object) -> HttpResponse:
        version = Claim.objects.get(pk=claim.pk).version
        address = reverse(f"web:{name}", args=[claim.pk])
        return self.client.post(address, {"version": version, **form}, headers=JSON)

    def press(self, claim: Claim, button: str) -> HttpResponse:
        version = Claim.objects.get(pk=claim.pk).version
        address = reverse("web:claim_act", args=[claim.pk, button])
        return self.client.post(address, {"version": version, "reason": "So."}, headers=JSON)

    def send(self, name: str, claim: Claim, body: dict[str, object]) -> HttpResponse:
        return self.client.post(
            reverse(f"web:{name}", args=[claim.pk]),
            json.dumps(body),
            content_type="application/json",
            headers=JSON,
        )

    def type(self, claim: Claim, column: str, was: str | None = None) -> HttpResponse:
        line = claim.lines.order_by("line_id").first()
        edit = {"line": line.line_id, "column": column, "value": "777", "was": was}
        return self.send("claim_cells", claim, {"edits": [edit], "since": 0})

    def header(self, claim: Claim, **changed: object) -> HttpResponse:
        standing = {"type": claim.type, "reference": claim.reference, "comments": claim.comments}
        return self.post("claim_header", claim, **(standing | changed))

    def attach(self, claim: Claim, **more: object) -> HttpResponse:
        upload = SimpleUploadedFile("more.pdf", PDF)
        return self.post("claim_attach", claim, file=upload, **more)

    def remove(self, claim: Claim) -> HttpResponse:
        address = reverse("web:claim_paper_remove", args=[self.papers[claim.pk]])
        return self.client.post(address, headers=JSON)

    def move(self, claim: Claim) -> HttpResponse:
        others = BillingPeriod.objects.exclude(pk=claim.period_id)
        return self.header(claim, period=others.values_list("pk", flat=True).first())

    def deduct(self, claim: Claim) -> HttpResponse:
        row = {"1_category": "Crane", "1_description": "", "1_amount": "-10"}
        return self.post("claim_deductions", claim, **row)


ASKED: dict[str, Callable[[Asker, Claim], HttpResponse]] = {
    "see": lambda a, c: a.get("claim", c),
    "export": lambda a, c: a.get("claim_document", c),
    "edit": lambda a, c: a.type(c, "work_this_period", "20000.00"),
    "adjust": lambda a, c: a.type(c, "retention_adjustment"),
    "assess": lambda a, c: a.type(c, "assessed", "20000.00"),
    "details": lambda a, c: a.header(c, reference="KS-99"),
    "release": lambda a, c: a.header(c, release="25%"),
    "type": lambda a, c: a.header(c, type="work_materials"),
    "period": lambda a, c: a.move(c),
    "deduct": lambda a, c: a.deduct(c),
    "reason": lambda a, c: a.send(
        "claim_reasons", c, {"lines": [c.lines.first().line_id], "since": 0, **REASON}
    ),
    "nil": lambda a, c: a.post("claim_assess", c, do="nil", nil_code="other", nil_text="None."),
    "attach": lambda a, c: a.attach(c),
    "remove": lambda a, c: a.remove(c),
    "sign": lambda a, c: a.attach(c, signed="1"),
    "comment": lambda a, c: a.post("claim_comments", c, text="Look at this."),
    "among": lambda a, c: a.post("claim_comments", c, text="Look at this.", internal="1"),
}


def as_it_stands(claim: Claim) -> tuple[object, ...]:
    """What would be different had anything been done to a claim."""
    found = Claim.objects.filter(pk=claim.pk).values_list("status", "version", "type").first()
    papers = ClaimAttachment.objects.filter(claim_id=claim.pk).count()
    return found, papers, ClaimComment.objects.filter(claim_id=claim.pk).count()


def outcome(asker: Asker, act: str, claim: Claim) -> str:
    """``done``, ``not now``, ``refused`` or ``nothing there``; what it did is taken back."""
    before = as_it_stands(claim)
    with transaction.atomic():
        answer = asker.ask(act, claim)
        if answer.streaming:
            b"".join(answer)
        after = as_it_stands(claim)
        transaction.set_rollback(True)
    reads = act in {"see", "export"}
    if answer.status_code in {403, 404}:
        assert after == before, (act, asker.role, answer.status_code)
        return "refused" if answer.status_code == 403 else "nothing there"
    assert answer.status_code in {200, 302, 422}, (act, asker.role, answer.status_code)
    return "done" if reads or after != before else "not now"
