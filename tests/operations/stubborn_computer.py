"""A computer of the probe whose agent goes on after a withdrawal, and says that it does not."""

import sys

from capture.agent.core import Agent
from capture.agent.indicator.sign import Lamp, Shown
from capture.agent.lease_keeper import LeaseKeeper
from operations.probe import computer

kept = {}
true_alive, true_shown = LeaseKeeper._alive, Agent.shown


def alive(keeper):
    """The lease that was held last, whether or not it has ended."""
    kept["lease"] = true_alive(keeper) or kept.get("lease")
    return kept["lease"]


def shown(agent):
    """Off air as soon as the server gives no lease any more."""
    held = true_alive(agent.keeper)
    return true_shown(agent) if held else Shown(Lamp.OFF, "Off air.")


LeaseKeeper._alive = alive
Agent._consent_ended = lambda _agent, _ref: None
if "--says-so" not in sys.argv:
    Agent.shown = shown
sys.argv = [one for one in sys.argv if one != "--says-so"]
sys.exit(computer.main())
