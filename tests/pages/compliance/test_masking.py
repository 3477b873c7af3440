"""Names that must never appear, and how far masking anew has come: nobody learns what is there."""

from datetime import timedelta

import pytest
from django.urls import reverse

from governance import clock
from governance.audit.acts import Act, Role
from governance.audit.models import AuditEntry
from redaction import edition, marked
from redaction.models import ForbiddenName
from tests import factories
from tests.pages.kept import keep

NAME = "Xanthippe Blue"


def address(name: str) -> str:
    return reverse(f"compliance:{name}")


def test_the_officer_enters_a_name_and_never_sees_it_again(officer):
    answer = officer.post(address("forbid"), {"name": NAME}, follow=True)
    assert "must never appear from now on" in answer.content.decode()
    for page in ("names", "overview", "log"):
        assert "Xanthippe" not in officer.get(address(page)).content.decode()
    assert ForbiddenName.objects.count() == 1
    entry = AuditEntry.objects.get(act=Act.NAME_FORBIDDEN)
    assert "anthippe" not in str(vars(entry)).lower()


def test_no_answer_says_whether_a_name_is_on_the_list(officer):
    def answers(act: str, name: str) -> str:
        answer = officer.post(address(act), {"name": name}, follow=True)
        parts = answer.content.decode().split('name="csrfmiddlewaretoken" value="')
        return parts[0] + "".join(part.partition('"')[2] for part in parts[1:])

    first, again = answers("forbid", NAME), answers("forbid", NAME)
    assert first == again
    listed, unlisted = answers("allow", NAME), answers("allow", "Somebody Else")
    assert listed == unlisted
    assert not ForbiddenName.objects.exists()


@pytest.mark.parametrize("act", ["forbid", "allow"])
def test_what_is_no_name_comes_back_with_the_remedy_and_what_was_typed(officer, act):
    answer = officer.post(address(act), {"name": "Route <66>"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Enter one to four words" in page
    assert 'value="Route &lt;66&gt;"' in page
    assert 'aria-invalid="true"' in page


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.COMPLIANCE, "system")])
def test_no_other_role_enters_or_sees_anything(company, as_person, with_second_factor, role):
    person = company.employee if role == Role.EMPLOYEE else company.staff[role]
    browser = as_person(person)
    assert browser.get(address("names")).status_code == 403
    assert browser.post(address("forbid"), {"name": NAME}).status_code == 403
    assert not ForbiddenName.objects.exists()


def told(officer) -> str:
    return officer.get(address("overview")).content.decode()


def test_progress_is_told_in_tens_from_ten_people_on(company, officer):
    unsaid = "Once ten people have something kept"
    assert unsaid in told(officer)
    assert edition.is_ours("engine", clock.now())
    people = [factories.person() for _ in range(10)]
    for one in people[:9]:
        factories.allow(one)
        keep(one)
    assert unsaid in told(officer)
    factories.allow(people[9])
    keep(people[9])
    assert "about 0 percent done" in told(officer)
    owners = [one.owner for one in people[:5]]
    kept_of(owners).update(policy_id="engine")
    assert "about 50 percent done" in told(officer)
    kept_of([one.owner for one in people]).update(policy_id="engine")
    assert "All that is kept is masked by the policy in force" in told(officer)


def kept_of(owners):
    from training.models import Episode

    return Episode.objects.filter(owner__in=owners)


def test_what_people_found_unmasked_stands_there_by_kind_a_week_later(company, officer):
    for _ in range(10):
        one = factories.person()
        factories.allow(one)
        keep(one, "the blue harbour file")
        marked._report(one.owner, marked.Sort.SECRET)
    before = told(officer)
    assert "About 10" not in before
    with clock.shifted(timedelta(days=7)):
        assert marked.reported()[marked.Sort.SECRET] == 10
