"""Each person reads the pages in the language they chose, and in no other."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from governance.audit.acts import Role
from governance.rights import links
from governance.rights import requests as acts
from governance.rights.models import RightsRequest
from pages import languages
from pages.access import ACCESS, Who
from tests import catalogues, factories
from tests.english import English
from tests.pages.kept import keep
from tests.pages.test_access import address
from tests.requests import carried_out, hr

LANGUAGES = catalogues.LANGUAGES


@pytest.fixture(params=LANGUAGES)
def language(request):
    return request.param


@pytest.fixture
def english(language):
    return English(language)


def reading(employee, language: str) -> Client:
    """Return the browser of a person who has chosen a language."""
    client = Client()
    client.force_login(employee.user, "allauth.account.auth_backends.AuthenticationBackend")
    client.post(reverse("public:language"), {"language": language})
    return client


def english_on(client: Client, names: list[str], english: English) -> dict[str, list[str]]:
    found = {}
    for name in names:
        answer = client.get(address(name))
        is_page = answer.status_code < 300 and answer["Content-Type"].startswith("text/html")
        if is_page and (stray := english.on(answer.content.decode())):
            found[name] = stray
    return found


def opening(*who: Who) -> list[str]:
    names = (name for name, opens in ACCESS.items() if opens in who)
    return sorted(names)


def test_an_employee_reads_no_english(language, english, company):
    person = company.employee
    client = reading(person, language)
    assert english_on(client, opening(Who.EMPLOYEE, Who.SIGNED_IN), english) == {}
    factories.allow(person)
    keep(person)
    client.post(reverse("employee:pause"), {"minutes": "15"})
    assert english_on(client, opening(Who.EMPLOYEE), english) == {}
    client.post(reverse("employee:withdraw_all"))
    assert english_on(client, opening(Who.EMPLOYEE), english) == {}


def test_a_former_employee_without_an_account_reads_no_english(language, english, company):
    client = Client()
    client.post(reverse("public:language"), {"language": language})
    assert english_on(client, opening(Who.EVERYBODY), english) == {}


def test_a_former_employee_follows_their_case_without_english(language, english, lasting_company):
    leaver, client = factories.person("Lea Vogt", email="lea@kestrel.example"), Client()
    client.post(reverse("public:language"), {"language": language})
    acts.begin_link(leaver.email, language)
    links.settle(links.unsent()[0], "token")
    page = reverse("public:ask_link", args=["token"])
    said = [client.get(page), client.post(page, {"name": "", "jurisdiction": "xx"})]
    said.append(client.post(page, {"name": leaver.name, "jurisdiction": "de"}, follow=True))
    request = RightsRequest.objects.get()
    case = page if not said[-1].redirect_chain else said[-1].redirect_chain[-1][0]
    first, second = hr(), hr()
    acts.match(request, leaver, first)
    said.append(client.get(case))
    acts.confirm(request, "seen", first)
    acts.confirm(request, "called", second)
    said.append(client.get(case))
    carried_out(request)
    said.append(client.get(case))
    assert [answer.status_code for answer in said] == [200, 422, 200, 200, 200, 200]
    assert [english.on(answer.content.decode()) for answer in said] == [[]] * 6


def test_a_person_confirms_and_asks_without_english(language, english, company):
    client = reading(company.employee, language)
    factories.allow(company.employee)
    keep(company.employee)
    said = [
        client.post(reverse("employee:delete"), {"what": "all"}),
        client.post(reverse("employee:delete"), {"what": "application", "value": "Sheets"}),
        client.post(
            reverse("employee:decide"),
            {"purpose": "bookings", "kind": "clicks", "choice": "refuse", "language": "en"},
            headers={"hx-request": "true"},
        ),
        client.post(reverse("employee:forget"), {"minutes": "10"}, follow=True),
        client.post(reverse("employee:request_erasure"), {"statement": ""}, follow=True),
        client.get(reverse("employee:request_erasure")),
    ]
    assert {answer.status_code for answer in said} == {200}
    assert [english.on(answer.content.decode()) for answer in said] == [[]] * 6


def test_an_employee_representative_reads_no_english(
    language, english, company, with_second_factor
):
    factories.purpose("invoices", company.staff)
    client = reading(company.staff[Role.REPRESENTATIVE], language)
    names = opening(Who.REPRESENTATIVE, Who.EMPLOYEE)
    assert english_on(client, names, english) == {}


def test_a_refusal_is_said_in_the_language_of_the_person(language, english, company):
    client = reading(company.employee, language)
    answers = [
        client.post(reverse("employee:enrol"), {"code": "AAAA-AAAA"}),
        client.post(reverse("employee:pause"), {"until": "yesterday"}),
        client.post(reverse("employee:withdraw"), {"purpose": "bookings"}),
        client.get("/no-such-page/"),
        client.get(reverse("employee:purpose", args=["nothing"])),
    ]
    for answer in answers:
        assert answer.status_code >= 400
        assert english.on(answer.content.decode()) == []


def test_the_choice_lasts_and_is_each_persons_own(company, as_person):
    reading(company.employee, "ja")
    again, other = as_person(company.employee), as_person(company.other)
    assert '<html lang="ja">' in again.get(reverse("employee:home")).content.decode()
    assert '<html lang="en">' in other.get(reverse("employee:home")).content.decode()
    company.employee.refresh_from_db()
    assert (company.employee.language, company.employee.user.language) == ("ja", "ja")


def test_a_persons_own_language_rules_over_browser_and_cookie(company):
    client = reading(company.employee, "es")
    client.cookies["django_language"] = "de"
    page = client.get(reverse("employee:home"), headers={"accept-language": "ja"})
    assert '<html lang="es">' in page.content.decode()


def test_a_visitor_reads_in_the_language_of_the_browser_or_the_one_chosen():
    client, sign_in = Client(), reverse("account_login")
    page = client.get(sign_in, headers={"accept-language": "zh-CN,en;q=0.5"})
    assert '<html lang="zh-hans">' in page.content.decode()
    client.post(reverse("public:language"), {"language": "de"})
    page = client.get(sign_in, headers={"accept-language": "zh-CN,en;q=0.5"})
    assert '<html lang="de">' in page.content.decode()


def test_a_language_that_is_not_offered_changes_nothing(company, as_person):
    client = reading(company.employee, "xx")
    assert '<html lang="en">' in client.get(reverse("employee:home")).content.decode()


def test_choosing_a_language_leads_to_no_other_site(company, as_person):
    answer = as_person(company.employee).post(
        reverse("public:language"), {"language": "de", "next": "https://example.org/"}
    )
    assert "example.org" not in answer["Location"]


def test_choosing_a_language_leaves_no_entry_in_the_log(company):
    from governance.audit.models import AuditEntry

    before = AuditEntry.objects.count()
    reading(company.employee, "de")
    assert AuditEntry.objects.count() == before


@pytest.mark.parametrize("shown", [language for language in LANGUAGES if language != "de"])
def test_a_notice_that_a_language_lacks_is_marked(shown, company):
    notices = {"en": factories.notice(), "de": factories.notice(name="Wie man bucht")}
    factories.purpose("invoices", company.staff, notices=notices)
    page = reading(company.employee, shown).get(reverse("employee:purpose", args=["invoices"]))
    with translation.override(shown):
        words = translation.gettext(
            "This notice is not available in %(wanted)s; you see it in %(shown)s."
        ) % {"wanted": languages.name_here(shown), "shown": languages.name_here("en")}
    assert words in page.content.decode()
    assert '<h1 lang="en">' in page.content.decode()


def test_a_notice_in_the_persons_language_is_not_marked(company):
    notices = {"en": factories.notice(), "de": factories.notice(name="Wie man bucht")}
    factories.purpose("invoices", company.staff, notices=notices)
    page = reading(company.employee, "de").get(reverse("employee:purpose", args=["invoices"]))
    assert '<h1 lang="de">Wie man bucht</h1>' in page.content.decode()
    assert "Diesen Hinweistext gibt es nicht" not in page.content.decode()


@pytest.mark.parametrize(
    ("shown", "day"),
    [
        ("en", "4\xa0December 2026"),
        ("de", "4.\xa0Dezember 2026"),
        ("es", "4\xa0de\xa0diciembre de 2026"),
        ("ja", "2026年12月4日"),
        ("zh-hans", "2026年12月4日"),
    ],
)
def test_a_day_is_written_as_the_language_writes_it_and_no_line_ends_before_its_month(shown, day):
    from datetime import date

    from pages import dates

    with translation.override(shown):
        assert dates.day(date(2026, 12, 4)) == day


def test_a_large_number_has_the_marks_of_its_language():
    from pages import dates

    written = {}
    for shown in ("en", "de", "ja"):
        with translation.override(shown):
            written[shown] = dates.number(12345)
    assert written == {"en": "12,345", "de": "12.345", "ja": "12,345"}


def test_german_nouns_keep_their_capitals_inside_a_sentence(company):
    factories.allow(company.employee)
    page = reading(company.employee, "de").get(reverse("employee:home")).content.decode()
    assert "Sie erlauben Anwendungswechsel, Klicks" in page


def test_pages_of_staff_that_are_not_translated_speak_english_whole(company, with_second_factor):
    client = reading(company.staff[Role.HR], "de")
    assert '<html lang="en">' in client.get(reverse("hr:requests")).content.decode()
    assert '<html lang="de">' in client.get(reverse("employee:home")).content.decode()


def test_who_may_not_open_such_a_page_is_told_so_in_their_language(company):
    answer = reading(company.employee, "de").get(reverse("hr:requests"))
    assert answer.status_code == 403
    assert '<html lang="de">' in answer.content.decode()
