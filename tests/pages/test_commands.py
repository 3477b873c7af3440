"""People and purposes by command, until they have pages."""

from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command

from governance.audit.acts import Role
from governance.directory.models import Employee
from governance.purposes import queries

FILE = Path("demo/bookings.yaml")


def run(*arguments: str) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def test_a_person_is_added_with_a_role(both):
    run("person", "add", "Nora Vale", "nora@kestrel.example", "--role", "hr", "--no-password")
    assert Employee.objects.get(email="nora@kestrel.example").user.roles == {Role.HR}


def test_an_address_is_given_once(both):
    run("person", "add", "Nora Vale", "nora@kestrel.example", "--no-password")
    with pytest.raises(CommandError, match="belong"):
        run("person", "add", "Nora Vale", "nora@kestrel.example", "--no-password")


def test_a_purpose_comes_into_force_by_the_words_of_two(company):
    staff = company.staff
    owner = staff[Role.PURPOSE_OWNER].email
    assert "version 2: proposed" in run("purpose", "load", str(FILE), "--email", owner)
    for role in (Role.COMPLIANCE, Role.REPRESENTATIVE):
        said = run("purpose", "approve", "bookings", "--role", role, "--email", staff[role].email)
    assert "in_force" in said
    assert queries.of("bookings").number == 2


def test_nobody_approves_what_they_wrote(company):
    both_roles = company.staff[Role.PURPOSE_OWNER]
    both_roles.user.groups.add(Group.objects.get(name=Role.REPRESENTATIVE))
    run("purpose", "load", str(FILE), "--email", both_roles.email)
    with pytest.raises(CommandError, match="wrote"):
        run(
            "purpose", "approve", "bookings", "--role", "representative", "--email",
            both_roles.email,
        )  # fmt: skip


def test_a_compliance_officer_writes_no_purpose(company):
    with pytest.raises(CommandError, match="cannot write"):
        run("purpose", "load", str(FILE), "--email", company.staff[Role.COMPLIANCE].email)


def test_a_file_that_is_no_purpose_says_which_keys_are_wrong(company, tmp_path):
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("slug: x\nfacts: {kinds: [thoughts]}\n")
    with pytest.raises(CommandError, match=r"facts\.kinds"):
        run("purpose", "load", str(wrong), "--email", company.staff[Role.PURPOSE_OWNER].email)


def test_who_can_be_signed_in_as_is_printed(both):
    assert "Ines Okonjo: Employee" in run("demo", "--who").splitlines()
