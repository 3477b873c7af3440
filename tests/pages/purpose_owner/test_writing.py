"""The owner writes, saves, sees what is missing, and proposes; nothing typed is lost."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.urls import reverse

from governance.audit.acts import Act, Outcome, Role
from governance.audit.models import AuditEntry
from governance.purposes import drafts, forbidden_uses, opinions
from governance.purposes.kinds import Kind
from governance.purposes.models import Purpose, PurposeVersion, VersionState
from pages.purpose_owner import shape
from tests import factories, proposals


@pytest.fixture
def browser(company, as_person, with_second_factor):
    return as_person(company.staff[Role.PURPOSE_OWNER])


@pytest.fixture
def owner(company):
    return company.staff[Role.PURPOSE_OWNER].user


def typed(content, **more):
    """What a browser sends for a content."""
    fields = shape.fields_of(content, tuple(forbidden_uses.offered()))
    return {"slug": "customs", "do": "save", **fields, **more}


def whole(**more):
    return factories.facts(**more).model_dump(mode="json")


def save(browser, content, **more):
    return browser.post(reverse("purpose_owner:save"), typed(content, **more))


def edit(browser, slug="customs", query=""):
    return browser.get(reverse("purpose_owner:edit", args=[slug]) + query).content.decode()


def test_a_content_survives_the_form(company):
    kept = {Kind.CLICKS: 30}
    content = whole(sites=("*.kestrel.example",), review_sample=5, retention_by_kind=kept)
    data = QueryDict(mutable=True)
    for name, value in typed(content).items():
        data.setlist(name, value if isinstance(value, list) else [str(value)])
    from governance.purposes.facts import Facts

    assert Facts.model_validate(shape.content_of(data)) == Facts.model_validate(content)


def test_an_empty_form_is_saved_as_a_draft(browser):
    assert browser.get(reverse("purpose_owner:new")).status_code == 200
    assert save(browser, {}).status_code == 302
    assert PurposeVersion.objects.get(purpose="customs").state == VersionState.DRAFT


def test_what_is_missing_is_named_at_its_field(browser):
    answer = save(browser, {}, do="check")
    said = browser.get(answer["Location"]).content.decode()
    assert "points are to mend." in said
    assert 'href="#id_kinds"' in said
    assert 'id="id_hours.zone_error"' in said
    assert said.count('role="alert"') == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"retention_days": "half a year"},
        {"retention_by_kind.clicks": "a while"},
        {"hours.zone": "Moon"},
        {"assessment.day": "31 September"},
    ],
)
def test_what_was_typed_stays_though_it_is_wrong(changed, browser):
    (value,) = changed.values()
    save(browser, whole(), **changed)
    assert f'value="{value}"' in edit(browser, query="?check=1")


def test_an_unusable_short_name_keeps_the_form(browser):
    answer = save(browser, whole(), slug="Not A Name")
    assert answer.status_code == 422
    said = answer.content.decode()
    assert "This short name cannot be used." in said
    assert 'value="Not A Name"' in said
    assert "Booking Agent" in said


@pytest.mark.parametrize("field", ["dpv_purposes", "dpv_other"])
def test_a_forbidden_use_is_refused_with_the_form_and_is_in_the_log(field, browser):
    answer = save(browser, whole(), **{field: "dpv:PersonnelPerformanceEvaluation"})
    assert answer.status_code == 422
    said = answer.content.decode()
    assert "Sayso refuses this use" in said
    assert "Booking Agent" in said
    assert not Purpose.objects.filter(slug="customs").exists()
    assert AuditEntry.objects.get(act=Act.PURPOSE_FORBIDDEN).outcome == Outcome.REFUSED


def test_rows_for_more_applications_are_added_without_script(browser):
    answer = save(browser, whole(), do="row", rows="3")
    said = browser.get(answer["Location"].partition("#")[0]).content.decode()
    assert 'name="applications.4.name"' in said
    assert 'value="Cargo Desk"' in said


def test_the_hash_is_computed_from_the_file_and_the_file_is_not_kept(browser):
    file = SimpleUploadedFile("assessment.pdf", b"risks and measures")
    save(browser, whole(), **{"assessment.file": file})
    content = PurposeVersion.objects.get(purpose="customs").content
    assert content["assessment"]["sha256"] == hashlib.sha256(b"risks and measures").hexdigest()
    assert "risks and measures" not in str(content)


def test_a_draft_with_a_problem_has_no_preview(browser):
    save(browser, {})
    answer = browser.get(reverse("purpose_owner:preview", args=["customs"]))
    assert answer["Location"].endswith("?check=1")


def test_the_preview_shows_the_notice_and_what_falls_back(browser):
    save(browser, whole())
    said = browser.get(reverse("purpose_owner:preview", args=["customs"])).content.decode()
    assert "Learn how bookings are entered" in said
    assert "Deutsch" in said
    assert 'class="episode"' in said


def test_a_whole_draft_is_proposed_and_waits(browser):
    save(browser, whole())
    answer = browser.post(reverse("purpose_owner:propose"), {"purpose": "customs"}, follow=True)
    said = answer.content.decode()
    assert "Waits for compliance and the employee representative until" in said
    assert PurposeVersion.objects.get(purpose="customs").state == VersionState.PROPOSED


def test_the_next_version_begins_with_the_one_in_force(browser):
    said = edit(browser, "bookings")
    assert "Write version 2 of this purpose." in said
    assert 'value="Cargo Desk"' in said


def test_the_owner_reads_what_compliance_advises(browser, company):
    version = proposals.waiting(company, retention_days=90)
    opinions.give(version, company.staff[Role.COMPLIANCE].user, "Leave out two fields.")
    address = reverse("purpose_owner:version", args=["bookings", version.number])
    assert "Leave out two fields." in browser.get(address).content.decode()


def test_a_draft_is_thrown_away(browser):
    save(browser, whole())
    browser.post(reverse("purpose_owner:discard"), {"purpose": "customs"})
    assert not Purpose.objects.filter(slug="customs").exists()


def test_the_draft_of_another_is_not_shown_or_changed(browser, company, owner):
    from django.contrib.auth.models import Group

    other = company.other.user
    other.groups.add(Group.objects.get(name=Role.PURPOSE_OWNER))
    drafts.save("customs", whole(), other)
    assert "customs" not in browser.get(reverse("purpose_owner:purposes")).content.decode()
    for name in ("propose", "discard"):
        answer = browser.post(reverse(f"purpose_owner:{name}"), {"purpose": "customs"})
        assert answer.status_code == 404
    assert save(browser, whole()).status_code == 409
    assert browser.get(reverse("purpose_owner:preview", args=["customs"])).status_code == 404
    assert browser.get(reverse("purpose_owner:edit", args=["customs"])).status_code == 409


def test_a_new_purpose_does_not_write_over_a_known_one(browser):
    answer = save(browser, whole(), slug="bookings", fresh="1")
    assert answer.status_code == 422
    assert "This short name is taken." in answer.content.decode()
    assert PurposeVersion.objects.filter(purpose="bookings").count() == 1


@pytest.mark.parametrize("do", ["save", "check", "row", "preview", "", "x"])
def test_every_button_answers(do, browser):
    assert save(browser, {"kinds": ["clicks"]}, do=do).status_code == 302


def test_signs_that_no_database_holds_are_left_out(browser):
    answer = save(browser, whole(), why_free="Nobody\x00 sees.", kinds=["cli\x00cks"])
    assert answer.status_code == 302
    content = PurposeVersion.objects.get(purpose="customs").content
    assert (content["why_free"], content["kinds"]) == ("Nobody sees.", ["clicks"])


@pytest.mark.parametrize("rows", ["-1", "x", "999", "\u00b2"])
def test_odd_numbers_of_rows_are_borne(rows, browser):
    assert save(browser, whole(), do="row", rows=rows).status_code == 302
    assert browser.get(reverse("purpose_owner:new") + f"?rows={rows}").status_code == 200


def test_the_list_asks_as_often_for_many_as_for_few(
    browser, company, owner, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    address = reverse("purpose_owner:purposes")

    def more(count):
        for number in range(count):
            drafts.save(f"draft-{count}-{number}", {}, owner)

    more(2)
    proposals.many(company, 2)
    browser.get(address)
    with CaptureQueriesContext(connection) as few:
        browser.get(address)
    more(9)
    proposals.many(company, 9)
    with django_assert_num_queries(len(few)):
        browser.get(address)


def test_what_nobody_has_answered_is_taken_back_from_its_page(browser):
    save(browser, whole())
    said = browser.post(reverse("purpose_owner:propose"), {"purpose": "customs"}, follow=True)
    assert "Take it back" in said.content.decode()
    body = {"purpose": "customs", "version": "1"}
    answer = browser.post(reverse("purpose_owner:take_back"), body, follow=True)
    assert "Version 1 is a draft. Nobody else sees it." in answer.content.decode()
    assert PurposeVersion.objects.get(purpose="customs").state == VersionState.DRAFT
    assert browser.post(reverse("purpose_owner:take_back"), body).status_code == 404
