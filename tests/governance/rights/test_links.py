"""A mailed link: the same answer and the same work whoever the address belongs to."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance import clock
from governance.rights import letters, links, requests
from governance.rights.errors import AlreadyAsked, LinkEnded
from governance.rights.models import AskLink
from tests import factories
from tests.requests import asked, link_to


def work(email: str) -> tuple[object, list[str]]:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = requests.begin_link(email, "en")
    return answer, [query["sql"].split(" ")[0] for query in queries.captured_queries]


def test_known_and_unknown_addresses_get_the_same_answer_and_work(both):
    known = factories.person(email="ines@kestrel.example")
    assert work(known.email) == work("nobody@elsewhere.example")


def test_known_and_unknown_addresses_get_the_same_mail_but_for_the_link(both):
    factories.person("Ines", email="ines@kestrel.example")
    bodies = []
    for email in ("ines@kestrel.example", "nobody@elsewhere.example"):
        requests.begin_link(email, "en")
        assert letters.send_link(links.unsent()[0])
        lines = mail.outbox[-1].body.splitlines()
        bodies.append([line for line in lines if not line.startswith("http")])
    assert bodies[0] == bodies[1]


def test_a_link_works_once_it_was_mailed_and_only_its_hash_is_kept(both):
    requests.begin_link("ines@kestrel.example", "en")
    waiting = links.unsent()[0]
    letters.send_link(waiting)
    line = next(line for line in mail.outbox[0].body.splitlines() if line.startswith("http"))
    token = line.rstrip("/").rpartition("/")[2]
    assert requests.link(token).email == "ines@kestrel.example"
    assert token not in str(list(AskLink.objects.values()))
    assert not letters.send_link(waiting)
    assert len(mail.outbox) == 1


def test_a_mail_that_fails_is_sent_again(both, monkeypatch):
    requests.begin_link("ines@kestrel.example", "en")
    waiting = links.unsent()[0]
    monkeypatch.setattr(letters, "_send", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        letters.send_link(waiting)
    monkeypatch.undo()
    assert links.unsent() == [waiting]
    assert letters.send_link(waiting)


def test_the_name_of_a_waiting_row_opens_nothing(both):
    requests.begin_link("ines@kestrel.example", "en")
    with pytest.raises(LinkEnded):
        requests.link(links.unsent()[0])


def test_a_link_ends_after_a_day_and_lives_longer_once_it_was_used(both):
    unused = link_to("ines@kestrel.example")
    request = asked("ines@kestrel.example")
    assert request.links.get().ends_at > clock.now() + timedelta(days=100)
    assert unused.ends_at <= clock.now() + timedelta(hours=24)


def test_under_one_link_there_is_one_request(both):
    link = link_to("ines@kestrel.example")
    request = requests.ask(link, "Ines", "", "eu")
    with pytest.raises(AlreadyAsked):
        requests.ask(link, "Ines", "", "eu")
    link.refresh_from_db()
    assert link.request == request
