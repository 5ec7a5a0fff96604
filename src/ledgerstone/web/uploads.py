"""Files that people upload, and files that they get back.

What somebody uploaded is only ever handed over as a file to keep: never shown by the browser,
whatever it holds.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.utils.http import content_disposition_header

from ledgerstone.files.attaching import refuse_too_large
from ledgerstone.files.models import StoredFile
from ledgerstone.files.queries import open_file
from ledgerstone.tenancy.refusals import Invalid

from .requests import ActorRequest


def uploaded(request: ActorRequest, field: str = "file") -> tuple[str, bytes]:
    """The name and the bytes of the file that was chosen; what is too large is not read."""
    upload = request.FILES.get(field)
    if not isinstance(upload, UploadedFile):
        raise Invalid("Choose a file to attach.", fields={field: "Choose a file to attach."})
    refuse_too_large(upload.size or 0)
    upload.seek(0)
    return upload.name or "", bytes(upload.read())


def all_uploaded(request: ActorRequest, field: str = "file") -> list[tuple[str, bytes]]:
    """The names and the bytes of all files that were chosen, which may be none."""
    found = []
    for upload in request.FILES.getlist(field):
        refuse_too_large(upload.size or 0)
        upload.seek(0)
        found.append((upload.name or "", bytes(upload.read())))
    return found


def each_uploaded(request: ActorRequest, field: str = "file") -> Iterator[tuple[str, bytes]]:
    """The names and the bytes of all files that were chosen, read one after another; at least one.

    What is too large is not read.
    """
    found = request.FILES.getlist(field)
    if not found:
        raise Invalid("Choose a file to attach.", fields={field: "Choose a file to attach."})
    for upload in found:
        refuse_too_large(upload.size or 0)
        upload.seek(0)
        yield upload.name or "", bytes(upload.read())


def file_to_keep(stored: StoredFile, name: str) -> HttpResponse:
    """A stored file under its name, inert."""
    response = HttpResponse(open_file(stored), content_type=stored.content_type)
    disposition = content_disposition_header(as_attachment=True, filename=name)
    response["Content-Disposition"] = disposition or "attachment"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response
