"""What leases prove with: paths that share their nodes, that verify, and that cost few queries."""

import pytest
from django.db import connections

import verify
from governance.audit import evidence, sequencer, tiles
from governance.audit.models import AuditLeaf
from tests.governance.audit.log_kit import own_log, write

__all__ = ["own_log"]


def _leaf(index):
    return tiles.tile(0, index // tiles.WIDTH, index % tiles.WIDTH + 1)[-1]


@pytest.fixture
def entries(own_log):
    write(300)
    sequencer.run()
    return {row.entry: row.index for row in AuditLeaf.objects.filter(index__in=(0, 1, 150, 299))}


def test_every_path_verifies_and_no_node_stands_twice(entries):
    newest = evidence.newest(None)
    made = evidence.prove(list(entries), newest.size)
    assert len(set(made.nodes)) == len(made.nodes)
    for row in AuditLeaf.objects.filter(entry__in=entries):
        path = [made.nodes[place] for place in made.paths[row.entry]]
        assert verify.inclusion(row.index, newest.size, _leaf(row.index), path, newest.root)


def test_a_second_lease_under_one_checkpoint_reads_nothing(entries, django_assert_num_queries):
    newest = evidence.newest(None)
    first = evidence.prove_under(entries, newest)
    with django_assert_num_queries(0, connection=connections["default"]):
        assert evidence.prove_under(entries, newest) == first
