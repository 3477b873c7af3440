"""A person sees in which releases they are, and nobody else's."""

import json

import pytest
from django.urls import reverse

from governance.consent import decisions
from governance.erasure import run
from governance.holdings import walk
from tests.training import crowd
from tests.training.releases.building import built, lines
from training.releases import recalls


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.RELEASES_DIR = tmp_path / "releases"


@pytest.fixture
def everyone(company):
    return crowd.crowd(6, 2)


def pages(browser) -> list[str]:
    addresses = (reverse("employee:my_data"), reverse("employee:purpose", args=["bookings"]))
    return [browser.get(address).content.decode() for address in addresses]


def test_a_person_sees_the_releases_they_are_in(company, everyone, as_person):
    built(company)
    for page in pages(as_person(everyone[0])):
        assert "Your episodes are in 1 release." in page
        assert "You are in release 1 of bookings. Every copy is gone by" in page


def test_who_is_in_none_sees_no_line(company, everyone, as_person):
    built(company)
    for page in pages(as_person(company.other)):
        assert "Where it went" not in page


def test_a_release_that_is_being_built_is_none_yet(company, everyone, as_person):
    from tests.training.releases.building import begin

    begin(company)
    assert not [page for page in pages(as_person(everyone[0])) if "Where it went" in page]


def test_the_copy_of_ones_data_names_the_rows(company, everyone):
    release = built(company)
    [(_path, value)] = [
        one for one in walk.export(everyone[0].owner) if one[0] == "releases/releases.json"
    ]
    [mine] = json.loads(json.dumps(value))
    assert (mine["purpose"], mine["release"], len(mine["rows"])) == ("bookings", 1, 2)
    assert set(mine["rows"]) <= {row["id"] for row in lines(release)}


def test_after_a_withdrawal_the_line_is_gone_and_after_a_recall_it_says_so(
    company, everyone, as_person
):
    from datetime import timedelta

    from governance import clock

    built(company)
    for one in everyone[:2]:
        decisions.withdraw(one, "bookings")
    for erasure in run.unfinished():
        run.advance(erasure)
    assert "Where it went" not in pages(as_person(everyone[0]))[0]
    with clock.shifted(timedelta(days=7)):
        recalls.issue_round()
    assert "It is being recalled." in pages(as_person(everyone[2]))[0]
