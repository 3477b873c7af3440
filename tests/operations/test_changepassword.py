"""A password that the server's administrator sets closes what is kept of its person."""

import pytest
from django.contrib.auth.management.commands import changepassword
from django.core.management import call_command

from governance.directory.closing import closed_until
from governance.directory.models import User
from operations.management.commands import changepassword as command

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


def test_what_cannot_be_closed_is_not_changed(lasting_company, monkeypatch, capsys):
    """A process that dies in between changes nothing: change and closing are one transaction."""
    person = lasting_company.employee
    monkeypatch.setattr(User, "save", broken_off)
    with pytest.raises(ZeroDivisionError):
        call_command("changepassword", person.email)
    monkeypatch.undo()
    assert closed_until(person) is None
    monkeypatch.setattr(changepassword.getpass, "getpass", lambda **_prompt: NEW)
    monkeypatch.setattr(command, "changed_by_other", broken_off)
    with pytest.raises(ZeroDivisionError):
        call_command("changepassword", person.email)
    person.user.refresh_from_db()
    assert not person.user.check_password(NEW)


def broken_off(*_arguments, **_named):
    raise ZeroDivisionError
