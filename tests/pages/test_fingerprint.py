"""The sheet for the wall says what each device is told, and asks nobody to sign in."""

import shlex

import pytest
from django.test import Client
from django.urls import reverse

import verify
from capture.protocol import log
from capture.protocol.decoding import decode
from capture.protocol.messages import Enrolled, LogTrust
from governance.audit import known, sequencer
from governance.audit.acts import Role
from governance.devices import enrolment
from governance.keys import log_key
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


def told(employee) -> LogTrust:
    """Return what a computer is told of the log while it is enrolled over the wire."""
    desk = Desk()
    found = opened(desk, employee.login)
    words = enrolment.enter_code(employee, found.code).words
    return decode(Enrolled, confirm(desk, found.enrolment, words).content).log


def sheet() -> str:
    answer = Client().get(ADDRESS)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    return answer.content.decode()


def digits() -> str:
    return " ".join(Client().get(ADDRESS).context["sheet"].groups)


def test_the_sheet_shows_what_a_device_computes_from_what_it_is_told(keyed, named):
    assert digits() == log.fingerprint(told(keyed.employee)) == known.of().fingerprint
    page = sheet()
    for group in known.of().fingerprint.split():
        assert f"<span>{group}</span>" in page


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


def test_the_price_of_the_sheet_is_four_queries(keyed, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        sheet()


def test_who_connects_a_computer_is_sent_to_the_paper_first(keyed, browser):
    code = opened(Desk(), keyed.employee.login).code
    asked = browser.post(reverse("employee:enrol"), {"code": code}).content.decode()
    assert "with the paper on the wall" in asked
    assert "The paper counts, not this page" in asked
    assert asked.index("with the paper on the wall") < asked.index(f'href="{ADDRESS}"')


@pytest.mark.parametrize(
    ("role", "name"),
    [(Role.COMPLIANCE, "compliance:log"), (Role.REPRESENTATIVE, "representative:reports")],
)
def test_compliance_and_representatives_find_the_sheet(
    role, name, keyed, as_person, with_second_factor
):
    page = as_person(keyed.staff[role]).get(reverse(name)).content.decode()
    assert f'href="{ADDRESS}"' in page
