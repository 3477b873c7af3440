"""A rule of a policy pack that became shorter holds for what is stored, from the next night on."""

import shutil
from datetime import timedelta

import pytest
import yaml

from governance import clock
from governance.packs import load
from governance.purposes.kinds import Kind
from governance.retention import choices, nightly, rules
from governance.retention.models import RetentionRun
from tests import factories
from tests.training import crowd, dated
from tests.training.copies import older_copy, opened
from training import own
from training.models import Episode


@pytest.fixture
def packs(tmp_path, monkeypatch):
    """Policy packs of their own, which can be changed as files are."""
    shutil.copytree(load.LAW, tmp_path / "law")
    monkeypatch.setattr(load, "LAW", tmp_path / "law")

    def forget() -> None:
        for known in (load.pack, load.chain, load.codes):
            known.cache_clear()

    def change(code: str, **captured: object) -> None:
        path = tmp_path / "law" / f"{code}.yaml"
        path.write_text(yaml.safe_dump({**yaml.safe_load(path.read_text()), "captured": captured}))
        forget()

    forget()
    yield change
    monkeypatch.undo()
    forget()


def goes(employee) -> list[dict[Kind, int]]:
    today = clock.today()
    return [
        {kind: (day - today).days for kind, day in view.goes.items()}
        for view in own.every(employee.owner)
    ]


def test_a_shorter_rule_moves_the_days_of_what_is_stored(person, packs):
    dated.keep(person, {Kind.TYPED_TEXT: 10})
    nightly.run()
    packs("eu", days=60, kinds={"clicks": 30})
    nightly.run()
    assert goes(person) == [{Kind.TYPED_TEXT: 10, Kind.CLICKS: 30, Kind.SCREEN_OPERATIONS: 60}]


def test_what_is_older_than_the_new_rule_goes_in_the_same_night(person, packs):
    dated.keep(person, {}, dated.body(clock.today() - timedelta(days=40)))
    dated.keep(person, {})
    before = older_copy()
    packs("eu", days=30)
    nightly.run()
    assert own.count(person.owner) == 1
    assert (opened(before), opened(older_copy())) == (0, 1)


def test_a_longer_rule_moves_nothing_back(person, packs):
    packs("eu", days=30)
    dated.keep(person, {})
    nightly.run()
    packs("eu", days=300)
    nightly.run()
    assert set(goes(person)[0].values()) == {30}


def test_while_no_rule_changes_nothing_is_opened(person, packs, monkeypatch):
    dated.keep(person, {})
    nightly.run()
    before = list(Episode.objects.values_list("pk", "key"))
    monkeypatch.setattr(nightly, "_tighten", lambda _holding: 1 / 0)
    nightly.run()
    assert list(Episode.objects.values_list("pk", "key")) == before
    assert RetentionRun.objects.values_list("rules", flat=True).distinct().get() == rules.edition()


def test_a_run_that_died_while_it_went_over_all_does_it_again(person, packs, monkeypatch):
    class Died(BaseException):
        pass

    def dies(*_args):
        raise Died

    dated.keep(person, {})
    nightly.run()
    packs("eu", days=30)
    with monkeypatch.context() as patch:
        patch.setattr(nightly, "_everyone", dies)
        with pytest.raises(Died):
            nightly.run()
    (someone,) = crowd.people(1)
    dated.keep(someone, {})
    nightly.run()
    assert set(goes(person)[0].values()) == set(goes(someone)[0].values()) == {30}


def test_the_pack_of_where_a_person_works_holds_for_what_is_stored_of_them(lasting_company, packs):
    with clock.shifted(timedelta(days=-3)):
        away = factories.person(jurisdiction="jp")
        near = factories.person()
        for one in (away, near):
            factories.allow(one)
    for one in (away, near):
        dated.keep(one, {})
    packs("jp", days=30)
    nightly.run()
    assert set(goes(away)[0].values()) == {30}
    assert set(goes(near)[0].values()) == {180}


def test_the_pack_of_where_a_person_works_holds_when_it_is_stored(lasting_company, packs):
    from tests.redaction import batches

    packs("jp", days=30)
    with clock.shifted(timedelta(days=-3)):
        away = factories.person(jurisdiction="jp")
        factories.allow(away)
    batches.work(batches.accept(away, batches.device(away)))
    assert set(goes(away)[0].values()) == {30}
    assert 60 not in choices.offered(lasting_company.version.facts, "jp")
