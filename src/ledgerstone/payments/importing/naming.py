"""Finds contracts, claims and companies in the text of a line.

Banks change case, leave out marks and cut texts short, so what is compared is letters and digits:
SC-007, SC007 and "sc 007" are one number. A company is found by its name without its legal form, or
by its business number; a name that the bank cut is found by its beginning.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from .targets import PayableClaim, PayableContract, Targets

_WORD = re.compile(r"[^\W_]+")
_LEGAL = frozenset({
    "pty", "ltd", "limited", "llc", "inc", "incorporated", "corp", "corporation", "co", "company",
    "plc", "gmbh", "llp", "lp", "bv", "nv", "sa", "ag", "proprietary", "pllc", "pc", "ulc",
})  # fmt: skip
# Numbers are found over so many words: "SC 007", "PO 24 017 3".
_MOST_WORDS = 6
# Shorter numbers than that say nothing by themselves.
_SHORTEST_NUMBER = 3
_SHORTEST_REFERENCE = 4
_SHORTEST_BUSINESS_NUMBER = 8
_SHORTEST_NAME = 3
# Of a name that the bank cut there have to be so many letters.
_SHORTEST_BEGINNING = 10
_OF_CLAIM = frozenset({
    "claim", "claims", "pc", "progress", "pay", "app", "application", "invoice", "invoices", "inv",
    "no", "nr", "num", "number", "certificate", "certificates", "cert", "payment", "pmt", "c",
    "and", "n", "interim",
})  # fmt: skip
_CLAIM_IN_ONE = re.compile(r"(?:claim|pc|app|inv|cert|c)0*(\d{1,4})")
_JOINS = frozenset("/-#.")
_MOST_DIGITS = 4


@dataclass(slots=True)
class Found:
    """What a text names."""

    claims: set[int] = field(default_factory=set)
    contracts: set[int] = field(default_factory=set)
    companies: set[int] = field(default_factory=set)

    @property
    def rank(self) -> int:
        """How close it names what it pays: 1 is a claim, 3 a company; 0 where it names nothing."""
        named = (self.claims, self.contracts, self.companies)
        return next((rank for rank, one in enumerate(named, start=1) if one), 0)


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    start: int
    end: int


class Names:
    """Everything that a line can name, ready to be looked up."""

    def __init__(self, targets: Targets) -> None:
        self._contracts: defaultdict[str, set[int]] = defaultdict(set)
        self._references: defaultdict[str, set[int]] = defaultdict(set)
        self._numbers: defaultdict[str, set[int]] = defaultdict(set)
        self._companies: defaultdict[str, set[tuple[tuple[str, ...], int]]] = defaultdict(set)
        self._claims: dict[tuple[int, int], int] = {}
        for contract in targets.contracts.values():
            self._learn(contract)
        for claim in targets.claims.values():
            self._claims[claim.contract_id, claim.number] = claim.claim_id
            self._learn_reference(claim)

    def _learn(self, contract: PayableContract) -> None:
        number = _compact(contract.number)
        says_enough = len(number) >= _SHORTEST_NUMBER and not number.isalpha()
        if says_enough and (not number.isdigit() or len(number) > _SHORTEST_NUMBER):
            self._contracts[number].add(contract.contract_id)
        business = _compact(contract.business_number)
        if len(business) >= _SHORTEST_BUSINESS_NUMBER:
            self._numbers[business].add(contract.company_id)
        for name in (contract.company, contract.also_called):
            words = name_words(name)
            if len("".join(words)) >= _SHORTEST_NAME:
                self._companies[words[0]].add((words, contract.company_id))

    def _learn_reference(self, claim: PayableClaim) -> None:
        reference = _compact(claim.reference)
        has_digit = any(mark.isdigit() for mark in reference)
        if len(reference) >= _SHORTEST_REFERENCE and has_digit:
            self._references[reference].add(claim.claim_id)

    def found_in(self, cells: Iterable[str]) -> Found:
        """What the cells of a line name."""
        found = Found()
        for cell in dict.fromkeys(cells):
            if cell:
                self._look_through(cell.casefold(), found)
        return found

    def _look_through(self, text: str, found: Found) -> None:
        words = [_Word(one.group(), one.start(), one.end()) for one in _WORD.finditer(text)]
        for place, word in enumerate(words):
            joined = ""
            for count in range(min(_MOST_WORDS, len(words) - place)):
                joined += words[place + count].text
                self._look_up(joined, found, text, words, place + count + 1)
            if word.text in self._companies:
                found.companies |= self._companies_at(words, place)

    def _look_up(
        self, joined: str, found: Found, text: str, words: Sequence[_Word], after: int
    ) -> None:
        """What so many words, written as one, are."""
        if joined in self._references:
            found.claims |= self._references[joined]
        if joined in self._numbers:
            found.companies |= self._numbers[joined]
        for contract_id in self._contracts.get(joined, ()):
            found.contracts.add(contract_id)
            found.claims |= self._claims_after(contract_id, text, words, after)

    def _claims_after(
        self, contract_id: int, text: str, words: Sequence[_Word], after: int
    ) -> set[int]:
        """The claims whose numbers stand behind that of their contract: "claim 3", "/3", "PC3"."""
        claims: set[int] = set()
        is_said = False
        for place in range(after, len(words)):
            word = words[place].text
            in_one = _CLAIM_IN_ONE.fullmatch(word)
            if in_one is not None:
                word, is_said = in_one[1], True
            if word in _OF_CLAIM:
                is_said = True
                continue
            is_joined = text[words[place - 1].end : words[place].start] in _JOINS
            if not word.isdecimal() or len(word) > _MOST_DIGITS or not (is_said or is_joined):
                break
            claim_id = self._claims.get((contract_id, int(word)))
            if claim_id is None:
                break
            claims.add(claim_id)
        return claims

    def _companies_at(self, words: Sequence[_Word], place: int) -> set[int]:
        """The companies whose names begin here: of those that fit, the longest."""
        best, found = 0, set[int]()
        for name, company_id in self._companies[words[place].text]:
            length = _fitting(name, words, place)
            if length > best:
                best, found = length, {company_id}
            elif length and length == best:
                found.add(company_id)
        return found


def _fitting(name: Sequence[str], words: Sequence[_Word], place: int) -> int:
    """How many letters of a name stand here; 0 where it is another."""
    length = 0
    here = [word.text for word in words[place:] if word.text != "and"]
    for number, part in enumerate(name):
        said = here[number] if number < len(here) else ""
        if said == part:
            length += len(part)
            continue
        # Cut short, in a word or between two.
        is_cut = number > 0 and number >= len(here) - 1 and part.startswith(said)
        length += len(said)
        return length if is_cut and length >= _SHORTEST_BEGINNING else 0
    return length


def name_words(name: str) -> tuple[str, ...]:
    """A company's name as it is compared: its words without "the", "and" and its legal form."""
    words = [word for word in _WORD.findall(name.casefold()) if word != "and"]
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    while len(words) > 1 and words[-1] in _LEGAL:
        words.pop()
    return tuple(words)


def _compact(number: str) -> str:
    return "".join(_WORD.findall(number.casefold()))
