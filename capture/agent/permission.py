"""May anything be recorded? The lease, and everything on the device that can say no."""

from collections.abc import Callable
from dataclasses import dataclass

from capture.agent.clock import Clock
from capture.agent.events import WindowFacts
from capture.agent.indicator.sign import Sign
from capture.agent.lease_keeper import LeaseKeeper
from capture.agent.local_state import LocalState
from capture.agent.spool import Spool
from capture.protocol.content import Episode
from capture.protocol.lease import Grant
from capture.protocol.messages import Act


@dataclass(frozen=True, slots=True)
class Permission:
    """The admission that the recorder asks before each event; `healthy` is the recorder's."""

    keeper: LeaseKeeper
    local: LocalState
    sign: Sign
    clock: Clock
    healthy: Callable[[], bool]

    def grants_for(self, window: WindowFacts, site: str | None, moment: float) -> tuple[Grant, ...]:
        """Return what the lease allows, if the sign is seen and nothing here says no."""
        if not self.open():
            return ()
        return self._not_withdrawn(self.keeper.grants_for(window, site, moment))

    def grants_now(self) -> tuple[Grant, ...]:
        """Return what may be recorded at this moment, in whatever window it allows."""
        return self._not_withdrawn(self.keeper.granted_now()) if self.open() else ()

    def open(self) -> bool:
        """Return whether nothing on the device itself forbids recording."""
        if self.local.now.revoked or self.local.is_paused(self.clock.wall()):
            return False
        return self.sign.alive() and self.healthy()

    def _not_withdrawn(self, grants: tuple[Grant, ...]) -> tuple[Grant, ...]:
        return tuple(g for g in grants if not self.withdrawn(g.purpose, g.epoch))

    def withdrawn(self, purpose: str, epoch: str) -> bool:
        """Return whether this was withdrawn here, whether or not the server knows yet."""
        if self.local.is_blocked(purpose, epoch):
            return True
        return any(
            call.act is Act.WITHDRAW and call.purpose in (None, purpose)
            for call in self.local.now.narrowing
        )


@dataclass(frozen=True, slots=True)
class AdmittedSink:
    """Keeps an episode only while its stretch of consent is still granted."""

    spool: Spool
    permission: Permission

    def add(self, episode: Episode) -> None:
        """Keep one episode, unless consent ended while it was being closed."""
        with self.spool.held():
            if any(
                (grant.purpose, grant.epoch) == (episode.purpose, episode.epoch)
                for grant in self.permission.grants_now()
            ):
                self.spool.add(episode)
