"""A review sample: two people, only where the version allows it, and each look on the record."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from governance import clock
from governance.audit.acts import Act, Role
from governance.audit.models import AuditEntry
from governance.audit.record import Actor
from governance.consent import decisions
from governance.erasure import run
from governance.erasure.models import Erasure
from governance.holdings import walk
from governance.holdings.registry import Scope, all_holdings
from governance.purposes.models import Purpose
from governance.reads import gate
from governance.reads.gate import ReadRefused
from tests import factories
from tests.pages.kept import keep
from training import review, store
from training.models import Episode, Review

LATER = timedelta(days=4)
WEEK = timedelta(days=8)


@pytest.fixture
def sampled(lasting_company):
    """A company with a purpose that allows ten episodes a quarter, and two people who agreed."""
    company = lasting_company
    factories.purpose("masks", company.staff, review_sample=10)
    for one in (company.employee, company.other):
        factories.allow(one, "masks")
        keep(one, slug="masks", text=f"Deliver to <PERSON_1> of {one.pk}")
    return company


def officer(company):
    return company.staff[Role.COMPLIANCE].user


def second(company):
    return company.staff[Role.REPRESENTATIVE].user


def agreed(company) -> Review:
    asked = review.ask("masks", "A mask was missed.", officer(company), Role.COMPLIANCE)
    return review.agree(asked.pk, second(company), Role.REPRESENTATIVE)


def test_the_one_who_asked_cannot_agree(sampled):
    asked = review.ask("masks", "A mask was missed.", officer(sampled), Role.COMPLIANCE)
    with pytest.raises(review.SecondPerson):
        review.agree(asked.pk, officer(sampled), Role.COMPLIANCE)
    assert Review.objects.get().rows == []


def test_nothing_is_picked_before_a_second_person_agrees(sampled):
    asked = review.ask("masks", "A mask was missed.", officer(sampled), Role.COMPLIANCE)
    with pytest.raises(review.ReviewOver), clock.shifted(LATER):
        review.open_sample(asked.pk, officer(sampled), Role.COMPLIANCE)


def test_what_rests_is_not_picked(sampled):
    assert agreed(sampled).rows == []


def test_one_episode_of_a_person_is_picked(sampled):
    for _ in range(5):
        keep(sampled.employee, slug="masks")
    with clock.shifted(LATER):
        picked = agreed(sampled).rows
        owners = Episode.objects.filter(pk__in=picked).values_list("owner", flat=True)
        assert set(owners) == {sampled.employee.owner, sampled.other.owner}
        assert len(picked) == 2


def test_each_look_is_on_the_page_of_each_person_in_it(sampled, as_person):
    with clock.shifted(LATER):
        sample = agreed(sampled)
        for user, role in (
            (officer(sampled), Role.COMPLIANCE),
            (second(sampled), Role.REPRESENTATIVE),
        ):
            assert len(review.open_sample(sample.pk, user, role)) == 2
    page = as_person(sampled.employee).get(reverse("employee:looks")).content.decode()
    assert page.count("<td>masks: to check the masks</td>") == 2
    assert AuditEntry.objects.filter(act=Act.REVIEW_OPENED).count() == 2


def test_nobody_else_opens_it(sampled):
    with clock.shifted(LATER):
        sample = agreed(sampled)
        with pytest.raises(review.ReviewOver):
            review.open_sample(sample.pk, sampled.staff[Role.STEWARD].user, Role.STEWARD)


def test_after_a_week_it_is_closed_and_its_ids_are_gone(sampled):
    with clock.shifted(LATER):
        sample = agreed(sampled)
    with clock.shifted(LATER + WEEK):
        with pytest.raises(review.ReviewOver):
            review.open_sample(sample.pk, officer(sampled), Role.COMPLIANCE)
        for holding in _holdings():
            holding.expire()
        assert Review.objects.get().rows == []


def test_a_purpose_without_a_number_has_no_sample(sampled):
    assert review.left("bookings") == 0
    with pytest.raises(review.NoSample):
        review.ask("bookings", "A mask was missed.", officer(sampled), Role.COMPLIANCE)


def test_the_door_refuses_a_review_that_the_version_does_not_allow(sampled):
    with pytest.raises(ReadRefused):
        gate.ask("bookings", gate.MASK_REVIEW, Actor(Role.COMPLIANCE))
    assert gate.ask("masks", gate.MASK_REVIEW, Actor(Role.COMPLIANCE)).use == gate.MASK_REVIEW


def test_a_quarter_has_no_more_than_the_version_says(sampled):
    third = review.ask("masks", "A mask was missed.", officer(sampled), Role.COMPLIANCE)
    agreed(sampled)
    agreed(sampled)
    assert review.left("masks") == 0
    with pytest.raises(review.NoSample):
        review.agree(third.pk, second(sampled), Role.REPRESENTATIVE)
    with pytest.raises(review.NoSample):
        agreed(sampled)


def test_who_withdraws_is_in_no_sample_any_more(sampled):
    with clock.shifted(LATER):
        sample = agreed(sampled)
        decisions.withdraw(sampled.employee, Purpose.objects.get(pk="masks"))
        run.advance(Erasure.objects.get().pk)
        sample.refresh_from_db()
        assert len(sample.rows) == 1
        [seen] = review.open_sample(sample.pk, officer(sampled), Role.COMPLIANCE)
        assert seen.owner == sampled.other.owner


def test_what_was_struck_out_is_not_shown(sampled):
    with clock.shifted(LATER):
        sample = agreed(sampled)
        ids = Episode.objects.filter(owner=sampled.employee.owner).values_list("pk", flat=True)
        store.rewrite(sampled.employee.owner, list(ids), None)
        [seen] = review.open_sample(sample.pk, officer(sampled), Role.COMPLIANCE)
        assert seen.owner == sampled.other.owner


def test_a_sample_is_a_holding(sampled):
    with clock.shifted(LATER):
        agreed(sampled)
    owner = sampled.employee.owner
    assert walk.counts(owner)["reviews"] == 1
    assert "reviews/reviews.json" in dict(walk.export(owner))
    [holding] = [one for one in _holdings() if one.name == "reviews"]
    assert holding.erase(Scope(owner, "another")) == 0
    assert holding.erase(Scope(owner, "masks")) == 1
    assert walk.counts(owner)["reviews"] == 0


def test_the_page_shows_the_episodes_without_a_name(sampled, as_person, second_factors):
    browser = as_person(sampled.staff[Role.COMPLIANCE])
    with clock.shifted(LATER):
        sample = agreed(sampled)
        closed = browser.get(reverse("compliance:review", args=[sample.pk])).content.decode()
        assert 'class="episode"' not in closed
        page = browser.post(reverse("compliance:review_open", args=[sample.pk]))
        text = page.content.decode()
    assert text.count('class="episode"') == 2
    assert "[person 1]" in text or "[person" in text
    for one in (sampled.employee, sampled.other):
        assert one.name not in text
        assert one.owner not in text


def test_asking_without_a_reason_names_the_field(sampled, as_person, second_factors):
    browser = as_person(sampled.staff[Role.COMPLIANCE])
    answer = browser.post(reverse("compliance:review_ask"), {"purpose": "masks", "reason": " "})
    assert answer.status_code == 422
    assert b'href="#reason"' in answer.content
    assert Review.objects.count() == 0


def test_the_representative_agrees_on_their_own_pages(sampled, as_person, second_factors):
    asked = review.ask("masks", "A mask was missed.", officer(sampled), Role.COMPLIANCE)
    browser = as_person(sampled.staff[Role.REPRESENTATIVE])
    assert (
        "1 review sample waits" in browser.get(reverse("representative:reviews")).content.decode()
    )
    assert browser.get(reverse("representative:review", args=[asked.pk])).status_code == 200
    browser.post(reverse("representative:review_agree", args=[asked.pk]))
    assert Review.objects.get().agreed_by == second(sampled).pk


def _holdings():
    return all_holdings()


@pytest.fixture
def second_factors(sampled):
    for person in sampled.staff.values():
        Authenticator.objects.create(
            user=person.user, type=Authenticator.Type.TOTP, data={"secret": "x"}
        )
