"""A file of people is shown before it counts, and counts as a whole or not at all."""

import pytest

from governance import clock
from governance.audit.acts import Act, Role
from governance.audit.models import AuditEntry
from governance.audit.record import Actor
from governance.devices import importing
from governance.devices.models import Device
from governance.directory import import_csv
from governance.directory.import_csv import ImportRefused, apply, decode, preview
from governance.directory.models import Employee, Status, Unit, User
from tests import factories

HR = Actor(Role.HR)
HEAD = "name,email,login,unit,jurisdiction,language,kind,last_day\n"


def errors_of(text: str) -> list[str]:
    shown = preview(text)
    return [*shown.errors, *(error for row in shown.rows for error in row.errors)]


def test_a_preview_says_what_would_happen_and_changes_nothing(both):
    known = factories.person("Ines Okonjo", email="ines@kestrel.example", login="ines")
    before = Employee.objects.count()
    shown = preview(
        HEAD
        + "Ines Okonjo,INES@kestrel.example,ines,,eu,en,employee,\n"
        + "勅使河原 宗一郎,soichiro@kestrel.example,soichiro,横浜,jp,en,contractor,\n"
    )
    assert [(row.number, row.action) for row in shown.rows] == [(2, "same"), (3, "add")]
    assert (shown.fits, shown.count("add"), Employee.objects.count()) == (True, 1, before)
    assert known.user is not None


@pytest.mark.parametrize("raw", [b"\xef\xbb\xbfname;email\nM\xc3\xbcller;m@k.example\n"])
def test_files_of_a_spreadsheet_are_read(both, raw):
    row = preview(decode(raw)).rows[0]
    assert (row.name, row.email) == ("Müller", "m@k.example")


def test_a_file_that_is_not_utf8_is_read_as_windows_writes_it():
    assert decode("Müller".encode("cp1252")) == "Müller"


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "empty"),
        ("name,email\nA\0,b@k.example", "bytes"),
        ("name,phone\nA,1", "phone"),
        ("name\nA", "email"),
        ("name,email,name\nA,b@k.example,A", "twice"),
        ('name,email\n"A,b@k.example', "quotation"),
        ("name,email\n,b@k.example", "name"),
        ("name,email\nA,not-an-address", "not-an-address"),
        ("name,email\nA,a@k.example\nB,a@k.example", "twice"),
        ("name,email,login\nA,a@k.example,x\nB,b@k.example,x", "twice"),
        ("name,email,jurisdiction\nA,a@k.example,atlantis", "us_ca"),
        ("name,email,language\nA,a@k.example,xx", "xx"),
        ("name,email,kind\nA,a@k.example,robot", "contractor"),
        ("name,email,last_day\nA,a@k.example,tomorrow", "2026-11-30"),
        ("name,email\nA,a@k.example,more", "separator"),
        (f"name,email\n{'A' * 201},a@k.example", "200"),
    ],
)
def test_what_does_not_fit_is_named_with_its_remedy(both, text, word):
    assert any(word in error for error in errors_of(text))
    with pytest.raises(ImportRefused):
        apply(text, HR)


def test_one_wrong_row_keeps_all_out(both):
    text = "name,email\nGood,good@k.example\nBad,bad\n"
    with pytest.raises(ImportRefused):
        importing.apply(text, HR)
    assert not Employee.objects.filter(email="good@k.example").exists()


def test_two_rows_of_the_directory_are_never_mixed(both):
    factories.person(email="one@k.example", login="one")
    factories.person(email="two@k.example", login="two")
    assert "belongs to somebody else" in errors_of("name,email,login\nA,one@k.example,two")[0]


def test_importing_adds_and_changes_and_writes_it_into_the_log(both):
    known = factories.person("Old Name", email="old@k.example", login="old", unit="Desk")
    text = "name,email,unit\nNew Name,old@k.example,Sea\nFresh,fresh@k.example,Sea\n"
    applied = importing.apply(text, HR)
    known.refresh_from_db()
    fresh = Employee.objects.get(email="fresh@k.example")
    assert (applied.added, applied.changed, known.name) == (1, 1, "New Name")
    assert known.unit == fresh.unit == Unit.objects.get(name="Sea")
    assert not fresh.user.has_usable_password()
    assert AuditEntry.objects.filter(act=Act.PEOPLE_IMPORTED).count() == 1


def test_importing_the_same_file_again_changes_nothing(both):
    text = HEAD + "A B,ab@k.example,ab,Desk,de,en,contractor,2026-12-31\n"
    importing.apply(text, HR)
    assert preview(text).count("same") == 1
    assert importing.apply(text, HR) == import_csv.Applied(0, 0)


def test_an_empty_cell_leaves_what_is_there(both):
    known = factories.person("Ines", email="ines@k.example", login="ines", unit="Desk")
    importing.apply(HEAD + "Ines,ines@k.example,,,,,,\n", HR)
    known.refresh_from_db()
    assert (known.login, known.unit.name) == ("ines", "Desk")


def test_a_changed_login_ends_devices_and_closes_allowing(both):
    known = factories.person("Ines", email="ines@k.example", login="ines")
    device = Device.objects.create(
        owner=known.owner,
        thumbprint="t" * 43,
        public=b"k" * 32,
        sealed=b"",
        enrolled_week="2026-W01",
    )
    importing.apply("name,email,login\nInes,ines@k.example,mallory\n", HR)
    device.refresh_from_db()
    assert device.revoked
    assert User.objects.get(pk=known.user_id).changed_by_other is not None


def test_a_changed_address_moves_the_login_with_it(both):
    known = factories.person("Ines", email="ines@k.example", login="ines")
    importing.apply("name,email,login\nInes,ines.new@k.example,ines\n", HR)
    known.refresh_from_db()
    assert known.email == known.user.email == "ines.new@k.example"
    assert known.user.changed_by_other is not None


def test_a_last_day_makes_a_leaver(both):
    known = factories.person("Ines", email="ines@k.example")
    importing.apply("name,email,last_day\nInes,ines@k.example,2026-12-31 17:00\n", HR)
    known.refresh_from_db()
    assert (known.status, known.last_day.hour) == (Status.LEAVER, 17)
    assert known.last_day > clock.now() or known.last_day.year == 2026


def test_ten_thousand_rows_are_imported_in_few_statements(both, django_assert_max_num_queries):
    """So that they take seconds; a statement for each row would take minutes."""
    rows = "".join(f"Person {n},p{n}@k.example,p{n},Unit {n % 40}\n" for n in range(10_000))
    with django_assert_max_num_queries(500):
        assert apply("name,email,login,unit\n" + rows, HR).added == 10_000
    with django_assert_max_num_queries(5):
        assert preview("name,email,login,unit\n" + rows).count("same") == 10_000
