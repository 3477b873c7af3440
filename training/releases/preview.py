"""What a release would hold: rounded, nothing kept, and never a number of people."""

from collections import Counter
from dataclasses import dataclass

from governance.audit.acts import Role
from governance.directory.actors import actor_of
from governance.directory.models import User
from governance.reads import gate
from training import outlet
from training.models import Episode
from training.releases import selecting
from training.releases.recipe import Recipe
from training.releases.selecting import Why

LARGEST = 10_000
"""So many episodes are opened for a preview; of more, only the build tells what is left out."""


@dataclass(frozen=True, slots=True)
class Preview:
    """Numbers down to two digits; None stands for fewer than fifty, nothing too.

    Attributes:
        episodes: how many would go in.
        left_out: how many would not, by reason; empty where `opened` is false.
        anything: whether a build would come to something.
        opened: whether episodes were opened to find that out.
    """

    episodes: int | None
    left_out: dict[Why, int | None]
    anything: bool
    opened: bool


def of(recipe: Recipe, user: User) -> Preview:
    """Choose as a build would, and count.

    Raises:
        governance.reads.gate.ReadRefused: the door stays shut; that is on the record.
    """
    permit = gate.ask(recipe.purpose, recipe.use, actor_of(user, Role.STEWARD))
    held = Episode.objects.filter(purpose=recipe.purpose).count()
    if held > LARGEST:
        return Preview(selecting.about(held), {}, anything=True, opened=False)
    left_out: Counter[str] = Counter({Why.RESTING: selecting.resting(recipe.purpose)})
    people = [selecting.of_person(one, recipe, left_out) for one in outlet.by_person(permit)]
    rows = sum(len(one.rows) for one in selecting.shared(people, left_out))
    told = {why: selecting.about(left_out[why]) for why in Why}
    return Preview(selecting.about(rows), told, anything=bool(rows), opened=True)
