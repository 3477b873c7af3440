"""A password that the server's administrator sets closes what is kept of its person."""

import pytest
from django.contrib.auth.management.commands import changepassword
from django.core.management import call_command

from governance.directory.closing import closed_until

NEW = "violet-harbour-91-kite"


@pytest.fixture(autouse=True)
def _typed(monkeypatch):
    monkeypatch.setattr(changepassword.getpass, "getpass", lambda **_prompt: NEW)


def test_it_changes_the_password_and_closes_my_data(company, capsys):
    call_command("changepassword", company.employee.email)
    company.employee.user.refresh_from_db()
    assert company.employee.user.check_password(NEW)
    assert closed_until(company.employee) is not None
    assert closed_until(company.other) is None


def test_without_a_change_nothing_is_closed(company, monkeypatch, capsys):
    from django.core.management import CommandError

    monkeypatch.setattr(changepassword.getpass, "getpass", lambda **_prompt: "short")
    with pytest.raises(CommandError):
        call_command("changepassword", company.employee.email)
    assert closed_until(company.employee) is None
