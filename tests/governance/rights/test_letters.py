"""Letters: each once, in the person's language, and silent about what somebody decided."""

import re

import pytest
from django.core import mail

from governance.audit.acts import Role
from governance.rights import letters, machine, queries, salt, tasks
from governance.rights.models import CounterSignature, RequestStep, RightsRequest
from tests import factories
from tests.requests import asked, carried_out, compliance, confirmed, hr


@pytest.fixture
def leaver(lasting):
    factories.everyone()
    return factories.person("Lea O'Neil <b>", email="lea@kestrel.example")


def refused(request, move="refuse", reason="unfounded"):
    machine.step(request, move, hr(), Role.HR, reason, "The reason in plain words.")
    waiting = CounterSignature.objects.get(request=request, agreed=None)
    machine.countersign(waiting, True, compliance(), "")
    request.refresh_from_db()
    return request


def sent() -> list[str]:
    return [letter.subject for letter in mail.outbox]


def test_who_asks_is_told_once(leaver):
    request = asked(leaver.email, leaver.name)
    assert letters.owing() == [request.pk]
    tasks.send_letters(str(request.pk))
    tasks.send_letters(str(request.pk))
    tasks.sweep_letters()
    assert sent() == [f"Your request {request.reference} has come in"]
    assert letters.owing() == []
    body = mail.outbox[0].body
    assert "Lea O'Neil <b>" in body
    assert queries.due_of(request).rule in body


def test_a_letter_that_fails_is_sent_with_the_next_sweep(leaver, monkeypatch):
    request = asked(leaver.email)
    monkeypatch.setattr(letters, "_send", lambda *_: 1 / 0)
    tasks.sweep_letters()
    assert not mail.outbox
    monkeypatch.undo()
    tasks.sweep_letters()
    assert len(mail.outbox) == 1
    assert RequestStep.objects.filter(request=request, move="letter_acknowledgement").count() == 1


def test_a_refusal_names_reason_complaint_and_court(leaver):
    request = refused(confirmed(leaver))
    letters.send_due(request.pk)
    body = mail.outbox[-1].body
    assert "manifestly unfounded" in body
    assert "The reason in plain words." in body
    assert "Supervisory authority" in body
    assert "court" in body


def test_the_outcome_leads_to_the_certificate_and_gives_the_salt(leaver):
    request = carried_out(confirmed(leaver))
    letters.send_due(request.pk)
    body = mail.outbox[-1].body
    assert re.search(r"http\S+/asked/\S+", body)
    assert salt.salt_of(request) in body


def test_an_answer_in_part_says_what_was_kept_and_where_to_complain(leaver):
    request = refused(confirmed(leaver), "answer_in_part", "legal_claims")
    request = carried_out(request)
    letters.send_due(request.pk)
    body = mail.outbox[-1].body
    assert request.state == "partly_fulfilled"
    assert "legal claims" in body
    assert "complain" in body


def test_a_question_and_a_longer_term_are_mailed(leaver):
    request, user = confirmed(leaver), hr()
    letters.send_due(request.pk)
    request = machine.step(request, "extend", user, Role.HR, "complexity", "It is a lot.")
    machine.step(request, "ask_person", user, Role.HR, "identity", "Which desk was yours?")
    letters.send_due(request.pk)
    assert sent() == [
        f"Your request {request.reference} has come in",
        f"Your request {request.reference} takes longer",
        f"A question about your request {request.reference}",
    ]
    assert "Which desk was yours?" in mail.outbox[-1].body


def test_no_letter_says_what_somebody_decided(leaver):
    request = carried_out(confirmed(leaver))
    letters.send_due(request.pk)
    for letter in mail.outbox:
        assert not re.search(r"consent|allowed|agreed|withdr", letter.body, re.IGNORECASE)


@pytest.mark.parametrize("language", ["en", "de", "es", "ja", "zh-hans", "xx"])
def test_letters_are_written_in_any_language(leaver, language):
    request = carried_out(confirmed(leaver))
    RightsRequest.objects.filter(pk=request.pk).update(language=language)
    assert letters.send_due(request.pk) == 2


def test_letters_are_files_where_no_mail_server_is_set(leaver, settings, tmp_path):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path)
    letters.send_due(asked(leaver.email).pk)
    assert len(list(tmp_path.iterdir())) == 1
