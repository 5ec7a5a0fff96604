"""The addresses of prefilling and of documents."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from .views import documents, prefill

urlpatterns: list[URLPattern | URLResolver] = [
    path("claims/<int:claim_id>/prefill/", prefill.prefill, name="claim_prefill"),
    path("claims/<int:claim_id>/document", documents.claim_document, name="claim_document"),
    path("documents/<int:document_id>/", documents.document, name="document"),
    path("documents/<int:document_id>/file", documents.document_file, name="document_file"),
]
