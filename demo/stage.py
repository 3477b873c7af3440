"""A desktop that is a script: its raw events enter where a recorder's would."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from capture.agent.clock import SystemClock
from capture.agent.core import Agent
from capture.agent.episodes import Stays
from capture.agent.events import RecorderParts
from capture.agent.exclusions import OwnExclusions
from capture.agent.indicator.sign import Answered, Press, Shown
from demo.scenes import Scene, raw_events
from governance.errors import Refusal


class NoAnswer(Refusal):
    """The server did not answer in time."""

    code = "no-answer"
    message = _("The server did not answer in time.")
    remedy = _("Look at var/log, then run the command again.")


class StageSign:
    """The stage is in plain view: the command says that it plays."""

    def show(self, shown: Shown) -> None:
        """Show nothing more."""

    def alive(self) -> bool:
        """Return that it is seen."""
        return True

    def pressed(self) -> list[Press | Answered]:
        """Return that nothing was pressed."""
        return []

    def close(self) -> None:
        """Nothing is open."""


class StageClock(SystemClock):
    """The clocks of this computer, but for the day and hour that a scene plays at."""

    def __init__(self) -> None:
        self.scene: datetime | None = None

    def wall(self) -> datetime:
        """Return the hour of the scene."""
        return self.scene or super().wall()


@dataclass(frozen=True, slots=True)
class ScriptedRecorder:
    """A recorder whose desktop is a script."""

    parts: RecorderParts
    own: OwnExclusions
    clock: StageClock
    accessible: bool = True
    pause_key_free: bool = True

    def start(self) -> None:
        """Listen to nothing: the script speaks."""

    def stop(self) -> None:
        """Nothing is open."""

    def discard_open(self) -> None:
        """Nothing is open between two scenes."""

    def healthy(self) -> bool:
        """Return that the script can be heard."""
        return True

    def play(self, scene: Scene, agent: Agent) -> None:
        """Feed the raw events of a scene, as the desktop would; its language is the desktop's.

        Raises:
            NoAnswer: there is no lease.
        """
        lease = agent.keeper.current()
        if lease is None:
            raise NoAnswer
        listed = {a.name: a for grant in lease.grants for a in grant.applications}
        now = SystemClock().wall()
        there = now.replace(hour=scene.hour, minute=0) - timedelta(days=scene.days_ago)
        self.clock.scene = min(there, now)
        stays = Stays(
            self.parts.admission, self.parts.sink, self.clock, self.own, language=scene.language
        )
        for event in raw_events(scene, listed, self.clock):
            stays.feed(event)


def scripted_recorder(parts: RecorderParts) -> ScriptedRecorder:
    """Return a recorder for a script (a `RecorderFactory`)."""
    return ScriptedRecorder(parts, OwnExclusions(parts.state_folder), StageClock())


def recorder_of(agent: Agent) -> ScriptedRecorder:
    """Return the recorder of an agent on the stage."""
    if not isinstance(agent.recorder, ScriptedRecorder):
        raise TypeError("the demonstration plays on a script")
    return agent.recorder
