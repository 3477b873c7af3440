"""To HR the case of one with 1,000 episodes and the case of one who refused are equal, each byte
of them, names and numbers aside, in every state; and so are the letters.
"""

import re
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.db import transaction
from django.urls import reverse

from governance import clock
from governance.audit.acts import Role
from governance.audit.record import SYSTEM
from governance.consent import decisions, fence
from governance.directory import leavers
from governance.erasure import run
from governance.erasure.models import Erasure
from governance.purposes.kinds import Kind
from governance.rights import executing, letters, machine, requests
from governance.rights.models import RightsRequest
from tests import factories
from tests.requests import asked, compliance
from tests.requests import hr as one_of_hr
from tests.training.releases.building import ALL
from training import store
from training.body import Body, Step
from training.models import Episode, Release, ReleaseState
from training.releases import links

MOMENT = datetime(2026, 11, 26, 10, 0, tzinfo=UTC)
VARIES = (
    (r'name="csrfmiddlewaretoken" value="[^"]+"', "TOKEN"),
    (r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "ID"),
    (r"\b[0-9a-f]{64}\b", "HASH"),
    (r"R-[A-Z0-9]{6}", "NUMBER"),
    (r"/asked?/[\w-]{40,}/", "LINK"),
)
"""What is random in a page or a letter; nothing of it says anything of the person."""
PAGES = ("hr:request", "hr:progress")


@pytest.fixture
def two(company):
    """Return two leavers: one of whom 1,000 episodes are kept, some of them in a release, and one
    who refused everything.
    """
    with clock.at(MOMENT - timedelta(days=20)):
        much = factories.person("Ada Lind", email="ada@kestrel.example", login="ada")
        none = factories.person("Bela Nagy", email="bela@kestrel.example", login="bela")
        factories.allow(much)
        _keep(much, 1000)
        for kind in factories.ORDINARY:
            decisions.refuse(none, company.slug, kind)
        for person in (much, none):
            leavers.leave(person, MOMENT - timedelta(days=2), SYSTEM)
    assert Episode.objects.count() == 1000
    return much, none


def _keep(person, number: int) -> None:
    today = clock.today()
    step = Step(do="app_switch", kind=Kind.APP_SWITCHES, to="Sheets")
    body = Body(application="Sheets", language="en", day=today, part="morning", steps=(step,))
    with transaction.atomic():
        held = fence.hold(person.owner, ["bookings"]).standings["bookings"]
        episode = store.NewEpisode(
            owner=person.owner,
            purpose="bookings",
            epoch=held.epoch,
            version=held.version,
            policy_id="policy",
            rests_until=today,
            goes_on=today + timedelta(days=180),
            accepted_at=clock.now(),
            body=body,
        )
        store.add([episode] * number)
        _release(person, held.epoch)


def _release(person, epoch) -> None:
    """Put ten episodes of a person into a release that is out."""
    release = Release.objects.create(
        purpose="bookings",
        number=7,
        version=1,
        state=ReleaseState.READY,
        built_by=uuid.uuid4(),
        begun_on=clock.today(),
        ends_on=clock.today() + timedelta(days=90),
    )
    rows = Episode.objects.filter(owner=person.owner)[:10]
    links.write(release, person.owner, epoch, ALL, {str(row.pk): str(uuid.uuid4()) for row in rows})


class Seen:
    """What HR sees of the two, and what they are mailed, stage by stage."""

    def __init__(self, sign_in, two) -> None:
        self._sign_in, self._two = sign_in, two
        self.asked: list[RightsRequest] = []

    def each(self, act) -> None:
        """Act on both, and compare what is to be seen then."""
        for request, person in zip(self.asked, self._two, strict=True):
            request.refresh_from_db()
            act(request, person)
            request.refresh_from_db()
        self.compare()

    def compare(self) -> None:
        first, second = (self._pages(*pair) for pair in zip(self.asked, self._two, strict=True))
        assert first == second
        assert "200 {" in first
        letters_of = [self._letters(*pair) for pair in zip(self.asked, self._two, strict=True)]
        assert letters_of[0] == letters_of[1]

    def _pages(self, request, person) -> str:
        names = [(name, [request.pk]) for name in PAGES]
        names += [("hr:step", [request.pk, move]) for move in ("execute", "refuse", "extend")]
        names += [("hr:person", [person.pk])]
        browser = self._sign_in()  # anew: the clock is set on and on
        found = [browser.get(reverse(name, args=args)) for name, args in names]
        queue = browser.get(reverse("hr:requests"), {"show": ""}).content.decode()
        closed = browser.get(reverse("hr:requests"), {"show": "closed"}).content.decode()
        rows = re.findall(r"<tr><th scope=\"row\">.*?</tr>", queue + closed, re.DOTALL)
        [row] = [row for row in rows if request.reference in row]
        text = row + "".join(
            f"{one.status_code} {one.headers} {one.content.decode()}" for one in found
        )
        return _plain(text, request, person)

    def _letters(self, request, person) -> str:
        mail.outbox.clear()
        letters.send_due(request.pk)
        return _plain("".join(f"{m.subject}\n{m.body}" for m in mail.outbox), request, person)


def _plain(text: str, request, person) -> str:
    for pattern, mark in VARIES:
        text = re.sub(pattern, mark, text)
    for own in (person.email, person.name, person.login):
        text = text.replace(own, "OWN")
    return re.sub(r"'Content-Length': '\d+'", "", text)


@pytest.fixture
def seen(officer, as_person, two):
    """Return what HR sees of the two, from the moment they asked."""
    found = Seen(lambda: as_person(officer), two)
    with clock.at(MOMENT):
        found.asked = [asked(person.email, person.name) for person in two]
        found.compare()
    return found


def to_ready(seen, first, second) -> None:
    seen.each(lambda request, _person: requests.assign(request, first, first))
    seen.each(lambda request, person: requests.match(request, person, first))
    seen.each(lambda request, _person: requests.confirm(request, "fact", first))
    seen.each(lambda request, _person: requests.confirm(request, "call", second))


def step(move, by, role=Role.HR, **more):
    return lambda request, _person: machine.step(request, move, by, role, **more)


def advance(request, _person) -> None:
    run.advance(request.erasure)


def test_two_cases_are_equal_on_the_way_to_the_certificate(seen, officer):
    first, second = officer.user, one_of_hr()
    with clock.at(MOMENT + timedelta(hours=1)):
        to_ready(seen, first, second)
        seen.each(step("ask_person", first, reason="clarification", text="Which year?"))
        seen.each(step("go_on", first))
        seen.each(step("extend", first, reason="complexity", text="It takes longer."))
        seen.each(step("execute", first))
        seen.each(lambda request, _person: executing.begin(request.pk))
        seen.each(advance)
    with clock.at(MOMENT + timedelta(hours=2)):
        # Inside the transaction of a test the log of SQLite cannot be pressed flat, and nothing
        # is committed that could be written outside.
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(run, "settle_main", lambda: True)
            patch.setattr(run.ring, "settle", lambda: True)
            patch.setattr(run.ledger, "follow", lambda: True)
            seen.each(advance)
        seen.each(lambda request, _person: executing.finish(request.pk))
    assert [request.state for request in seen.asked] == ["fulfilled", "fulfilled"]
    named = [Erasure.objects.get(pk=request.erasure).releases for request in seen.asked]
    assert named == [[{"purpose": "bookings", "release": 7}], []]
    assert not Episode.objects.exists()


@pytest.mark.parametrize("move", ["refuse", "answer_in_part"])
def test_two_cases_are_equal_where_the_answer_is_no_or_in_part(move, seen, officer):
    officers = (officer.user, one_of_hr())
    with clock.at(MOMENT + timedelta(hours=1)):
        to_ready(seen, *officers)
        seen.each(step(move, officers[0], reason="legal_claims", text="A court has it."))
        word = compliance()
        seen.each(
            lambda request, _person: machine.countersign(
                request.countersignatures.get(), True, word, ""
            )
        )


def test_a_case_of_nobody_in_the_directory_goes_the_same_way(seen, officer, two):
    """The match alone differs, which HR itself has entered."""
    first, second = officer.user, one_of_hr()
    with clock.at(MOMENT + timedelta(hours=1)):
        for request, person in zip(seen.asked, (two[0], None), strict=True):
            requests.match(request, person, first)
            requests.confirm(request, "fact", first)
            requests.confirm(request, "call", second)
            machine.step(request, "execute", first, Role.HR)
            executing.begin(request.pk)
            request.refresh_from_db()
            run.advance(request.erasure)
        found = [seen._pages(*pair) for pair in zip(seen.asked, two, strict=True)]
    matched = re.compile(r"<p>In the directory.*?</p>", re.DOTALL)
    assert matched.sub("", found[0]) == matched.sub("", found[1])
