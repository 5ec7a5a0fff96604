"""The addresses of what is kept beside contracts."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import papers_views as views

_CONTRACT = "contracts/<int:contract_id>/"
_PAPER = "contract-papers/<int:paper_id>/"

urlpatterns: list[URLPattern] = [
    path(f"{_CONTRACT}attachments/", views.contract_papers, name="contract_papers"),
    path(f"{_CONTRACT}attachments/add/", views.contract_attach, name="contract_attach"),
    path(
        f"{_CONTRACT}variations/<int:variation_id>/attach/",
        views.variation_attach,
        name="variation_attach",
    ),
    path(_PAPER, views.contract_paper, name="contract_paper"),
    path(f"{_PAPER}remove/", views.contract_paper_remove, name="contract_paper_remove"),
    path(f"{_CONTRACT}comments/", views.contract_comments, name="contract_comments"),
]
