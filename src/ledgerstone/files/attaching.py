"""Takes a file that somebody uploaded: checked by what it contains, named as it may be kept."""

from __future__ import annotations

from ledgerstone.tenancy.refusals import Invalid
from ledgerstone.tenancy.typed_text import one_line

from . import kinds
from .models import StoredFile
from .operations import store

LONGEST_NAME = 200


def refuse_too_large(size: int) -> None:
    """Refuse, at the field ``file``, what is larger than may be attached."""
    if size > kinds.LARGEST:
        sentence = (
            f"A file may have up to {kinds.size_in_words(kinds.LARGEST)}; this one has "
            f"{kinds.size_in_words(size)}."
        )
        raise Invalid(sentence, fields={"file": sentence})


def attached(*, account_id: int, name: str, content: bytes) -> tuple[StoredFile, str]:
    """Keep an uploaded file; its record, and the name that fits what it is.

    Invalid, at the field ``file``, where it is too large or of no kind that is taken.
    """
    refuse_too_large(len(content))
    called = one_line(name.replace("\\", "/").rsplit("/", 1)[-1])
    kind = kinds.kind_of(content)
    if kind is None:
        why = (
            f"is not of a kind that can be attached. Attach {kinds.IN_WORDS}."
            if content
            else "is empty: there is nothing in it. Choose it again."
        )
        sentence = f"{called or 'This file'} {why}"
        raise Invalid(sentence, fields={"file": sentence})
    kept = store(account_id=account_id, content=content, content_type=kind.content_type)
    return kept, kinds.named_as(kind, called)[-LONGEST_NAME:]
