"""A row of a period's claims as the page draws it.

Written as text and not by a template a row: a list has hundreds of them, and each has twenty parts.
Everything that people typed goes through ``escape``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from urllib.parse import quote

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from ledgerstone.contracts.models import Contract
from ledgerstone.contracts.status_words import kind_word
from ledgerstone.web.claims.periods.period_rows import ToolRow
from ledgerstone.web.claims.periods.period_states import (
    NO_CONTACT,
    PAYMENTS,
    SCHEDULE_AWAITED,
    UNPAID,
)
from ledgerstone.web.requests import ActorRequest
from ledgerstone.web.templatetags.ledgerstone import NO_FIGURE, figure_class, icon

from .tool_columns import Column, Sums, net_of, percent_of, retention_of
from .tool_reading import Reading

# Stands for an id while the address of a record is taken apart.
_MARK = 987654321987
_UNKNOWN = f'<span class="is-unknown">{NO_FIGURE}</span>'


class Addresses:
    """Addresses of records by the names of their pages; each is looked up once."""

    def __init__(self) -> None:
        self._parts: dict[str, tuple[str, str]] = {}

    def of(self, name: str, pk: int) -> str:
        """The page of one record."""
        if name not in self._parts:
            before, after = reverse(f"web:{name}", args=[_MARK]).split(str(_MARK))
            self._parts[name] = before, after
        before, after = self._parts[name]
        return f"{before}{pk}{after}"


class Drawer:
    """Draws rows, groups and totals in the columns that are shown."""

    def __init__(
        self,
        request: ActorRequest,
        reading: Reading,
        *,
        ticked: Callable[[ToolRow], bool] | None = None,
    ) -> None:
        self.reading = reading
        self.columns = list(reading.columns)
        self.terms, self.formats = reading.desk.terms, reading.desk.formats
        self.has_ticks = not reading.asked.head
        self.back = quote(request.get_full_path(), safe="")
        self._ticked = ticked
        self._at = Addresses()

    @cached_property
    def _icons(self) -> Mapping[str, str]:
        names = (
            "dots", "chevron-down", "clipboard-list", "download", "file-text", "history", "send",
            "bell", "plus", "checks", "cash", "coins", "alert-circle",
        )  # fmt: skip
        return {name: str(icon(name)) for name in names}

    @property
    def width(self) -> int:
        """How many cells a row has."""
        return len(self.columns) + 1 + self.has_ticks

    def row(self, row: ToolRow) -> SafeString:
        """The cells of one row."""
        cells = [self._cell(row, column) for column in self.columns]
        if self.has_ticks:
            cells.insert(0, self._tick(row))
        cells.append(self._acts(row))
        return mark_safe("".join(cells))  # noqa: S308 - what people typed is escaped

    def sums(self, sums: Sums, title: str, count: int | None = None) -> SafeString:
        """The cells of a total, or of the head of a group of so many rows."""
        number = "" if count is None else f' <span class="ls-count">{count}</span>'
        return mark_safe(self._sums(sums, f"{escape(title)}{number}"))  # noqa: S308 - escaped

    def _sums(self, sums: Sums, title: str) -> str:
        cells = ['<td class="pick"></td>'] if self.has_ticks else []
        for column in self.columns:
            if column.key == "title":
                cells.append(f'<th scope="row" class="name">{title}</th>')
            elif column.is_money:
                value = sums.of[column.key]
                money = NO_FIGURE if value is None else self.formats.money(value)
                cells.append(f'<td class="{column.classes}">{money}</td>')
            elif column.key == "turn":
                done = "certified" if self.reading.asked.head else "assessed"
                said = f"{sums.assessed_rows} of {sums.contracts} {done}"
                cells.append(f'<td class="{column.classes} ls-2">{said}</td>')
            else:
                cells.append(f'<td class="{column.classes}"></td>')
        return "".join([*cells, '<td class="act"></td>'])

    # --- cells ---------------------------------------------------------------------------------

    def _tick(self, row: ToolRow) -> str:
        allows = " ".join(sorted(row.allows))
        checked = " checked" if self._ticked is not None and self._ticked(row) else ""
        claimed = "" if row.claimed is None else f"{row.claimed}"
        assessed = "" if row.assessed is None else f"{row.assessed}"
        return (
            f'<td class="pick"><label><input class="form-check-input" type="checkbox" name="row"'
            f' value="{row.key}" data-allows="{allows}" data-claimed="{claimed}"'
            f' data-assessed="{assessed}" aria-label="Tick {escape(row.contract.number)}"{checked}>'
            "</label></td>"
        )

    def _cell(self, row: ToolRow, column: Column) -> str:
        key = column.key
        if key == "number":
            return f'<td class="code drop-3">{escape(row.contract.number)}</td>'
        if key == "title":
            return self._title(row)
        if column.is_money:
            return self._figure(row, column)
        content = getattr(self, f"_{key}")(row)
        note = f' title="{escape(row.note)}"' if key == "status" and row.note else ""
        classes = f' class="{column.classes}"' if column.classes else ""
        return f"<td{classes}{note}>{content}</td>"

    def _title(self, row: ToolRow) -> str:
        """The name, with what narrow pages move under it."""
        number = escape(row.contract.number)
        said = f'<span class="ls-3">{number}</span> {_pill(row.status.family, row.status.word)}'
        if row.claimed is not None:
            kind = " is-cut" if row.is_cut else ""
            money = self.formats.money(row.claimed)
            figure = f'<span class="num{kind}">{money}</span> claimed. '
        else:
            figure = ""
        return (
            f'<th scope="row" class="name"><a href="{self._way_in(row)}" data-row-link>'
            f"{escape(row.contract.title)}</a>"
            f'<span class="moved-under">{escape(row.contract.company.name)}</span>'
            f'<span class="moved-narrow is-status">{said}</span>'
            f'<span class="moved-narrow">{figure}{self._turn(row)}</span></th>'
        )

    def _way_in(self, row: ToolRow) -> str:
        """Where a row leads: its claim, else what it waits for, else the contract."""
        claim = row.claim or row.elsewhere
        if claim is not None:
            return self._at.of("claim", claim.pk)
        if row.state == SCHEDULE_AWAITED:
            return self._at.of("subcontractor_schedule", row.contract.pk)
        return self._at.of("contract", row.contract.pk)

    def _figure(self, row: ToolRow, column: Column) -> str:
        key = column.key
        worked_out = {"retention": retention_of, "net": net_of}.get(key)
        value = worked_out(row, self.reading.covers) if worked_out else getattr(row, key)
        kind = "" if key == "contract_sum" else f"figure {figure_class(value)}"
        if value is None:
            kind = "is-unknown"
        elif key == "assessed" and row.is_cut:
            kind = "is-cut"
        written = NO_FIGURE if value is None else self.formats.money(value)
        return f'<td class="{column.classes} {kind}">{written}</td>'

    def _company(self, row: ToolRow) -> str:
        return escape(row.contract.company.name)

    def _kind(self, row: ToolRow) -> str:
        return kind_word(row.contract.kind, self.terms).capitalize()

    def _contacts(self, row: ToolRow) -> str:
        return self._people(row)

    def _claim(self, row: ToolRow) -> str:
        claim = row.claim
        if claim is None:
            return _UNKNOWN
        theirs = f' <span class="ls-3">{escape(claim.reference)}</span>' if claim.reference else ""
        return f'<a href="{self._at.of("claim", claim.pk)}">{claim.number}</a>{theirs}'

    def _period(self, row: ToolRow) -> str:
        if row.claim is None:
            return _UNKNOWN
        return escape(self.formats.period(row.claim.period_start, row.claim.period_end))

    def _due(self, row: ToolRow) -> str:
        day = self.formats.short_day(row.due)
        return f'<span class="ls-you">{day}</span>' if row.is_late else day

    def _status(self, row: ToolRow) -> str:
        if row.state == NO_CONTACT:
            return self._people(row)
        return _pill(row.status.family, row.status.word)

    def _payment(self, row: ToolRow) -> str:
        if not row.payment:
            return _UNKNOWN
        family = "neutral" if row.payment == UNPAID else "done"
        return _pill(family, PAYMENTS[row.payment])

    def _percent(self, row: ToolRow) -> str:
        value = percent_of(row, self.reading.covers)
        return _UNKNOWN if value is None else self.formats.percent(value)

    def _submitted(self, row: ToolRow) -> str:
        return _UNKNOWN if row.submitted is None else self.formats.short_day(row.submitted)

    def _turn(self, row: ToolRow) -> str:
        turn = row.turn
        if turn is None:
            return _UNKNOWN
        comma = ", " if turn.what else ""
        if turn.you:
            who = f'<b class="ls-accent">You</b>{comma}'
        elif turn.contacts:
            who = f"{self._people(row)}{comma}"
        elif turn.who:
            who = f'<span class="ls-medium">{escape(turn.who)}</span>{comma}'
        else:
            who = ""
        if row.state == NO_CONTACT and row.may_name:
            return f"{who}<a {self._naming(row)}>{escape(turn.what)}</a>"
        kind = "ls-you" if turn.late else "" if turn.you or turn.who else "ls-2"
        return f'{who}<span class="{kind}">{escape(turn.what)}</span>'

    def _people(self, row: ToolRow) -> str:
        """The claim contacts; naming one in place, where there is none or nobody is reached."""
        if not row.contacts:
            return self._nobody(row)
        said = []
        for one in row.contacts:
            name = f'<span class="ls-medium">{escape(one.person.name)}</span>'
            why = escape(one.why_unreachable)
            if why and row.may_name:
                name += (
                    f' <a class="ls-problem" {self._naming(row)} title="{why}">'
                    f'{self._icons["alert-circle"]}<span class="ls-sr">'
                    f"{escape(one.person.name)} cannot be reached. {why}</span></a>"
                )
            elif why:
                name += (
                    f' <span class="ls-problem" title="{why}">{self._icons["alert-circle"]}'
                    f'<span class="ls-sr">Cannot be reached. {why}</span></span>'
                )
            said.append(f'<span class="ls-contact">{name}</span>')
        return f'<span class="ls-contacts">{", ".join(said)}</span>'

    def _nobody(self, row: ToolRow) -> str:
        if not row.may_name:
            return _pill("problem", "No contact")
        return (
            f'<a class="status-pill family-problem" {self._naming(row)}>'
            '<span class="status-dot"></span>No contact<span class="ls-sr"> on '
            f"{escape(row.contract.number)}: name one</span></a>"
        )

    def _naming(self, row: ToolRow) -> str:
        """The attributes of a link that opens the small form in which a contact is named."""
        address = f"{self._at.of('contract_contacts', row.contract.pk)}?back={self.back}"
        return (
            f'href="{address}" data-popup="naming" hx-get="{address}" hx-target="#naming"'
            ' hx-swap="innerHTML"'
        )

    # --- acts ----------------------------------------------------------------------------------

    def _acts(self, row: ToolRow) -> str:
        number = escape(row.contract.number)
        dots = self._icons["dots"]
        return (
            '<td class="act"><details class="ls-menu" data-menu><summary class="btn btn-ghost'
            f' btn-sm btn-icon" aria-label="Acts on {number}">{dots}</summary>'
            f'<div class="ls-menu-panel">{"".join(self._items(row))}</div></details></td>'
        )

    def _start(self, contract: Contract, label: str) -> str:
        """A claim to the owner is asked first what it is filled with."""
        if contract.is_upstream:
            return self._link(self._at.of("head_claim_start", contract.pk), "plus", label)
        address = self._at.of("claim_new", contract.pk)
        plus = self._icons["plus"]
        return f'<button class="ls-menu-item" formaction="{address}">{plus}{label}</button>'

    def _items(self, row: ToolRow) -> list[str]:
        terms, contract, claim = self.terms, row.contract, row.claim
        short, items = terms.claim_short, []
        if "invite" in row.allows:
            again = " again" if row.invitation is not None else ""
            items.append(self._button("invite", row, "send", f"Invite{again}"))
        if "remind" in row.allows:
            items.append(self._button("remind", row, "bell", "Remind"))
        if row.starts is not None:
            items.append(self._start(contract, f"Start {short} {row.starts}"))
        if claim is not None:
            page = self._at.of("claim", claim.pk)
            items.append(self._link(page, "clipboard-list", f"Open {short} {claim.number}"))
            items.append(
                self._link(self._at.of("claim_document", claim.pk), "download", "Download PDF")
            )
        if "approve" in row.allows:
            label = f"Approve {short} {claim.number}" if claim else ""
            items.append(self._button("approve", row, "checks", label))
        if "pay" in row.allows and claim is not None:
            address = f"{self._at.of('payment_record', contract.pk)}?claim={claim.pk}"
            label = "Record money received" if contract.is_upstream else "Record a payment"
            items.append(self._link(address, "cash", label))
        if row.payment and contract.payments_enabled:
            address = self._at.of("contract_payments", contract.pk)
            items.append(self._link(address, "coins", "Payments"))
        named = terms.head_contract if contract.is_upstream else terms.commitment
        page = self._at.of("contract", contract.pk)
        items.append(self._link(page, "file-text", f"Open the {named}"))
        every = self._at.of("contract_claims", contract.pk)
        items.append(self._link(every, "history", f"All its {short.plural}"))
        return items

    def _link(self, address: str, symbol: str, label: str) -> str:
        return f'<a class="ls-menu-item" href="{address}">{self._icons[symbol]}{escape(label)}</a>'

    def _button(self, act: str, row: ToolRow, symbol: str, label: str) -> str:
        return (
            f'<button class="ls-menu-item" name="one" value="{act}:{row.key}">'
            f"{self._icons[symbol]}{escape(label)}</button>"
        )


def _pill(family: str, word: str) -> str:
    return (
        f'<span class="status-pill family-{family}"><span class="status-dot"></span>'
        f"{escape(word)}</span>"
    )
