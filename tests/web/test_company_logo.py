"""The logo on a company's page: put in place, shown, handed over inert, and on the documents."""

from __future__ import annotations

from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from ledgerstone.directory.models import Company
from ledgerstone.documents.claim_pages.parties import party
from tests.directory.test_logos import PLAIN, svg
from tests.support.people import worker
from tests.support.scene import Scene
from tests.web.posting import text_of


def put(client: Client, scene: Scene, content: bytes, **given: object) -> object:
    version = Company.objects.values_list("version", flat=True).get(pk=scene.own.pk)
    fields = {"version": version, "idempotency_key": str(uuid4())}
    fields |= given or {"logo": SimpleUploadedFile("x.exe", content, "text/html")}
    address = reverse("web:company_logo_change", args=[scene.own.pk])
    return client.post(address, fields, follow=True)


def test_a_logo_is_put_in_place_shown_and_taken_away(signed_in: Client, scene: Scene) -> None:
    page = reverse("web:company", args=[scene.own.pk])
    assert "There is none yet" in text_of(signed_in.get(page))
    answer = put(signed_in, scene, PLAIN.encode())
    assert f"{scene.own.name} has a logo" in text_of(answer)
    picture = reverse("web:company_logo", args=[scene.own.pk])
    assert f'src="{picture}?' in signed_in.get(page).content.decode()
    served = signed_in.get(picture)
    assert served.content == PLAIN.encode()
    assert served["Content-Type"] == "image/svg+xml"
    assert served["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert served["Content-Disposition"].startswith("attachment")
    assert served["X-Content-Type-Options"] == "nosniff"
    own = Company.objects.get(pk=scene.own.pk)
    assert party(own, "head_contractor").logo == PLAIN.encode()
    answer = put(signed_in, scene, b"", remove="1")
    assert "has no logo any more" in text_of(answer)
    assert signed_in.get(picture).status_code == 404


def test_what_cannot_be_drawn_is_refused_in_words(signed_in: Client, scene: Scene) -> None:
    for content, sentence in (
        (b"<html><script>alert(1)</script></html>", "not a PNG, JPEG or SVG"),
        (svg("<script>alert(1)</script>"), "refers to something outside"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "cannot be drawn"),
    ):
        assert sentence in text_of(put(signed_in, scene, content))
    assert not Company.objects.filter(logo__isnull=False).exists()


def test_nobody_else_sees_it(signed_in: Client, scene: Scene) -> None:
    put(signed_in, scene, PLAIN.encode())
    client = Client()
    client.force_login(worker(scene, scene.own, "Kim Ode").user)
    assert client.get(reverse("web:company_logo", args=[scene.own.pk])).status_code == 404
