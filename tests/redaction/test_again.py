"""What is stored is redacted again: resumable, fenced, and nothing that was removed comes back."""

import uuid
from datetime import timedelta

import pytest
from django.db import transaction

from governance import clock
from governance.audit.acts import Role
from governance.consent import decisions
from governance.directory.models import Unit
from governance.erasure import run as erasure
from governance.keys.models import Deletion, WeekKey
from governance.purposes.models import Suspension
from governance.stops import stop
from redaction import edition, engines, redacting
from redaction.again import run, tasks, texts
from redaction.engine import RedactionFailed
from redaction.models import Edition
from tests.training import crowd
from tests.training.copies import older_copy, opened
from tests.training.releases.building import built
from training import again, own
from training.models import Episode, Recall

NAMED = "ask <PERSON_1> and Mirabel Vandersloot about it"
PLAIN = "please check the list"


@pytest.fixture
def person(lasting_company):
    [one] = crowd.people(1)
    return one


def text_of(person) -> list[str]:
    return sorted(view.body.steps[-1].text for view in own.every(person.owner))


def ids() -> set[uuid.UUID]:
    return set(Episode.objects.values_list("pk", flat=True))


def test_what_the_new_policy_finds_goes_and_what_was_removed_stays_removed(person):
    crowd.keep(person, crowd.body(text=NAMED), crowd.body(text=PLAIN))
    assert run.run()
    [asked, checked] = text_of(person)
    assert asked == "ask <PERSON_1> and <PERSON_2> about it"
    assert checked == PLAIN
    assert set(Episode.objects.values_list("policy_id", flat=True)) == {edition.policy_id()}


def test_a_changed_body_is_a_new_row_and_an_unchanged_one_keeps_its_id(person):
    crowd.keep(person, crowd.body(text=PLAIN))
    [same] = ids()
    crowd.keep(person, crowd.body(text=NAMED))
    [changed] = ids() - {same}
    run.run()
    assert same in ids()
    assert changed not in ids()
    assert len(ids()) == 2
    assert Deletion.objects.filter(line__contains=str(changed)).exists()


def test_an_older_copy_of_the_table_opens_nothing_of_what_went(person):
    crowd.keep(person, crowd.body(text=NAMED), crowd.body(text=PLAIN))
    before = older_copy()
    run.run()
    assert opened(before) == 0
    assert opened(older_copy()) == 2
    assert WeekKey.objects.filter(retiring=True).count() == 0


def test_it_goes_on_where_it_was_stopped_and_does_nothing_twice(person, monkeypatch):
    monkeypatch.setattr(again, "PIECE", 2)
    for number in range(5):
        crowd.keep(person, crowd.body(text=f"{NAMED} now {number}"))
    asked = counted(monkeypatch)
    [place] = again.places(person.owner, edition.policy_id())
    assert again.piece(place, edition.policy_id(), run.redact, lambda: True) == 2
    assert Episode.objects.filter(policy_id=edition.policy_id()).count() == 2
    assert not run.run(seconds=0)
    assert run.run()
    assert sum(asked) == 5
    assert "Vandersloot" not in "".join(text_of(person))
    assert run.run()
    assert sum(asked) == 5


def counted(monkeypatch) -> list[int]:
    """Count the bodies that are redacted."""
    asked: list[int] = []

    def counting(bodies):
        asked.append(len(bodies))
        return texts.redact(bodies)

    monkeypatch.setattr(run, "redact", counting)
    return asked


def test_what_was_withdrawn_while_it_was_redacted_does_not_come_back(person, monkeypatch):
    crowd.keep(person, crowd.body(text=NAMED), crowd.body(text=PLAIN))
    before = older_copy()

    def meanwhile(bodies):
        decisions.withdraw(person, "bookings")
        return texts.redact(bodies)

    monkeypatch.setattr(run, "redact", meanwhile)
    assert run.run()
    assert set(Episode.objects.values_list("policy_id", flat=True)) == {"policy-1"}
    for one in erasure.unfinished():
        erasure.advance(one)
    assert (Episode.objects.count(), WeekKey.objects.count(), opened(before)) == (0, 0, 0)


def test_without_the_comparison_of_epochs_it_would_be_written_anew(person, monkeypatch):
    crowd.keep(person, crowd.body(text=NAMED))
    monkeypatch.setattr(again, "_live", lambda _place: True)

    def meanwhile(bodies):
        decisions.withdraw(person, "bookings")
        return texts.redact(bodies)

    monkeypatch.setattr(run, "redact", meanwhile)
    run.run()
    assert set(Episode.objects.values_list("policy_id", flat=True)) == {edition.policy_id()}


def test_a_row_that_its_person_changed_meanwhile_is_left_as_that_person_wants_it(
    person, monkeypatch
):
    crowd.keep(person, crowd.body(text=NAMED), rests=3)
    [row] = ids()

    def meanwhile(bodies):
        if row in ids():
            from training import take_back

            take_back.strike_out(person.owner, row, 3)
        return texts.redact(bodies)

    monkeypatch.setattr(run, "redact", meanwhile)
    run.run()
    [view] = own.every(person.owner)
    assert [step.do for step in view.body.steps] == ["app_switch", "window", "click"]


def test_a_release_that_holds_a_changed_episode_is_recalled(company_with_release):
    company, people = company_with_release
    crowd_text(people[0], NAMED)
    built(company)
    run.run()
    assert Recall.objects.count() == 1


@pytest.fixture
def company_with_release(lasting_company, settings, tmp_path):
    settings.RELEASES_DIR = tmp_path / "releases"
    return lasting_company, crowd.crowd(6, 1)


def crowd_text(person, text):
    crowd.keep(person, crowd.body(text=text))


def test_a_release_of_which_nothing_changed_is_not_recalled(company_with_release):
    company, _people = company_with_release
    built(company)
    run.run()
    assert Recall.objects.count() == 0


def test_nothing_is_opened_while_everything_is_stopped(person, monkeypatch):
    crowd.keep(person, crowd.body(text=NAMED))
    stop.begin("a test", None)
    asked = counted(monkeypatch)
    run.run()
    assert asked == []


def test_what_is_stopped_meanwhile_is_not_written(person, monkeypatch):
    crowd.keep(person, crowd.body(text=NAMED))

    def meanwhile(bodies):
        stop.begin("a test", None)
        return texts.redact(bodies)

    monkeypatch.setattr(run, "redact", meanwhile)
    run.run()
    assert set(Episode.objects.values_list("policy_id", flat=True)) == {"policy-1"}


def test_an_episode_on_which_the_engine_fails_loses_its_texts_and_the_others_go_on(
    person, monkeypatch
):
    crowd.keep(person, crowd.body(text=NAMED), crowd.body(text=PLAIN))
    engine = engines.engine()
    real = engine.redact_batch

    def fails(episodes, directory):
        if any("Vandersloot" in text.value for one in episodes for text in one.texts):
            raise RedactionFailed("ValueError")
        return real(episodes, directory)

    monkeypatch.setattr(engine, "redact_batch", fails)
    assert run.run()
    assert text_of(person) == ["<WITHHELD>", PLAIN]


def test_where_the_time_is_over_nothing_is_withheld(person, monkeypatch):
    crowd.keep(person, crowd.body(text=NAMED))

    def late(_episodes, _directory):
        raise RedactionFailed(texts.OUT_OF_TIME)

    monkeypatch.setattr(engines.engine(), "redact_batch", late)
    with pytest.raises(RedactionFailed):
        run.run()
    assert text_of(person) == [NAMED]


def test_an_answer_that_gives_something_back_is_withheld(person, monkeypatch):
    crowd.keep(person, crowd.body(text=PLAIN))
    monkeypatch.setattr(texts.masks, "only_lost", lambda _before, _after: False)
    run.run()
    assert text_of(person) == ["<WITHHELD>"]


def test_an_older_worker_leaves_alone_what_a_newer_one_redacted(person):
    crowd.keep(person, crowd.body(text=NAMED))
    later = clock.now() + timedelta(hours=1)
    with transaction.atomic():
        row = edition.held()
        row.engine, row.loaded_at = "newer", later
        row.save()
    assert run.run()
    assert text_of(person) == [NAMED]
    assert edition.is_ours("newest", later + timedelta(hours=1))
    assert not edition.is_ours("newer", later)
    assert Edition.objects.get().engine == "newest"


def test_a_batch_carries_the_policy_by_which_it_was_redacted(person):
    assert redacting.policy_id() == engines.engine().policy_id


def test_what_is_of_a_suspended_unit_waits_and_the_rest_goes_on(person, lasting_company):
    crowd.keep(person, crowd.body(text=NAMED))
    [other] = crowd.people(1, "bookings")
    crowd.keep(other, crowd.body(text=NAMED))
    person.unit = Unit.objects.create(name="Here")
    person.save()
    suspended = Suspension.objects.create(
        unit=person.unit,
        since=clock.now(),
        reason="a test",
        by=lasting_company.staff[Role.REPRESENTATIVE].user,
    )
    run.run()
    assert text_of(person) == [NAMED]
    assert "Vandersloot" not in text_of(other)[0]
    suspended.lifted_at = clock.now()
    suspended.save()
    run.run()
    assert "Vandersloot" not in text_of(person)[0]


def test_an_episode_that_ends_its_process_three_times_loses_its_texts_and_the_others_go_on(
    person, monkeypatch
):
    crowd.keep(person, crowd.body(text=NAMED), crowd.body(text=PLAIN))
    engine = engines.engine()
    real = engine.redact_batch

    def ends(episodes, directory):
        if any("Vandersloot" in text.value for one in episodes for text in one.texts):
            raise SystemExit  # as a crash: nothing after it is done
        return real(episodes, directory)

    monkeypatch.setattr(engine, "redact_batch", ends)
    for _ in range(6):
        assert text_of(person) == [NAMED, PLAIN]
        with pytest.raises(SystemExit):
            run.run()
    assert run.run()
    assert text_of(person) == ["<WITHHELD>", PLAIN]


def test_the_task_goes_on_while_little_waits_and_rests_while_much_does(person, monkeypatch):
    crowd.keep(person, crowd.body(text=NAMED))
    queue = tasks.announce.valkey()
    with monkeypatch.context() as patch:
        patch.setattr(type(queue), "llen", lambda _self, _name: tasks.WAITING)
        tasks.redact_again()
        assert text_of(person) == [NAMED]
    tasks.redact_again()
    assert "Vandersloot" not in text_of(person)[0]
