"""Enrolment both ways: what is phished in either direction records nothing."""

from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.cache import cache

from governance import clock
from governance.audit import queries as audit
from governance.audit.acts import Act, Outcome
from governance.audit.models import AuditEntry
from governance.devices import codes, enrolment, names
from governance.devices.errors import (
    EnrolmentExpired,
    EnrolmentPending,
    EnrolmentUnknown,
    KeyEnrolled,
    LoginDiffers,
    TooManyAttempts,
    WordsWrong,
)
from governance.devices.models import Device, Enrolment


def candidate(login: str, host: str = "laptop") -> enrolment.Candidate:
    public = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    return enrolment.Candidate(public, login, host)


def begun(login: str, address: str = "10.0.0.1") -> enrolment.Opened:
    return enrolment.begin(candidate(login), address)


def test_code_and_words_make_a_device_of_the_person_who_typed_the_code(company):
    opened = begun(company.employee.login)
    shown = enrolment.enter_code(company.employee, opened.code)
    assert (shown.host, shown.login) == ("laptop", company.employee.login)
    confirmed = enrolment.confirm(opened.id, f"  {shown.words.upper()} ")
    device = Device.objects.get(pk=confirmed.device)
    assert device.owner == company.employee.owner
    assert confirmed.person == company.employee.name
    assert names.of(device).name == "laptop"
    assert not Enrolment.objects.exists()


def test_an_enrolment_is_in_the_log(company):
    opened = begun(company.employee.login)
    enrolment.confirm(opened.id, enrolment.enter_code(company.employee, opened.code).words)
    entries = audit.of(company.employee.owner, frozenset({Act.DEVICE_ENROLLED}))
    assert [entry.outcome for entry in entries] == [Outcome.DONE]


def test_the_code_of_my_computer_typed_by_somebody_else_gives_them_nothing(company):
    opened = begun(company.employee.login)
    with pytest.raises(LoginDiffers):
        enrolment.enter_code(company.other, opened.code)
    with pytest.raises(EnrolmentPending):
        enrolment.confirm(opened.id, "amber falcon")
    assert not Device.objects.exists()
    assert AuditEntry.objects.filter(outcome=Outcome.REFUSED).count() == 1


def test_a_stranger_s_computer_that_claims_my_login_lacks_the_words(company):
    opened = begun(company.employee.login)  # the stranger lies about the login
    enrolment.enter_code(company.employee, opened.code)  # and talks me into typing the code
    for _ in range(2):
        with pytest.raises(WordsWrong):
            enrolment.confirm(opened.id, "amber falcon amber")
    with pytest.raises(EnrolmentExpired):
        enrolment.confirm(opened.id, "amber falcon amber")
    with pytest.raises(EnrolmentExpired):
        enrolment.confirm(opened.id, "amber falcon amber")
    assert not Device.objects.exists()


def test_the_right_words_after_three_wrong_ones_come_too_late(company):
    opened = begun(company.employee.login)
    words = enrolment.enter_code(company.employee, opened.code).words
    for _ in range(3):
        with pytest.raises((WordsWrong, EnrolmentExpired)):
            enrolment.confirm(opened.id, "not these")
    with pytest.raises(EnrolmentExpired):
        enrolment.confirm(opened.id, words)


def test_a_code_that_one_person_typed_is_unknown_to_everyone_else(company):
    opened = begun(company.employee.login)
    first = enrolment.enter_code(company.employee, opened.code)
    assert enrolment.enter_code(company.employee, opened.code).words == first.words
    company.other.login = company.employee.login
    with pytest.raises(EnrolmentUnknown):
        enrolment.enter_code(company.other, opened.code)


def test_somebody_without_a_login_in_the_directory_enrols_nothing(company):
    company.employee.login = ""
    opened = begun("")
    with pytest.raises(LoginDiffers):
        enrolment.enter_code(company.employee, opened.code)


def test_a_code_ends_after_ten_minutes(company):
    opened = begun(company.employee.login)
    words = enrolment.enter_code(company.employee, opened.code).words
    with clock.shifted(timedelta(minutes=10, seconds=1)):
        with pytest.raises(EnrolmentExpired):
            enrolment.enter_code(company.employee, opened.code)
        with pytest.raises(EnrolmentExpired):
            enrolment.confirm(opened.id, words)


def test_no_row_names_whom_an_owner_is(company):
    opened = begun(company.employee.login)
    row = Enrolment.objects.get(pk=opened.id)
    assert (row.owner, row.login) == ("", company.employee.login)
    enrolment.enter_code(company.employee, opened.code)
    row.refresh_from_db()
    assert (row.login, row.host) == ("", "")
    held = bytes(row.sealed)
    for secret in (company.employee.login, company.employee.name, "laptop"):
        assert secret.encode() not in held


def test_one_key_makes_one_device(company):
    one = candidate(company.employee.login)
    opened, second = (enrolment.begin(one, "10.0.0.1") for _ in range(2))
    words = [enrolment.enter_code(company.employee, o.code).words for o in (opened, second)]
    enrolment.confirm(opened.id, words[0])
    with pytest.raises(KeyEnrolled):
        enrolment.confirm(second.id, words[1])
    with pytest.raises(KeyEnrolled):
        enrolment.begin(one, "10.0.0.1")


def test_one_address_opens_few_enrolments(company):
    for _ in range(enrolment.BEGUN_MOST):
        begun("x")
    with pytest.raises(TooManyAttempts):
        begun("x")
    begun("x", "10.0.0.2")


def test_guessing_codes_ends_soon(company):
    for _ in range(enrolment.TYPED_MOST):
        with pytest.raises(EnrolmentUnknown):
            enrolment.enter_code(company.employee, "KTRW-4821")
    with pytest.raises(TooManyAttempts):
        enrolment.enter_code(company.employee, "KTRW-4821")


def test_open_enrolments_are_limited_without_the_cache_too(company, monkeypatch):
    monkeypatch.setattr(enrolment, "OPEN_MOST", 3)
    for number in range(3):
        begun("x", f"10.0.0.{number}")
    cache.clear()
    with pytest.raises(TooManyAttempts):
        begun("x", "10.0.1.1")


@pytest.mark.parametrize("typed", ["ktrw-4821", " KTRW 4821 ", "ktrw4821", "K T R W - 4 8 2 1"])
def test_a_code_is_read_as_people_type_it(typed):
    assert codes.read_code(typed) == "KTRW-4821"


def test_codes_and_words_are_of_a_human_alphabet_and_hard_to_guess():
    assert {codes.read_code(code) == code for code in (codes.new_code() for _ in range(50))} == {
        True
    }
    words = codes.word_list()
    assert len(words) >= 1024
    assert len(set(words)) == len(words)
    assert all(word.isascii() and word.islower() and 3 <= len(word) <= 8 for word in words)
    for _ in range(50):
        first, second = codes.new_words().split()
        assert first != second
