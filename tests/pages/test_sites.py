"""Sites: what is asked, kept and taken back says on which pages, and what nobody can record."""

from django.urls import reverse

from governance.purposes.facts import Application
from pages.employee import differences, notices, samples
from pages.employee.differences import Tag
from tests import factories
from tests.pages.kept import keep
from training import own

CHROMIUM = Application(
    name="Chromium",
    wm_class="Chromium",
    executables=("/usr/lib/chromium/chromium",),
    frame_suffix=" - Chromium",
)
SITES = ("desk.kestrel.example", "*.freight.example")


def sites_fact(facts) -> str:
    return next((fact.text for fact in notices.facts_of(facts, "en") if fact.term == "Sites"), "")


def test_a_purpose_says_in_which_browser_and_on_which_sites(company, browser):
    factories.purpose("web", company.staff, applications=(CHROMIUM,), sites=SITES)
    page = browser.get(reverse("employee:purpose", args=["web"])).content.decode()
    assert "Only in Chromium on desk.kestrel.example and every site under freight.example." in page
    assert "a browser started without its accessibility is not recorded at all" in page
    assert '<span class="rec">desk.kestrel.example</span>' in page  # the sample


def test_a_purpose_without_a_browser_says_nothing_of_sites():
    assert sites_fact(factories.facts()) == ""


def test_what_would_record_no_site_says_so():
    assert "No site is listed" in sites_fact(factories.facts(applications=(CHROMIUM,)))
    assert "No browser is listed" in sites_fact(factories.facts(sites=SITES))


def test_one_more_site_and_a_browser_instead_of_a_program_are_wider():
    old = factories.facts(applications=(CHROMIUM,), sites=SITES[:1])
    (change,) = differences.between(
        old, factories.facts(applications=(CHROMIUM,), sites=SITES), "en"
    )
    assert (change.tag, change.after) == (Tag.WIDER, "*.freight.example")
    plain = factories.facts(applications=(CHROMIUM.model_copy(update={"frame_suffix": None}),))
    assert differences.between(plain, old, "en")[0].field == "Applications"


def test_the_sample_of_a_program_names_no_site():
    assert samples.sample(factories.facts(sites=SITES)).site is None


def test_what_was_kept_of_a_site_shows_it_and_goes_by_it(browser, company):
    factories.allow(company.employee)
    keep(company.employee, application="Chromium", site=SITES[0])
    keep(company.employee)
    page = browser.get(reverse("employee:my_data")).content.decode()
    assert '<span class="rec">desk.kestrel.example</span>' in page
    only = browser.post(reverse("employee:my_data"), {"site": SITES[0]}, follow=True)
    assert only.context["page"].total == 1
    order = {"what": "site", "value": SITES[0]}
    assert "all of desk.kestrel.example" in (
        browser.post(reverse("employee:delete"), order).content.decode()
    )
    browser.post(reverse("employee:delete"), {**order, "confirmed": "1"})
    assert [view.body.site for view in own.every(company.employee.owner)] == [None]
