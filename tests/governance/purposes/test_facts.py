"""What a version fixes: older hashes stay valid when a later field comes."""

import hashlib

from django.urls import reverse

from governance.audit.canonical import canonical
from governance.purposes.facts import LATER, Facts
from governance.purposes.kinds import Kind
from tests import factories


def older_content() -> dict[str, object]:
    content = factories.facts().model_dump(mode="json")
    for name in LATER:
        del content[name]
    return content


def test_a_version_stored_without_a_later_field_keeps_its_hash():
    content = older_content()
    stored = hashlib.sha256(canonical(content)).hexdigest()
    assert Facts.model_validate(content).sha256() == stored


def test_a_version_stored_with_the_field_at_its_default_has_the_same_hash():
    facts = factories.facts()
    assert Facts.model_validate(facts.model_dump(mode="json")).sha256() == facts.sha256()
    assert Facts.model_validate(older_content()).sha256() == facts.sha256()


def test_a_sample_for_review_is_a_part_of_what_is_fixed():
    assert factories.facts(review_sample=20).sha256() != factories.facts().sha256()


def test_days_for_one_kind_are_a_part_of_what_is_fixed():
    shorter = factories.facts(retention_by_kind={Kind.CLICKS: 30})
    assert shorter.sha256() != factories.facts().sha256()
    assert Facts.model_validate(shorter.model_dump(mode="json")) == shorter
    assert (shorter.kept_days(Kind.CLICKS), shorter.kept_days(Kind.TYPED_TEXT)) == (30, 180)
    assert factories.facts(retention_by_kind={Kind.CLICKS: 300}).kept_days(Kind.CLICKS) == 180


def test_the_page_says_that_two_people_may_look_only_where_they_may(browser, company):
    address = reverse("employee:purpose", args=["bookings"])
    words = "up to 20 masked episodes a quarter"
    assert words not in browser.get(address).content.decode()
    factories.purpose(staff=company.staff, review_sample=20)
    assert words in browser.get(address).content.decode()
