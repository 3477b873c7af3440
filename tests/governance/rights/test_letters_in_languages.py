"""Letters speak the language of the person who asked, from subject to foot."""

import pytest
from django.core import mail

from governance.audit.acts import Role
from governance.rights import letters, links, machine
from governance.rights.models import CounterSignature, RightsRequest
from tests import factories
from tests.catalogues import LANGUAGES
from tests.english import English
from tests.requests import asked, carried_out, compliance, confirmed, hr
from tests.requests import requests as acts


@pytest.fixture(params=LANGUAGES)
def language(request):
    return request.param


@pytest.fixture
def leaver(lasting):
    factories.everyone()
    return factories.person("Lea Vogt", email="lea@kestrel.example")


def speaking(request: RightsRequest, language: str) -> RightsRequest:
    RightsRequest.objects.filter(pk=request.pk).update(language=language)
    request.refresh_from_db()
    return request


def answered(request: RightsRequest, move: str, reason: str) -> RightsRequest:
    machine.step(request, move, hr(), Role.HR, reason, "Text.")
    waiting = CounterSignature.objects.get(request=request, agreed=None)
    machine.countersign(waiting, True, compliance(), "")
    request.refresh_from_db()
    return request


def english_in_letters(language: str) -> list[str]:
    english = English(language)
    lines = [line for letter in mail.outbox for line in [letter.subject, *letter.body.split("\n")]]
    assert len(lines) > 10
    return [line for line in lines if english.stands(line.strip())]


def test_every_letter_about_a_request_is_in_the_persons_language(leaver, language):
    request = speaking(confirmed(leaver), language)
    machine.step(request, "extend", hr(), Role.HR, "complexity", "Text.")
    machine.step(request, "ask_person", hr(), Role.HR, "identity", "Text.")
    letters.send_due(request.pk)
    refused = speaking(confirmed(None, "x@y.example", "Max"), language)
    letters.send_due(answered(refused, "refuse", "unfounded").pk)
    assert len(mail.outbox) == 5
    assert english_in_letters(language) == []


def test_the_outcome_is_in_the_persons_language(leaver, language):
    whole = speaking(confirmed(leaver), language)
    letters.send_due(carried_out(whole).pk)
    other = factories.person("Max Roth", email="max@kestrel.example")
    part = answered(speaking(confirmed(other), language), "answer_in_part", "legal_claims")
    letters.send_due(carried_out(part).pk)
    assert english_in_letters(language) == []


def test_the_link_comes_in_the_language_of_the_page_on_which_it_was_asked_for(lasting, language):
    acts.begin_link("lea@kestrel.example", language)
    letters.send_link(links.unsent()[0])
    assert mail.outbox
    english = English(language)
    lines = [mail.outbox[0].subject, *mail.outbox[0].body.split("\n")]
    assert [line for line in lines if english.stands(line.strip())] == []


def test_a_request_keeps_the_language_of_its_link(lasting):
    assert asked("lea@kestrel.example").language == "en"
