"""A build can be cancelled at any time, and one whose process dies is found."""

from datetime import timedelta

import pytest

from governance import clock
from governance.audit.acts import Act, Role
from governance.audit.models import AuditEntry
from tests.training import crowd
from tests.training.releases.building import begin, built, left_behind, lines
from training.models import Contribution, Release, ReleaseState
from training.releases import acts, build, claims, files, tasks
from training.releases.errors import NotBeingBuilt

DEAD = claims.LATE + timedelta(seconds=1)


class Killed(BaseException):
    """The process ends without a word."""


@pytest.fixture
def steward(company):
    return company.staff[Role.STEWARD].user


def test_what_waits_is_cancelled_at_once(company, steward):
    crowd.crowd(5)
    release = begin(company)
    acts.cancel(release.pk, steward)
    build.run(release.pk)
    release.refresh_from_db()
    assert (release.state, left_behind()) == (ReleaseState.CANCELLED, [])
    assert AuditEntry.objects.filter(act=Act.RELEASE_CANCELLED, role=Role.STEWARD).count() == 1


@pytest.mark.parametrize("place", ["_select", "_link", "_link_everyone", "_write"])
def test_cancelled_during_the_build_it_leaves_nothing(company, steward, monkeypatch, place):
    crowd.crowd(6)
    release = begin(company)
    original = getattr(build, place)

    def then(*arguments):
        result = original(*arguments)
        if Release.objects.get(pk=release.pk).state == ReleaseState.BUILDING:
            acts.cancel(release.pk, steward)
        return result

    monkeypatch.setattr(build, place, then)
    build.run(release.pk)
    release.refresh_from_db()
    assert (release.state, release.manifest) == (ReleaseState.CANCELLED, None)
    assert (left_behind(), Contribution.objects.count()) == ([], 0)


def test_what_is_over_cannot_be_cancelled(company, steward):
    crowd.crowd(5)
    release = built(company)
    with pytest.raises(NotBeingBuilt):
        acts.cancel(release.pk, steward)
    assert len(lines(release)) == 10


@pytest.mark.parametrize("place", ["_link_everyone", "_write"])
def test_a_build_whose_process_died_is_begun_anew(company, monkeypatch, place):
    crowd.crowd(6)
    release = begin(company)
    with monkeypatch.context() as patch:

        def dies(*_arguments):
            raise Killed

        patch.setattr(build, place, dies)
        patch.setattr(files, "discard", lambda *_: None)
        with pytest.raises(Killed):
            build.run(release.pk)
    sent = []
    monkeypatch.setattr(claims.announce, "task", lambda name, pk: sent.append((name, pk)))
    assert claims.sweep() == 0  # it may still be at work
    build.run(release.pk)
    assert Release.objects.get(pk=release.pk).state == ReleaseState.BUILDING
    with clock.shifted(DEAD):
        assert claims.sweep() == 1
        assert sent == [("training.releases.tasks.build", str(release.pk))]
        tasks.build(str(release.pk))
        claims.sweep()
    release.refresh_from_db()
    assert (release.state, len(lines(release))) == (ReleaseState.READY, 12)
    assert left_behind() == [str(release.pk)]


def test_whoever_was_taken_for_dead_signs_nothing(company, monkeypatch):
    crowd.crowd(6)
    release = begin(company)
    write, inner = build._write, []

    def slow(*arguments):
        result = write(*arguments)
        if not inner:
            inner.append(True)
            with clock.shifted(DEAD):
                build.run(release.pk)
        return result

    monkeypatch.setattr(build, "_write", slow)
    build.run(release.pk)
    release.refresh_from_db()
    assert (release.state, release.tries) == (ReleaseState.READY, 2)
    assert AuditEntry.objects.filter(act=Act.RELEASE_SIGNED).count() == 1
    assert left_behind() == [str(release.pk)]
    assert Contribution.objects.filter(release=release).count() == 6


def test_what_dies_each_time_is_given_up(company):
    release = begin(company)
    for n in range(claims.STARTS + 1):
        with clock.shifted(n * DEAD):
            claims.take(release.pk)
    release.refresh_from_db()
    assert (release.state, release.reason) == (ReleaseState.FAILED, "interrupted")


def test_what_breaks_fails_without_a_word_of_content(company, monkeypatch, caplog):
    crowd.crowd(6)
    release = begin(company)

    def breaks(*_arguments):
        raise ValueError("please write to Mirabel")

    monkeypatch.setattr(build, "_write", breaks)
    with pytest.raises(ValueError, match="Mirabel"):
        build.run(release.pk)
    release.refresh_from_db()
    assert (release.state, release.reason) == (ReleaseState.FAILED, "broken")
    assert "Mirabel" not in caplog.text
    assert left_behind() == []


def test_folders_that_belong_to_nothing_are_deleted(company):
    crowd.crowd(5)
    release = built(company)
    for name in ("00000000-0000-0000-0000-000000000001", f".{release.pk}.{release.pk}"):
        (files.folder(release.pk).parent / name).mkdir()
    claims.sweep()
    assert left_behind() == [str(release.pk)]


def test_a_message_that_was_lost_is_made_up_for(company, monkeypatch):
    release = begin(company)
    sent = []
    monkeypatch.setattr(claims.announce, "task", lambda _name, pk: sent.append(pk))
    with clock.shifted(DEAD):
        claims.sweep()
        claims.sweep()
    assert sent == [str(release.pk)]


def test_progress_is_told_in_twenty_steps(company, monkeypatch):
    crowd.crowd(7)
    seen = []
    tell = claims.tell

    def noted(claim, share):
        told = tell(claim, share)
        seen.append(Release.objects.get(pk=claim.release).done)
        return told

    monkeypatch.setattr(claims, "tell", noted)
    release = built(company)
    assert seen == sorted(seen)
    assert (release.done, release.total) == (20, 20)
