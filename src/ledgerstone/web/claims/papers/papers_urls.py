"""The addresses of what lies beside a claim's sheet: files, comments, lines, history, deductions,
and the assessment of many lines at once."""

from __future__ import annotations

from django.urls import URLPattern, path

from ledgerstone.web.claims.assessing import assessment_many, deductions
from ledgerstone.web.claims.records import history_views as history

from . import papers_comments as comments
from . import papers_views as views

_CLAIM = "claims/<int:claim_id>/"
_PAPER = "claim-papers/<int:claim_paper_id>/"

urlpatterns: list[URLPattern] = [
    path(f"{_CLAIM}attachments/", views.claim_papers, name="claim_papers"),
    path(f"{_CLAIM}attachments/add/", views.claim_attach, name="claim_attach"),
    path(_PAPER, views.claim_paper, name="claim_paper"),
    path(f"{_PAPER}remove/", views.claim_paper_remove, name="claim_paper_remove"),
    path(f"{_CLAIM}comments/", comments.claim_comments, name="claim_comments"),
    path(f"{_CLAIM}lines/<int:line_id>/", comments.claim_line, name="claim_line"),
    path(f"{_CLAIM}history/", history.claim_history, name="claim_history"),
    path(
        f"{_CLAIM}submissions/<int:sequence>/",
        history.claim_submission,
        name="claim_submission",
    ),
    path(f"{_CLAIM}assess/", assessment_many.claim_assess, name="claim_assess"),
    path(f"{_CLAIM}deductions/", deductions.claim_deductions, name="claim_deductions"),
]
