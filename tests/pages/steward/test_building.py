"""Build: choose, preview, begin. What is wrong is said at its field, and what was chosen stays."""

from datetime import timedelta

import pytest
from django.urls import reverse

from governance import clock
from governance.audit.models import AuditEntry
from governance.consent import decisions
from governance.purposes.models import PurposeVersion
from tests import factories
from tests.training import crowd
from tests.training.releases.building import USE
from training.models import Release, ReleaseState

KINDS = ["clicks", "screen_operations"]


def chosen(**more):
    ends = clock.today() + timedelta(days=30)
    return {
        "purpose": "bookings", "use": USE, "kinds": KINDS, "ends_on": ends.isoformat(), **more,
    }  # fmt: skip


def preview(browser, **more) -> str:
    return browser.post(reverse("steward:new"), chosen(**more)).content.decode()


def test_the_preview_says_the_size_rounded_and_changes_nothing(steward, company):
    crowd.crowd(6, 11)
    page = preview(steward)
    assert "about 60" in page
    assert "<dt>Fewer than five people share the screen</dt><dd>fewer than 50</dd>" in page
    assert Release.objects.count() == 0


def test_the_preview_names_no_screen_and_no_number_of_people(steward, company):
    for one in crowd.crowd(6, 11)[:4]:
        crowd.keep(one, *(crowd.body("Claims archive") for _ in range(20)))
    page = preview(steward)
    assert "<dt>Fewer than five people share the screen</dt><dd>about 80</dd>" in page
    assert "Claims archive" not in page
    assert "6 people" not in page


def test_one_person_more_or_less_on_a_rare_screen_changes_no_byte(steward, company):
    everyone = crowd.crowd(6, 11)
    page = preview(steward)
    crowd.keep(everyone[0], crowd.body("Rare"))
    assert strip(preview(steward)) == strip(page)


def strip(page: str) -> str:
    import re

    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)


def test_where_nothing_would_go_in_the_preview_says_why(steward, company):
    crowd.crowd(4)
    assert "On no screen are there five people" in preview(steward)


def test_the_reading_of_a_preview_is_on_the_record(steward, everyone):
    preview(steward)
    assert AuditEntry.objects.filter(act="data-read", role="steward", outcome="done").count() == 1


def test_of_very_much_the_preview_opens_nothing(steward, everyone, monkeypatch):
    from training.releases import preview as work

    monkeypatch.setattr(work, "LARGEST", 3)
    monkeypatch.setattr(work.outlet, "by_person", None)
    assert "a preview does not open it" in preview(steward)


def test_build_begins_and_leads_to_the_page_of_the_release(steward, everyone):
    answer = steward.post(reverse("steward:build"), chosen())
    release = Release.objects.get()
    assert answer["Location"] == reverse("steward:release", args=[release.pk])
    assert (release.state, release.recipe["kinds"]) == (ReleaseState.WAITING, KINDS)


@pytest.mark.parametrize(
    ("more", "field", "words"),
    [
        ({"kinds": []}, "kinds", "Choose at least one kind of data."),
        ({"ends_on": "2026-09-31"}, "ends_on", "2026-09-31 is not a day."),
        ({"ends_on": ""}, "ends_on", "Say on which day every copy is gone"),
        ({"ends_on": "2001-01-01"}, "ends_on", "Choose a day after today"),
        ({"kinds": ["typing_rhythm"]}, "kinds", "does not have that kind"),
        ({"use": "dpv:PersonnelPerformanceEvaluation"}, "use", "does not name that use"),
    ],
)
@pytest.mark.parametrize("place", ["steward:new", "steward:build"])
def test_what_is_wrong_is_said_at_its_field(steward, everyone, more, field, words, place):
    answer = steward.post(reverse(place), chosen(**more))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert f'href="#{field}"' in page
    assert 'role="alert" tabindex="-1" autofocus' in page
    assert Release.objects.count() == 0


def test_what_was_chosen_stays(steward, everyone):
    page = preview(steward, kinds=["clicks"], ends_on="2026-09-31")
    assert 'value="2026-09-31"' in page
    assert 'id="kind-clicks" name="kinds" value="clicks" checked' in page
    assert 'id="kind-typed_text" name="kinds" value="typed_text" checked' not in page


def test_a_second_build_of_the_purpose_is_refused_with_a_remedy(steward, everyone):
    steward.post(reverse("steward:build"), chosen())
    answer = steward.post(reverse("steward:build"), chosen())
    assert answer.status_code == 409
    assert "is being built already" in answer.content.decode()


def test_another_purpose_offers_its_own_kinds(steward, company):
    factories.purpose("invoices", company.staff, kinds=("clicks",))
    page = steward.get(reverse("steward:new"), {"purpose": "invoices"}).content.decode()
    assert 'name="purpose" value="invoices"' in page
    assert 'value="typed_text" disabled' in page


def test_without_a_purpose_in_force_the_page_says_so(steward, company):
    PurposeVersion.objects.update(state="superseded")
    page = steward.get(reverse("steward:new")).content.decode()
    assert "No purpose is in force" in page


def test_who_withdrew_is_not_counted(steward, company):
    everyone = crowd.crowd(6, 11)
    decisions.withdraw(everyone[0], "bookings")
    assert "about 50" in preview(steward)
