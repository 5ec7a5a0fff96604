"""Texts as people type and paste them, made fit to keep: one line or several, and not too long."""

from __future__ import annotations

import re
import unicodedata

from .refusals import Invalid

_BREAKS = re.compile(r"\s+")


def one_line(text: str) -> str:
    """The text without control marks, its blanks of every kind made single spaces."""
    return _BREAKS.sub(" ", _without_controls(text)).strip()


def several_lines(text: str) -> str:
    """The text without control marks, its lines kept and stripped."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(_without_controls(line).rstrip() for line in lines).strip()


def required(text: str, *, field: str, what: str, longest: int) -> str:
    """One line that must not be empty; ``what`` names it, as in "the name of the project"."""
    kept = one_line(text)
    if not kept:
        sentence = f"Give {what}."
        raise Invalid(sentence, fields={field: sentence})
    return fitting(kept, field=field, what=what, longest=longest)


def optional(text: str, *, field: str, what: str, longest: int) -> str:
    """One line that may be empty."""
    return fitting(one_line(text), field=field, what=what, longest=longest)


def fitting(text: str, *, field: str, what: str, longest: int) -> str:
    """The text, refused where it is too long to keep."""
    if len(text) > longest:
        sentence = f"Shorten {what} to {longest} characters; it has {len(text)}."
        raise Invalid(sentence, fields={field: sentence})
    return text


def _without_controls(text: str) -> str:
    """Neither control characters nor marks that turn the direction of writing."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        " " if mark.isspace() else mark
        for mark in text
        if mark.isspace() or unicodedata.category(mark) not in ("Cc", "Cf", "Cs", "Co", "Cn")
    )
