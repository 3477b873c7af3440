"""The sheet for the wall says what each device is told, and asks nobody to sign in."""

import shlex

import pytest
from django.test import Client
from django.urls import reverse

import verify
from capture.protocol import log
from capture.protocol.decoding import decode
from capture.protocol.messages import Enrolled
from governance.audit import known, sequencer
from governance.audit.acts import Role
from governance.devices import enrolment
from governance.keys import log_key
from governance.leases import trust
from tests import factories
from tests.capture.ingest.desk import Desk
from tests.capture.ingest.test_enrolling import confirm, opened
from tests.governance.audit.scripted_witness import ScriptedWitness

ADDRESS = "/fingerprint/"


@pytest.fixture
def keyed(company):
    sequencer.run()
    return company


@pytest.fixture(params=["nobody", "two"])
def named(request, settings):
    """Let the company name nobody, or two witnesses, and return their names."""
    if request.param == "nobody":
        return ()
    with ScriptedWitness("ours.example") as ours, ScriptedWitness("law.example") as other:
        settings.WITNESSES = f"{ours.setting}, {other.setting} outside"
    return ("ours.example", "law.example")


def shown_by_the_computer_of(employee) -> str:
    """Return what a computer shows of what it is told while it is enrolled over the wire."""
    desk = Desk()
    found = opened(desk, employee.login)
    words = enrolment.enter_code(employee, found.code).words
    enrolled = decode(Enrolled, confirm(desk, found.enrolment, words).content)
    return log.fingerprint(enrolled.log, enrolled.approvers)


def sheet(address: str = ADDRESS) -> str:
    answer = Client().get(address)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    return answer.content.decode()


def digits(address: str = ADDRESS) -> str:
    return " ".join(Client().get(address).context["sheet"].groups)


def test_the_sheet_shows_what_a_device_computes_from_what_it_is_told(keyed, named):
    assert digits() == shown_by_the_computer_of(keyed.employee)
    (paper,) = trust.papers(known.of())
    assert digits() == paper.fingerprint
    page = sheet()
    for group in paper.fingerprint.split():
        assert f"<span>{group}</span>" in page


def test_the_sheet_says_in_words_who_has_to_approve(keyed):
    page = sheet()
    assert "<dd>Compliance and Employee representative</dd>" in page
    assert "For people under the law of" not in page
    assert "There is another sheet" not in page


def test_where_laws_ask_for_others_each_has_its_sheet_and_its_digits(keyed, capsys):
    there = factories.person(jurisdiction="us_ca")
    assert digits() == shown_by_the_computer_of(keyed.employee)
    assert digits(f"{ADDRESS}?law=us_ca") == shown_by_the_computer_of(there) != digits()
    first, second = sheet(), sheet(f"{ADDRESS}?law=us_ca")
    assert 'href="?law=us_ca">California</a>' in first
    assert "<dd>Germany, European Union, Japan and United Kingdom</dd>" in first
    assert "<dd>Compliance</dd>" in second
    assert "<dd>California</dd>" in second
    for law in ("", "de", "nowhere", "x" * 500):
        assert digits(f"{ADDRESS}?law={law}") == digits()
    for law in ("eu", "us_ca"):
        command = Client().get(f"{ADDRESS}?law={law}").context["sheet"].command
        assert verify.main(shlex.split(command)[2:]) == 0
        assert digits(f"{ADDRESS}?law={law}") in capsys.readouterr().out


def test_the_command_on_the_page_computes_the_same_without_the_server(keyed, named, capsys):
    command = Client().get(ADDRESS).context["sheet"].command
    program, file, *rest = shlex.split(command)
    assert (program, file, verify.main(rest)) == ("python3", "verify.py", 0)
    assert digits() in capsys.readouterr().out


def test_the_sheet_names_the_company_the_log_and_who_watches(keyed, named, settings):
    page = sheet()
    assert settings.COMPANY in page
    assert known.of().origin in page
    assert all(name in page for name in named)
    assert ("Nobody yet" in page) == (not named)
    assert page.count("(administered outside)") == len(named[1:])


def test_before_the_log_has_a_key_the_page_says_so(both, monkeypatch):
    monkeypatch.setattr(log_key, "_mine", False)  # as in a web process, which makes none
    page = sheet()
    assert "There is no fingerprint yet." in page
    assert 'class="digits"' not in page


def test_the_sheet_needs_no_script_and_leads_nowhere_else(keyed):
    body = sheet().partition("<main")[2].partition("</main>")[0]
    assert "<script" not in body
    assert "hx-" not in body
    assert "http" not in body.replace(known.of().origin, "")


def test_the_price_of_the_sheet_is_five_queries(keyed, django_assert_max_num_queries):
    with django_assert_max_num_queries(5):
        sheet()


def test_who_connects_a_computer_is_sent_to_the_paper_first(keyed, browser):
    code = opened(Desk(), keyed.employee.login).code
    asked = browser.post(reverse("employee:enrol"), {"code": code}).content.decode()
    assert "with the paper on the wall" in asked
    assert "The paper counts, not this page" in asked
    assert asked.index("with the paper on the wall") < asked.index(f'href="{ADDRESS}?law=eu"')


@pytest.mark.parametrize(
    ("role", "name"),
    [(Role.COMPLIANCE, "compliance:log"), (Role.REPRESENTATIVE, "representative:reports")],
)
def test_compliance_and_representatives_find_the_sheet(
    role, name, keyed, as_person, with_second_factor
):
    page = as_person(keyed.staff[role]).get(reverse(name)).content.decode()
    assert f'href="{ADDRESS}"' in page
