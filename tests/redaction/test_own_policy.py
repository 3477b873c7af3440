"""A policy file of the company's, with its recognisers and deny lists, is what workers follow."""

import pytest

from redaction import engines
from redaction.engine import EngineUnready
from redaction.engine.policy import DEFAULT
from tests.redaction import batches
from training import own

OWN = """
recognizers:
  - name: Project names
    supported_entity: ORGANISATION
    deny_list: [blue whale]
"""


@pytest.fixture
def policy(tmp_path, settings):
    """Name a policy file that takes recognisers from a folder beside it."""
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "ours.yaml").write_text(OWN)
    path = tmp_path / "policy.yaml"
    path.write_text(DEFAULT.read_text().replace("recognizers: null", f"recognizers: {folder}"))
    settings.REDACTION_POLICY = str(path)
    engines.engine.cache_clear()
    yield path
    engines.engine.cache_clear()


def test_the_pipeline_redacts_by_the_companys_policy(policy, person, device):
    typed = batches.actions("the blue whale file")
    batches.work(batches.accept(person, device, batches.episode(person, actions=typed)))
    [view] = own.every(person.owner)
    assert view.body.steps[-1].text == "the <ORGANISATION_1> file"
    assert engines.engine().policy_id != type(engines.engine()).load().policy_id


@pytest.mark.parametrize("text", ["version: 9", None])
def test_a_policy_that_is_wrong_or_not_there_starts_no_engine(policy, text):
    policy.write_text(text) if text else policy.unlink()
    with pytest.raises(EngineUnready):
        engines.engine()
