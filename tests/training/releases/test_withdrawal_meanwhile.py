"""No withdrawal falls between: wherever it comes during a build, the release lacks the person."""

import pytest
from django.db import transaction

from governance.consent import decisions
from governance.erasure import run
from governance.erasure.models import Erasure
from governance.holdings import walk
from governance.purposes.kinds import Kind
from tests.training import crowd
from tests.training.releases.building import ALL, begin, left_behind, lines, payload
from training import take_back
from training.models import Contribution, Recall, ReleaseState
from training.own import every
from training.releases import build, claims, links, recalls


def marked_by(employee):
    return crowd.body(text=f"of {employee.pk}")


@pytest.fixture
def everyone(company):
    found = crowd.people(7)
    for one in found:
        crowd.keep(one, marked_by(one))
    return found


def texts(release) -> set[str]:
    return {step.get("text") for row in lines(release) for step in row["steps"]} - {None}


def build_with(company, monkeypatch, place: str, act, **more):
    """Build, and let something happen once after the first call of one step of it."""
    release = begin(company, **more)
    original, done = getattr(build, place), []

    def then(*arguments):
        result = original(*arguments)
        if not done:
            done.append(act())
        return result

    monkeypatch.setattr(build, place, then)
    build.run(release.pk)
    assert done
    release.refresh_from_db()
    return release


PLACES = {
    "after the reading": "_select",
    "between two people": "_link",
    "between links and files": "_link_everyone",
    "between files and signing": "_write",
}


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
@pytest.mark.parametrize("who", [0, -1], ids=["linked first", "linked last"])
def test_who_withdraws_during_the_build_is_not_in_it(company, everyone, monkeypatch, place, who):
    gone = sorted(everyone, key=lambda one: one.owner)[who]
    release = build_with(company, monkeypatch, place, lambda: decisions.withdraw(gone, "bookings"))
    assert release.state == ReleaseState.READY
    assert texts(release) == {f"of {one.pk}" for one in everyone if one != gone}
    assert payload(release)["rows"] == 6
    owners = set(Contribution.objects.values_list("owner", flat=True))
    assert owners == {one.owner for one in everyone if one != gone}
    assert not Recall.objects.exists()
    assert Erasure.objects.get().releases == []  # what never went out is not called back


def test_without_the_mark_the_person_would_be_in_it(company, everyone, monkeypatch):
    monkeypatch.setattr(links, "foretell", lambda _scope: None)
    release = build_with(
        company, monkeypatch, "_write", lambda: decisions.withdraw(everyone[0], "bookings")
    )
    assert f"of {everyone[0].pk}" in texts(release)


def test_without_the_fence_the_person_would_be_in_it(company, everyone, monkeypatch):
    monkeypatch.setattr(build, "_used", lambda *_: ())

    class Unfenced:
        def __init__(self, owner, standing):
            self.standings = {"bookings": standing}

    select = build._select
    known = {}

    def remembered(*arguments):
        selected, claim = select(*arguments)
        known.update({one.owner: one.standing for one in selected.people})
        return selected, claim

    monkeypatch.setattr(build, "_select", remembered)
    monkeypatch.setattr(
        build.fence, "hold", lambda owner, _slugs: Unfenced(owner, known.get(owner))
    )
    gone = everyone[0]

    release = build_with(
        company, monkeypatch, "_select", lambda: decisions.withdraw(gone, "bookings")
    )
    assert f"of {gone.pk}" in texts(release)


def test_who_withdraws_and_allows_again_during_the_build_is_not_in_it(
    company, everyone, monkeypatch
):
    from tests import factories

    def change():
        decisions.withdraw(everyone[0], "bookings")
        factories.allow(everyone[0])

    release = build_with(company, monkeypatch, "_link_everyone", change)
    assert len(texts(release)) == 6


def test_a_kind_refused_during_the_build_is_not_in_it(company, everyone, monkeypatch):
    release = build_with(
        company,
        monkeypatch,
        "_write",
        lambda: decisions.refuse(everyone[0], "bookings", Kind.TYPED_TEXT),
    )
    assert release.state == ReleaseState.READY
    assert (len(texts(release)), len(lines(release))) == (6, 7)
    for erasure in run.unfinished():
        run.advance(erasure)
    release.refresh_from_db()
    assert (release.marked, Recall.objects.exists()) == (False, False)
    assert Contribution.objects.count() == 7


def test_a_kind_that_is_not_in_the_release_does_not_disturb_it(company, everyone, monkeypatch):
    release = build_with(
        company,
        monkeypatch,
        "_write",
        lambda: decisions.refuse(everyone[0], "bookings", Kind.TYPED_TEXT),
        kinds=ALL - {Kind.TYPED_TEXT},
    )
    release.refresh_from_db()
    assert (release.tries, len(lines(release))) == (1, 7)


@pytest.mark.parametrize("place", ["_select", "_write"])
def test_an_episode_deleted_during_the_build_is_not_in_it(company, everyone, monkeypatch, place):
    owner = everyone[0].owner
    [view] = every(owner)
    release = build_with(company, monkeypatch, place, lambda: take_back.delete_one(owner, view.id))
    assert len(texts(release)) == 6


def test_with_five_left_of_six_the_rule_is_asked_again(company, monkeypatch):
    everyone = crowd.crowd(5, 1)
    release = build_with(
        company, monkeypatch, "_write", lambda: decisions.withdraw(everyone[0], "bookings")
    )
    assert (release.state, release.reason) == (ReleaseState.FAILED, "too-few-people")
    assert (left_behind(), Contribution.objects.count()) == ([], 0)


def test_with_a_change_in_every_try_it_gives_up_and_leaves_nothing(company, monkeypatch):
    crowd.crowd(6, 1)
    release = begin(company)

    def marks(claim, *_more):
        claims.Release.objects.filter(pk=claim.release).update(marked=True)
        return claim

    original = build._link_everyone
    monkeypatch.setattr(build, "_link_everyone", lambda *a: marks(original(*a)))
    build.run(release.pk)
    release.refresh_from_db()
    assert (release.state, release.reason) == (ReleaseState.FAILED, "too-many-changes")
    assert (left_behind(), Contribution.objects.count()) == ([], 0)


def test_an_erasure_of_everything_marks_before_the_keys_go(company, everyone):
    from governance.erasure.begin import begin_erasure
    from tests.training.releases.building import built

    release = built(company)
    owner = everyone[0].owner
    mine = set(links.opened(Contribution.objects.get(owner=owner)).rows.values())
    begin_erasure(owner, everything=True)
    assert set(Recall.objects.get(release=release).pending["rows"]) == mine
    for erasure in run.unfinished():
        run.advance(erasure)
    pending = Recall.objects.get(release=release).pending
    assert (set(pending["rows"]), pending["all"], len(pending["who"])) == (mine, False, 1)
    assert not Contribution.objects.filter(owner=owner).exists()


def test_where_the_keys_went_first_the_whole_release_goes(company, everyone, monkeypatch):
    from governance.keys import ring
    from tests.training.releases.building import built

    release = built(company)
    owner = everyone[0].owner
    ring.destroy_person(owner)
    from governance.holdings.registry import Scope

    with transaction.atomic():
        walk.foretell(Scope(owner))
    assert Recall.objects.get(release=release).pending["all"]
    assert recalls.issue_round() == 0  # the round of the coming week has not come
