"""Packs are closed in shape, the strictest of several counts, unreviewed law does not go live."""

from datetime import date

import pytest
import yaml
from django.core.checks import run_checks
from pydantic import ValidationError

from governance.audit.acts import Role
from governance.packs import load
from governance.packs.binding import bound
from governance.packs.load import LAW, PackUnreviewed, chain, codes, pack
from governance.packs.schema import PackFile, Rules
from governance.purposes import approvals, versions
from governance.purposes.models import Verdict, VersionState
from tests import factories


def test_there_is_a_pack_for_each_jurisdiction():
    assert codes() == ("de", "eu", "jp", "uk", "us_ca")


@pytest.mark.parametrize("code", codes())
def test_a_pack_says_everything_with_sources_and_says_how_sure_it_is(code):
    found = pack(code)
    assert found.sources
    assert found.forbidden_uses
    assert found.complaint.url.startswith("https://")
    assert {"clock.respond", "complaint"} & found.confidence.keys()
    assert found.clock.respond is not None


@pytest.mark.parametrize("code", [*codes(), "product"])
def test_confidence_names_values_that_the_pack_has(code):
    file = PackFile.model_validate(yaml.safe_load((LAW / f"{code}.yaml").read_text()))
    for path in file.confidence:
        value: object = file
        for part in path.split("."):
            assert hasattr(value, part), path
            value = getattr(value, part)


@pytest.mark.parametrize("code", [*codes(), "product"])
def test_every_value_of_a_pack_says_how_sure_it_is(code):
    raw = yaml.safe_load((LAW / f"{code}.yaml").read_text())
    rules = set(raw) & set(Rules.model_fields) - {"clock"}
    parts = {"respond", "extend", "ack", "stop_clock", "roll_weekend", "holidays"}
    rules |= {f"clock.{part}" for part in parts & set(raw.get("clock", {}))}
    marked = set(raw["confidence"]) | {path.partition(".")[0] for path in raw["confidence"]}
    assert rules - marked == set()


def test_a_misspelt_rule_is_refused():
    raw = yaml.safe_load((LAW / "eu.yaml").read_text())
    with pytest.raises(ValidationError):
        PackFile.model_validate({**raw, "aprovals": []})


def test_a_place_without_a_pack_has_the_european_rules():
    assert pack("atlantis").code == pack("../eu").code == "eu"


def file(code: str, **more: object) -> PackFile:
    frame = {"code": code, "version": 1, "reviewed_by": None, "reviewed_on": None}
    frame |= {"valid_from": date(2026, 1, 1), "sources": (), "confidence": {}}
    return PackFile.model_validate({**frame, **more})


def test_of_two_packs_that_bind_the_strictest_value_counts_and_is_named():
    special = file("xx", notice_hours=24, consent_months=6, ask_again_days=365)
    found = bound((special, *chain("eu")))
    assert (found.notice_hours, found.origin["notice_hours"]) == (72, "product")
    assert (found.consent_months, found.origin["consent_months"]) == (6, "xx")
    assert (found.ask_again_days, found.origin["ask_again_days"]) == (365, "xx")
    assert found.approvals == (Role.COMPLIANCE, Role.REPRESENTATIVE)
    assert found.origin["clock.respond"] == "eu"


def test_who_must_approve_where():
    both = {Role.COMPLIANCE, Role.REPRESENTATIVE}
    assert {code: set(pack(code).approvals) for code in codes()} == {
        "de": both,
        "eu": both,
        "jp": both,
        "uk": both,
        "us_ca": {Role.COMPLIANCE},
    }
    assert pack("de").representatives.power == "veto"


def proposed(staff, **more):
    return versions.propose("p", factories.facts(**more), staff[Role.PURPOSE_OWNER].user)


def approve(version, staff):
    for role in (Role.COMPLIANCE, Role.REPRESENTATIVE):
        version = approvals.decide(version, staff[role].user, role, Verdict.APPROVED)
    return version


def test_no_purpose_comes_into_force_on_law_that_nobody_reviewed(both, settings):
    settings.ACCEPT_UNREVIEWED_PACKS = False
    staff = factories.everyone()
    version = proposed(staff, jurisdictions=("de",))
    with pytest.raises(PackUnreviewed):
        approve(version, staff)
    version.refresh_from_db()
    assert version.state == VersionState.PROPOSED


def test_the_demonstration_and_who_accepts_it_go_on(both, settings):
    staff = factories.everyone()
    assert approve(proposed(staff), staff).state == VersionState.IN_FORCE
    settings.ACCEPT_UNREVIEWED_PACKS, settings.DEMO = False, True
    assert approve(proposed(staff), staff).state == VersionState.IN_FORCE


def test_reviewed_law_goes_live(both, settings, monkeypatch):
    settings.ACCEPT_UNREVIEWED_PACKS = False
    reviewed = pack("de").model_copy(update={"unreviewed": ()})
    monkeypatch.setattr(load, "pack", lambda code="eu": reviewed)
    staff = factories.everyone()
    assert approve(proposed(staff), staff).state == VersionState.IN_FORCE


def test_the_law_of_each_pack_of_a_chain_must_be_reviewed():
    assert pack("de").unreviewed == ("de", "eu")


def test_accepting_unreviewed_law_is_said_at_the_deploy_check(both, settings):
    ids = {message.id for message in run_checks(include_deployment_checks=True)}
    assert "sayso.W020" in ids
    settings.ACCEPT_UNREVIEWED_PACKS = False
    ids = {message.id for message in run_checks(include_deployment_checks=True)}
    assert "sayso.W020" not in ids
