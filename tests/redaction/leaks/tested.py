"""Results of tests of the masks, as the task keeps them."""

from governance import clock
from redaction.models import LeakEstimate


def kept(language: str = "en", stayed: int = 6, policy_id: str = "policy-1", **more):
    values = {
        "policy_id": policy_id,
        "language": language,
        "day": clock.today(),
        "planted": 1_000,
        "stayed": stayed,
        "withheld": 0,
        "low": 0.0027,
        "high": 0.013,
        "by_type": {"name": [stayed, 900], "token": [0, 100]},
        "carriers": {"samples": 800, "stored": 0},
    }
    return LeakEstimate.objects.create(**{**values, **more})
