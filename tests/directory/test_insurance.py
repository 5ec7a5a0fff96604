"""Keeping insurance: who may, what is taken, and what lists come to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from ledgerstone.access.levels import Grant, Level, Tool
from ledgerstone.directory import insurance_queries as queries
from ledgerstone.directory.models import Company, InsurancePolicy
from ledgerstone.directory.models.insurance import InsuranceAttachment
from ledgerstone.directory.operations import create_company
from ledgerstone.directory.operations.insurance import (
    add_policy,
    attach_paper,
    change_policy,
    remove_paper,
    remove_policy,
)
from ledgerstone.files import kinds
from ledgerstone.files.queries import open_file
from ledgerstone.history.models import Event
from ledgerstone.projects.models import ProjectCompany
from ledgerstone.tenancy import context
from ledgerstone.tenancy.actor import NO_RIGHTS, Actor, Rights
from ledgerstone.tenancy.refusals import Invalid, NotAllowed, NotThere, Refusal, Stale
from tests.files import papers
from tests.support.scene import Scene, build_scene

DAY = dt.date(2026, 11, 16)


@pytest.fixture(autouse=True)
def keel_on_the_project(scene: Scene) -> None:
    put_on(scene, scene.subcontractor)


def put_on(scene: Scene, company: Company) -> None:
    ProjectCompany.objects.get_or_create(
        account=scene.account, project=scene.project, company=company
    )


def policy(scene: Scene, **given: Any) -> InsurancePolicy:
    return add_policy(
        **{
            "actor": scene.actor,
            "company_id": scene.subcontractor.pk,
            "kind": "Public liability",
            "expiration_date": DAY + dt.timedelta(days=100),
            "information_received": True,
            **given,
        }
    )


def for_project(scene: Scene, **given: Any) -> InsurancePolicy:
    return policy(scene, project_id=scene.project.pk, **given)


# --- who may ----------------------------------------------------------------------------------

NOBODY = {"account_rights": NO_RIGHTS, "projects": {}}


def account(level: Level, *grants: Grant) -> dict[str, Any]:
    rights = Rights({Tool.COMPANY_DIRECTORY: level}, frozenset(grants))
    return {"account_rights": rights, "projects": {}}


def on_project(scene: Scene, level: Level, *grants: Grant) -> dict[str, Any]:
    rights = Rights({Tool.DIRECTORY: level}, frozenset(grants))
    return {"account_rights": NO_RIGHTS, "projects": {scene.project.pk: rights}}


def people(scene: Scene) -> dict[str, Actor]:
    edits = Grant.EDIT_COMPANIES
    given: dict[str, dict[str, Any]] = {
        "nobody": NOBODY,
        "manager": {**NOBODY, "is_insurance_manager": True},
        "account reader": account(Level.READ_ONLY),
        "account editor": account(Level.READ_ONLY, edits),
        "account administrator": account(Level.ADMIN),
        "project reader": on_project(scene, Level.READ_ONLY),
        "project standard": on_project(scene, Level.STANDARD),
        "project editor": on_project(scene, Level.STANDARD, edits),
        "project administrator": on_project(scene, Level.ADMIN),
    }
    return {name: replace(scene.actor, **one) for name, one in given.items()}


# who: what they may do with insurance as such, and with that of the project
RIGHTS = {
    "nobody": ("nothing", "nothing"),
    "manager": ("keep", "keep"),
    "account reader": ("see", "nothing"),
    "account editor": ("keep", "nothing"),
    "account administrator": ("keep", "nothing"),
    "project reader": ("see", "see"),
    "project standard": ("see", "see"),
    "project editor": ("see", "keep"),
    "project administrator": ("see", "keep"),
}


def may(actor: Actor, found: InsurancePolicy) -> str:
    """What a person may do with a policy, by trying."""
    try:
        queries.get_policy(actor, found.pk)
    except NotThere:
        with pytest.raises(NotThere):
            change_policy(actor=actor, policy_id=found.pk, notes="Seen")
        return "nothing"
    try:
        change_policy(actor=actor, policy_id=found.pk, notes=f"Kept by {actor!r}"[:4000])
    except NotAllowed:
        return "see"
    return "keep"


@pytest.mark.parametrize("who", RIGHTS)
def test_who_sees_and_keeps_insurance(scene: Scene, who: str) -> None:
    as_such, here = policy(scene), for_project(scene)
    actor = people(scene)[who]
    assert (may(actor, as_such), may(actor, here)) == RIGHTS[who]


@pytest.mark.parametrize("who", RIGHTS)
def test_who_adds_is_who_keeps(scene: Scene, who: str) -> None:
    actor = people(scene)[who]
    for project_id, right in zip((None, scene.project.pk), RIGHTS[who], strict=True):
        given = {"company_id": scene.subcontractor.pk, "kind": "Motor", "project_id": project_id}
        if right == "keep":
            assert add_policy(actor=actor, **given).kind == "Motor"
            continue
        expected: type[Refusal] = NotAllowed if right == "see" else NotThere
        with pytest.raises(expected):
            add_policy(actor=actor, **given)


def test_somebody_of_a_project_sees_the_insurance_of_its_companies_only(scene: Scene) -> None:
    other = create_company(actor=scene.actor, name="Vane Glazing")
    found = policy(scene, company_id=other.pk)
    reader = people(scene)["project reader"]
    with pytest.raises(NotThere):
        queries.get_policy(reader, found.pk)
    with pytest.raises(NotThere):
        queries.get_company(reader, other.pk)
    put_on(scene, other)
    assert queries.get_policy(reader, found.pk) == found
    assert queries.get_company(reader, other.pk) == other


def test_another_account_has_no_insurance_here(scene: Scene) -> None:
    found = for_project(scene)
    paper = attach_paper(actor=scene.actor, policy_id=found.pk, name="a.pdf", content=papers.PDF)
    other = build_scene("Southgate Civil")
    manager = replace(other.actor, is_insurance_manager=True)
    with context.accounts([other.account.pk]):
        for act in (
            lambda: queries.get_policy(manager, found.pk),
            lambda: queries.get_attachment(manager, paper.pk),
            lambda: remove_policy(actor=manager, policy_id=found.pk),
            lambda: remove_paper(actor=manager, attachment_id=paper.pk),
            lambda: add_policy(actor=manager, company_id=scene.subcontractor.pk, kind="Motor"),
        ):
            with pytest.raises(NotThere):
                act()
        with pytest.raises(Invalid, match="not in the directory of this project"):
            add_policy(
                actor=manager,
                company_id=other.subcontractor.pk,
                kind="Motor",
                project_id=scene.project.pk,
            )


# --- what is taken ----------------------------------------------------------------------------


def test_a_policy_holds_what_was_given_and_the_history_says_so(scene: Scene) -> None:
    found = policy(
        scene,
        provider=" QBE ",
        policy_number="PL-1",
        limit_amount=Decimal("20000000"),
        effective_date=DAY,
        notes="Line one\r\nLine two",
    )
    found.refresh_from_db()
    assert (found.provider, found.limit_amount) == ("QBE", Decimal("20000000.00"))
    assert (found.notes, found.notifies_of_expiry) == ("Line one\nLine two", True)
    change_policy(actor=scene.actor, policy_id=found.pk, provider="Allianz", expected_version=1)
    remove_policy(actor=scene.actor, policy_id=found.pk, expected_version=2)
    said = Event.objects.filter(kind__startswith="insurance.").order_by("id")
    assert [event.summary for event in said] == [
        "recorded Public liability of Keel Steel",
        "changed Public liability of Keel Steel",
        "removed Public liability of Keel Steel",
    ]
    assert said[1].details["changed"] == ["provider"]
    assert not InsurancePolicy.objects.exists()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"kind": " "}, "kind"),
        ({"effective_date": DAY, "expiration_date": DAY - dt.timedelta(days=1)}, "expiration_date"),
        ({"limit_amount": Decimal("-1")}, "limit_amount"),
        ({"limit_amount": Decimal("1.005")}, "limit_amount"),
        ({"limit_amount": Decimal("123456789012345.00")}, "limit_amount"),
        ({"stated_status": "fine"}, "stated_status"),
        ({"policy_number": "9" * 101}, "policy_number"),
        ({"notes": "n" * 4001}, "notes"),
    ],
)
def test_what_cannot_stand_is_told_at_its_field(
    scene: Scene, given: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        policy(scene, **given)
    assert list(refused.value.fields) == [field]
    assert not InsurancePolicy.objects.exists()


def test_a_limit_of_seventeen_characters_is_kept(scene: Scene) -> None:
    limit = Decimal("12345678901234.00")
    assert len(str(limit)) == 17
    found = policy(scene, limit_amount=limit)
    found.refresh_from_db()
    assert found.limit_amount == limit


def test_dates_are_held_in_order_when_one_of_them_changes(scene: Scene) -> None:
    found = policy(scene, effective_date=DAY, expiration_date=DAY)
    with pytest.raises(Invalid, match="cannot end before it begins"):
        change_policy(
            actor=scene.actor, policy_id=found.pk, effective_date=DAY + dt.timedelta(days=1)
        )


def test_who_changes_an_older_version_is_told_which_fields_differ(scene: Scene) -> None:
    found = policy(scene)
    change_policy(actor=scene.actor, policy_id=found.pk, provider="QBE", expected_version=1)
    with pytest.raises(Stale) as stale:
        change_policy(
            actor=scene.actor,
            policy_id=found.pk,
            provider="Allianz",
            kind=found.kind,
            expected_version=1,
        )
    assert stale.value.changes == ("Insurance provider is different now from what you sent.",)
    with pytest.raises(Stale):
        remove_policy(actor=scene.actor, policy_id=found.pk, expected_version=1)
    unchanged = change_policy(
        actor=scene.actor, policy_id=found.pk, provider="QBE", expected_version=2
    )
    assert unchanged.version == 2


def test_insurance_for_a_project_is_of_a_company_on_it(scene: Scene) -> None:
    elsewhere = create_company(actor=scene.actor, name="Vane Glazing")
    with pytest.raises(Invalid, match="Vane Glazing is not in the directory of this project"):
        for_project(scene, company_id=elsewhere.pk)


# --- papers -----------------------------------------------------------------------------------


def test_a_paper_is_kept_as_what_it_is(scene: Scene) -> None:
    found = policy(scene)
    paper = attach_paper(
        actor=scene.actor, policy_id=found.pk, name="C:\\papers\\cert.html", content=papers.PDF
    )
    assert (paper.name, paper.file.content_type) == ("cert.pdf", "application/pdf")
    assert open_file(queries.get_attachment(scene.actor, paper.pk).file) == papers.PDF
    with pytest.raises(Invalid, match="attached to the policy already"):
        attach_paper(actor=scene.actor, policy_id=found.pk, name="b.pdf", content=papers.PDF)
    assert remove_paper(actor=scene.actor, attachment_id=paper.pk) == found
    assert not InsuranceAttachment.objects.exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("certificate.pdf", papers.HTML),
        ("certificate.png", papers.SVG),
        ("certificate.docx", papers.MACROS),
    ],
)
def test_what_a_browser_could_run_is_refused_whatever_its_name(
    scene: Scene, name: str, content: bytes
) -> None:
    found = policy(scene)
    with pytest.raises(Invalid, match=f"{name} is not of a kind that can be attached") as refused:
        attach_paper(actor=scene.actor, policy_id=found.pk, name=name, content=content)
    assert list(refused.value.fields) == ["file"]
    assert not InsuranceAttachment.objects.exists()


def test_an_empty_file_is_refused(scene: Scene) -> None:
    with pytest.raises(Invalid, match=r"certificate\.pdf is empty: there is nothing in it"):
        attach_paper(
            actor=scene.actor, policy_id=policy(scene).pk, name="certificate.pdf", content=b""
        )


def test_a_file_that_is_too_large_is_refused_with_both_sizes(scene: Scene) -> None:
    content = papers.PDF + b" " * kinds.LARGEST
    with pytest.raises(Invalid, match=r"up to 20 MB; this one has 20\.1 MB"):
        attach_paper(actor=scene.actor, policy_id=policy(scene).pk, name="a.pdf", content=content)


def test_who_may_only_see_attaches_nothing(scene: Scene) -> None:
    found = policy(scene)
    reader = people(scene)["account reader"]
    paper = attach_paper(actor=scene.actor, policy_id=found.pk, name="a.pdf", content=papers.PDF)
    with pytest.raises(NotAllowed):
        attach_paper(actor=reader, policy_id=found.pk, name="a.png", content=papers.PNG)
    with pytest.raises(NotAllowed):
        remove_paper(actor=reader, attachment_id=paper.pk)
    assert queries.get_attachment(reader, paper.pk) == paper


# --- lists ------------------------------------------------------------------------------------


def test_a_list_of_companies_says_one_status_each(scene: Scene) -> None:
    policy(scene)
    for_project(scene, kind="Contract works", expiration_date=DAY - dt.timedelta(days=1))
    ids = [scene.subcontractor.pk, scene.owner.pk]
    found = queries.summaries(scene.actor, ids, DAY)
    assert [found[pk].status for pk in ids] == ["compliant", "unregistered"]
    here = queries.summaries(scene.actor, ids, DAY, project_id=scene.project.pk)
    assert [here[pk].status for pk in ids] == ["expired", "unregistered"]


def test_lists_take_the_same_queries_however_many_policies(
    scene: Scene, django_assert_num_queries: Callable[..., Any]
) -> None:
    for number in range(6):
        company = create_company(actor=scene.actor, name=f"Company {number}")
        put_on(scene, company)
        for made in (policy, for_project):
            one = made(scene, company_id=company.pk, kind=f"Type {number}")
            attach_paper(actor=scene.actor, policy_id=one.pk, name="a.pdf", content=papers.PDF)
    with django_assert_num_queries(3):
        rows = queries.of_project(scene.actor, scene.project.pk)
        said = [
            (c.name, p.kind, p.project, list(p.attachments.all())) for c, ps in rows for p in ps
        ]
    assert len(said) == 12
    with django_assert_num_queries(2):
        insured = queries.of_company(scene.actor, company.pk)
        said = [(p.kind, p.project, p.company.name) for p in insured.all]
    assert len(said) == 2
    ids = list(Company.objects.values_list("pk", flat=True))
    with django_assert_num_queries(1):
        assert len(queries.summaries(scene.actor, ids, DAY)) == len(ids)
