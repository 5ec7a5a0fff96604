"""The words of a project: one meaning has one key in code, and each region its own word for it.

A catalogue (`terms/<terminology>.toml`) gives singular and plural per key; every catalogue has the
same keys. Screens and documents say `terms.head_contract`, never the word itself. A key that no
catalogue knows fails loudly, in templates too: Django would otherwise print nothing in its place.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib import resources
from typing import NoReturn

TERMINOLOGIES = ("en-AU", "en-US", "en-GB", "en-CA")
# What is about no project speaks these words: an account has no region of its own.
DEFAULT_TERMINOLOGY = "en-AU"

_VOWELS = "aeiou"
# Words whose first letter and first sound differ: "a unit", "an SOV", "an SSOV", "an SBOQ".
_AN_BEFORE = ("SOV", "SSOV", "SBOQ", "hour")
_A_BEFORE = ("unit", "one", "use")


class UnknownTerm(Exception):  # noqa: N818 - it says what happened; not a LookupError on purpose
    """A word was asked for that the catalogues do not have.

    It is no `LookupError` or `AttributeError`, because Django's templates swallow those.
    """


class Word(str):
    """A word of a catalogue: itself the singular, with the forms that sentences need."""

    __slots__ = ("plural",)
    plural: str

    def __new__(cls, singular: str, plural: str) -> Word:
        """Make the word from its two forms."""
        word = super().__new__(cls, singular)
        word.plural = plural
        return word

    @property
    def capitalised(self) -> str:
        """The singular as a sentence or heading begins: `Head contract`, `GST`."""
        return self[:1].upper() + self[1:]

    @property
    def plural_capitalised(self) -> str:
        """The plural as a sentence or heading begins: `Head contracts`."""
        return self.plural[:1].upper() + self.plural[1:]

    @property
    def with_article(self) -> str:
        """The singular after its indefinite article: `a progress claim`, `an invoice`."""
        starts_with_vowel = self[:1].lower() in _VOWELS and not self.startswith(_A_BEFORE)
        return f"{'an' if starts_with_vowel or self.startswith(_AN_BEFORE) else 'a'} {self}"

    def __getnewargs__(self) -> tuple[str, str]:  # type: ignore[override]
        """Let a word be copied and pickled with both its forms."""
        return str(self), self.plural

    def __getattr__(self, form: str) -> NoReturn:
        """Refuse a form that words do not have."""
        if form.startswith("_"):
            raise AttributeError(form)
        raise UnknownTerm(
            f"A word has no form “{form}”; there are plural, capitalised, "
            "plural_capitalised and with_article."
        )


class Terms(Mapping[str, Word]):
    """One catalogue; `terms.claim` and `terms["claim"]` are the same word."""

    def __init__(self, terminology: str, words: Mapping[str, Word]) -> None:
        self._terminology = terminology
        self._words = dict(words)

    @property
    def terminology(self) -> str:
        """The catalogue's name, such as `en-AU`."""
        return self._terminology

    def __getitem__(self, key: str) -> Word:
        """Return a word; a key that the catalogue does not have is refused loudly."""
        try:
            return self._words[key]
        except KeyError:
            raise UnknownTerm(f"There is no term “{key}” in the catalogues.") from None

    def __getattr__(self, key: str) -> Word:
        """Return a word as an attribute."""
        if key.startswith("_"):
            raise AttributeError(key)
        return self[key]

    def __contains__(self, key: object) -> bool:
        """Say whether the catalogue has a key."""
        return key in self._words

    def __iter__(self) -> Iterator[str]:
        """Go through the keys."""
        return iter(self._words)

    def __len__(self) -> int:
        """Count the keys."""
        return len(self._words)


@lru_cache(maxsize=len(TERMINOLOGIES))
def terms(terminology: str) -> Terms:
    """Return the words of a terminology; one that does not exist is refused."""
    if terminology not in TERMINOLOGIES:
        raise UnknownTerm(
            f"There is no terminology “{terminology}”; there are {', '.join(TERMINOLOGIES)}."
        )
    catalogue = resources.files("ledgerstone.projects") / "terms" / f"{terminology}.toml"
    entries = tomllib.loads(catalogue.read_text(encoding="utf-8"))
    words = {key: Word(entry["singular"], entry["plural"]) for key, entry in entries.items()}
    return Terms(terminology, words)
