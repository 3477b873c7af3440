"""Legal holds on the pages: two officers, the representative, the person; HR sees nothing."""

import io
import json
import re
import zipfile
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from governance import clock
from governance.audit.acts import STAFF, Role
from governance.consent import decisions
from governance.erasure import run
from governance.erasure.models import Erasure
from governance.holds import acts, ending, tasks
from governance.holds.models import HeldRow, HoldState, LegalHold
from pages.certificates.reading import read
from tests.governance.holds.conftest import Holding, at
from tests.requests import confirmed

__all__ = ["Holding", "at"]
MINUTE = timedelta(seconds=61)
ONCE = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')


def signed_in(user) -> Client:
    if user.roles and not Authenticator.objects.filter(user=user).exists():
        kind = Authenticator.Type.TOTP
        Authenticator.objects.create(user=user, type=kind, data={"secret": "x"})
    client = Client()
    client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def first(at):
    return signed_in(at.first)


@pytest.fixture
def second(at):
    return signed_in(at.second)


@pytest.fixture
def knows(at):
    return signed_in(at.knows)


@pytest.fixture
def person(at):
    return signed_in(at.person.user)


def form(at, **more):
    return {
        "email": at.person.email,
        "matter": "court",
        "outside": "Landgericht Hamburg",
        "reference": "324 O 118/26",
        "purposes": ["bookings"],
        **more,
    }


def text(client, name: str, *args) -> str:
    return ONCE.sub("", client.get(reverse(name, args=args)).content.decode())


def test_one_officer_proposes_and_another_confirms(at, first, second, person):
    assert first.post(reverse("compliance:hold_propose"), form(at)).status_code == 302
    hold = LegalHold.objects.get()
    confirm = reverse("compliance:hold_confirm", args=[hold.pk])
    assert first.post(confirm).status_code == 409
    assert "waits for your word" in text(second, "compliance:holds")
    assert "1 legal hold waits" in text(second, "compliance:overview")
    assert "Held for" not in text(person, "employee:home")
    assert second.post(confirm).status_code == 302
    hold.refresh_from_db()
    assert hold.state == HoldState.PLACED


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("email", "nobody@kestrel.example", "Nobody in the directory"),
        ("matter", "employer", "Choose one of the three."),
        ("outside", "", "This is missing"),
        ("reference", "x" * 201, "This is missing"),
        ("purposes", ["unknown"], "Choose at least one purpose."),
        ("reference", "Kündigung 12/26", "speaks of dismissal"),
        ("outside", "Disciplinary board", "speaks of discipline"),
    ],
    ids=["email", "matter", "outside", "reference", "purpose", "dismissal", "discipline"],
)
def test_what_is_wrong_is_named_and_what_was_typed_stays(at, first, field, value, said):
    answer = first.post(reverse("compliance:hold_propose"), form(at, **{field: value}))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert field == "reference" or "324 O 118/26" in page
    assert not LegalHold.objects.exists()


def test_that_the_employers_matter_was_tried_is_seen_by_those_who_watch(at, first, knows):
    first.post(reverse("compliance:hold_propose"), form(at, reference="Kündigung 12/26"))
    assert "hold something for the employer" in text(first, "compliance:overview")
    assert "No use has been refused." not in text(knows, "representative:reports")


def test_the_person_reads_what_is_held_and_objects_with_one_click(at, person, knows, first):
    hold = at.place()
    until = "if it is not renewed. Nobody can open it alone."
    person.post(reverse("employee:withdraw_all"))
    for name in ("home", "my_data", "withdrawn"):
        page = text(person, f"employee:{name}")
        assert "Held for a matter of a court" in page
        assert until in page
    page = text(person, "employee:holds")
    assert "Landgericht Hamburg" in page
    assert "324 O 118/26" in page
    assert "Held for a matter of a court, until" in page
    person.post(reverse("employee:hold_object", args=[hold.pk]))
    assert "You have objected." in text(person, "employee:holds")
    for browser, role in ((knows, "representative"), (first, "compliance")):
        assert "The person objects." in text(browser, f"{role}:hold", hold.pk)
        assert "Objection" in text(browser, f"{role}:holds")


def test_nobody_reads_or_ends_a_hold_of_another(at, lasting_company):
    hold = at.place(matter="own")
    other = signed_in(lasting_company.other.user)
    assert "No legal hold is on your data." in text(other, "employee:holds")
    for name in ("object", "lift"):
        assert other.post(reverse(f"employee:hold_{name}", args=[hold.pk])).status_code == 409
    assert "Held for" not in text(other, "employee:home")


def test_the_person_ends_a_hold_for_their_own_matter(at, person):
    hold = at.place(matter="own")
    assert "End it and erase" in text(person, "employee:holds")
    person.post(reverse("employee:hold_lift", args=[hold.pk]))
    hold.refresh_from_db()
    assert hold.state == HoldState.LIFTED


def test_the_representative_sees_every_hold_from_its_proposal_on(at, knows):
    assert "There is no legal hold." in text(knows, "representative:holds")
    hold = at.propose()
    assert at.person.name in text(knows, "representative:holds")
    page = text(knows, "representative:hold", hold.pk)
    assert "Landgericht Hamburg" in page
    answer = knows.post(reverse("representative:hold_object", args=[hold.pk]), {"reason": " "})
    assert answer.status_code == 422
    knows.post(reverse("representative:hold_object", args=[hold.pk]), {"reason": "No order seen."})
    assert "No order seen." in text(signed_in(at.second), "compliance:hold", hold.pk)


def test_hr_sees_no_byte_of_it(at, lasting_company):
    hr = signed_in(at.hr)
    names = ("hr:requests", "hr:directory")
    asked = confirmed(at.person)
    before = {name: text(hr, name) for name in names}
    row = reverse("hr:person", args=[at.person.pk])
    before_row = ONCE.sub("", hr.get(row).content.decode())
    case = text(hr, "hr:request", asked.pk)
    hold = at.place()
    assert text(hr, "hr:request", asked.pk) == case
    assert {name: text(hr, name) for name in names} == before
    assert ONCE.sub("", hr.get(row).content.decode()) == before_row
    for role in STAFF:
        browser = signed_in(lasting_company.staff[role].user)
        for name in ("holds", "hold"):
            args = [hold.pk] if name == "hold" else []
            for owner in ("compliance", "representative"):
                status = browser.get(reverse(f"{owner}:{name}", args=args)).status_code
                assert status == (200 if role == owner else 403)


def test_an_officer_who_works_in_hr_too_has_no_page_of_it(at, second):
    hold = at.place()
    at.second.groups.add(Group.objects.get(name=Role.HR))
    assert second.get(reverse("compliance:holds")).status_code == 403
    assert second.get(reverse("compliance:hold", args=[hold.pk])).status_code == 403
    assert second.post(reverse("compliance:hold_lift", args=[hold.pk])).status_code == 403


def test_no_page_of_staff_tells_whether_anything_is_held(at, first, knows):
    hold = at.place()
    before = [
        text(first, "compliance:holds"),
        text(first, "compliance:hold", hold.pk),
        text(knows, "representative:hold", hold.pk),
    ]
    decisions.withdraw(at.person, "bookings")
    run.advance(Erasure.objects.get().pk)
    assert HeldRow.objects.count() == 3
    assert before == [
        text(first, "compliance:holds"),
        text(first, "compliance:hold", hold.pk),
        text(knows, "representative:hold", hold.pk),
    ]


def test_lifting_is_asked_once_and_erases(at, second):
    hold = at.place()
    address = reverse("compliance:hold_lift", args=[hold.pk])
    assert "Lift the hold and erase what it kept?" in second.post(address).content.decode()
    hold.refresh_from_db()
    assert hold.state == HoldState.PLACED
    second.post(address, {"confirmed": "1"})
    hold.refresh_from_db()
    assert hold.state == HoldState.LIFTED


def test_it_is_renewed_on_the_page_by_two(at, first, second):
    hold = at.place()
    address = reverse("compliance:hold_renew", args=[hold.pk])
    assert first.post(address).status_code == 409
    LegalHold.objects.update(ends_on=clock.today() + timedelta(days=10))
    assert first.post(address).status_code == 302
    assert first.post(address).status_code == 409
    assert "Confirm 90 days more" in text(second, "compliance:hold", hold.pk)
    assert second.post(address).status_code == 302
    hold.refresh_from_db()
    assert hold.renewals == 1


def share(client, role: str, hold, **more) -> bytes:
    answer = client.post(reverse(f"{role}:hold_share", args=[hold.pk]), more)
    assert answer["Content-Disposition"].startswith("attachment")
    return answer.content


def file(raw: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("share.json", raw, "application/json")


def test_three_open_what_is_held_for_the_court(at, first, second, knows, person):
    hold = at.place()
    decisions.withdraw(at.person, "bookings")
    run.advance(Erasure.objects.get().pk)
    mine = share(first, "compliance", hold, holder="compliance")
    outside = share(second, "compliance", hold, holder="outside")
    theirs = share(knows, "representative", hold)
    again = first.post(reverse("compliance:hold_share", args=[hold.pk]), {"holder": "compliance"})
    assert again.status_code == 409
    begin = reverse("compliance:hold_begin", args=[hold.pk])
    assert first.post(begin, {"order": ""}).status_code == 422
    first.post(begin, {"order": "Beschluss vom 3. März"})
    opened = reverse("compliance:hold_open", args=[hold.pk])
    brought = {"compliance": mine, "outside": outside}
    early = first.post(opened, {name: file(raw) for name, raw in brought.items()})
    assert early.status_code == 422
    agree = reverse("representative:hold_agree", args=[hold.pk])
    assert "Beschluss vom 3. März" in text(knows, "representative:hold", hold.pk)
    assert knows.post(agree, {"share": file(mine)}).status_code == 422
    assert knows.post(agree).status_code == 422
    assert knows.post(agree, {"share": file(theirs)}).status_code == 302
    wrong = first.post(opened, {"compliance": file(outside), "outside": file(outside)})
    assert "does not fit: Compliance" in wrong.content.decode()
    answer = first.post(opened, {name: file(raw) for name, raw in brought.items()})
    assert answer["Content-Type"] == "application/zip"
    assert answer["Cache-Control"] == "no-store"
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        assert len(archive.namelist()) == 4
        assert json.loads(archive.read("index.json"))["person"] == at.person.name
    tasks.sweep()
    assert hold.letters.filter(kind="opened").exclude(sent_on=None).count() == 3


def test_the_certificates_say_in_words_what_is_retained_and_what_went(at, person):
    hold = at.place()
    decisions.withdraw(at.person, "bookings")
    erasure = Erasure.objects.get()
    for passed in (0, 1):
        with clock.shifted(MINUTE * passed):
            run.advance(erasure.pk)
    erasure.refresh_from_db()
    kept = " ".join(read(erasure.certificate).kept)
    assert "3 episodes, held for a matter of a court until" in kept
    acts.lift(hold.pk, at.first)
    assert "It is being erased." in text(person, "employee:holds")
    with clock.shifted(MINUTE):
        ending.settle_all()
    address = reverse("employee:hold_certificate", args=[hold.pk])
    assert address in text(person, "employee:holds")
    reading = read(person.get(address).json())
    assert "legal hold" in reading.sentence
    assert [place.erased for place in reading.places] == ["3"]


def test_the_first_page_of_the_representative_says_that_there_is_one(at, knows):
    assert "A legal hold is proposed or placed." not in text(knows, "representative:waiting")
    at.propose()
    assert "A legal hold is proposed or placed." in text(knows, "representative:waiting")
