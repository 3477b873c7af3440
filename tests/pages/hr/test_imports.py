"""A list is tried first and then imported as a whole or not at all."""

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from governance.audit.acts import Role
from governance.directory.models import Employee
from pages.hr import kept_lists
from tests import factories

TRY, APPLY = reverse("hr:import"), reverse("hr:import_apply")
HEAD = "name,email,jurisdiction,last_day\n"
GOOD = HEAD + "王小明,wang@kestrel.example,eu,\n"


def kept(answer) -> str:
    return answer.context["kept"]


def test_a_trial_says_what_would_change_and_changes_nothing(hr, company):
    row = f"{company.employee.name} Two,{company.employee.email},eu,2026-12-31\n"
    page = hr.post(TRY, {"text": GOOD + row}).content.decode()
    assert "All 2 rows can be imported." in page
    assert "王小明" in page
    assert "name, last_day" in page
    assert not Employee.objects.filter(email="wang@kestrel.example").exists()


def test_what_was_tried_is_imported_once(hr):
    name = kept(hr.post(TRY, {"text": GOOD}))
    assert "1 person added." in hr.post(APPLY, {"kept": name}, follow=True).content.decode()
    assert Employee.objects.get(email="wang@kestrel.example").name == "王小明"
    assert hr.post(APPLY, {"kept": name}).status_code == 409


def test_a_file_is_read_as_a_text_is(hr):
    file = SimpleUploadedFile("list.csv", b"\xef\xbb\xbf" + GOOD.replace(",", ";").encode())
    answer = hr.post(TRY, {"file": file})
    assert (answer.status_code, bool(kept(answer))) == (200, True)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("Anna,annelies@kestrel,eu,\n", "is no e-mail address"),
        ("Anna,anna@kestrel.example,Bavaria,\n", "is not known here"),
        ("Anna,anna@kestrel.example,eu,31.09.2026\n", "is no day"),
        (",anna@kestrel.example,eu,\n", "is empty"),
        ("Anna,anna@kestrel.example,eu,,,,\n", "More cells than columns"),
    ],
)
def test_a_row_with_a_problem_is_named_and_nothing_can_be_imported(row, said, hr):
    answer = hr.post(TRY, {"text": GOOD + row})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "1 row needs you. Until it is right nothing is imported." in page
    assert said in page
    assert 'href="#row-3"' in page
    assert 'id="row-3"' in page
    assert APPLY not in page


@pytest.mark.parametrize(
    "text", ["", "   ", "\n\n", "name\nA", "a,b\n1,2", '"', "\x00", HEAD, "\ufeff", ",,,\n,,,"]
)
def test_what_is_no_list_is_said(text, hr):
    answer = hr.post(TRY, {"text": text})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode() or "no rows" in answer.content.decode()


def test_a_file_that_is_too_large_is_said(hr):
    file = SimpleUploadedFile("list.csv", b"x" * 2_500_001)
    answer = hr.post(TRY, {"file": file})
    assert answer.status_code == 422
    assert "larger than 2.5 MB" in answer.content.decode()


def test_a_trial_of_one_is_not_imported_by_another(hr, company, as_person):
    from allauth.mfa.models import Authenticator

    other = factories.person(roles=(Role.HR,))
    kind = Authenticator.Type.TOTP
    Authenticator.objects.create(user=other.user, type=kind, data={"secret": "x"})
    name = kept(hr.post(TRY, {"text": GOOD}))
    assert as_person(other).post(APPLY, {"kept": name}).status_code == 409
    assert not Employee.objects.filter(email="wang@kestrel.example").exists()


def test_what_waits_lies_sealed(hr):
    name = kept(hr.post(TRY, {"text": GOOD}))
    assert b"wang" not in bytes(cache.get(kept_lists._key(name)))
    for nonsense in ("", "x" * 5000, "../", "\x00"):
        assert hr.post(APPLY, {"kept": nonsense}).status_code == 409


def test_formulas_are_text(hr):
    page = hr.post(TRY, {"text": HEAD + "=1+1 <script>,f@kestrel.example,eu,\n"}).content.decode()
    assert "=1+1 &lt;script&gt;" in page
