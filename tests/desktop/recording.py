"""A recorder on a real desktop, whose lease and spool are held by the test."""

from dataclasses import dataclass, field
from pathlib import Path

from capture.agent.clock import SystemClock
from capture.agent.events import RecorderParts, WindowFacts
from capture.agent.matching import application_in, site_allowed
from capture.agent.recorder import DesktopRecorder, desktop_recorder
from capture.protocol.content import Action, Episode
from capture.protocol.lease import Grant
from capture.protocol.messages import Kind
from tests.capture.protocol import making
from tests.desktop.desktop import eventually

EDITOR = {"name": "Editor", "wm_class": "Mousepad", "executables": ["/usr/bin/mousepad"]}
FORM = {"name": "Form", "wm_class": "Zenity", "executables": ["/usr/bin/zenity"]}
ALL_DAY = {"days": [1, 2, 3, 4, 5, 6, 7], "from": "00:00", "to": "24:00", "zone": "UTC"}


def grant(*applications: dict, kinds=tuple(Kind), purpose="assist", sites=()) -> Grant:
    return Grant.model_validate_json(
        Grant.model_construct(
            purpose=purpose,
            name="Assist",
            version=1,
            epoch="11111111-2222-4333-8444-555555555555",
            kinds=tuple(kinds),
            applications=applications or (EDITOR, FORM),
            sites=sites,
            hours=ALL_DAY,
            evidence=making.grant().evidence,
        ).model_dump_json(warnings=False)
    )


@dataclass
class Lease:
    """Grants that the test gives and takes away."""

    grants: tuple[Grant, ...] = ()

    def grants_for(self, window: WindowFacts, site: str | None, moment: float) -> tuple[Grant, ...]:
        return tuple(
            one
            for one in self.grants
            if (found := application_in(one, window)) and site_allowed(one, found, site)
        )


@dataclass
class Kept:
    """What was recorded."""

    episodes: list[Episode] = field(default_factory=list)

    def add(self, episode: Episode) -> None:
        self.episodes.append(episode)

    def actions(self, application: str | None = None) -> list[Action]:
        return [
            action
            for episode in self.episodes
            if application in (None, episode.application)
            for action in episode.actions
        ]

    def texts(self) -> list[str]:
        return [a.text for a in self.actions() if a.do == "type_text" and a.text is not None]

    def shortcuts(self) -> list[str]:
        return ["+".join(a.keys) for a in self.actions() if a.do == "shortcut"]

    def everything(self) -> str:
        return "".join(episode.model_dump_json() for episode in self.episodes)


@dataclass
class Recording:
    """A recorder at work and what became of it."""

    recorder: DesktopRecorder
    lease: Lease
    kept: Kept
    told: list[str]

    def wait_for(self, do: str) -> Action:
        """Return the first action of a sort, as soon as it was kept."""
        return eventually(
            lambda: next((a for a in self.kept.actions() if a.do == do), None), what=do
        )


def recording(folder: Path, *grants: Grant) -> Recording:
    """Return a recorder of the present desktop, not yet started."""
    lease, kept, told = Lease(grants), Kept(), []
    parts = RecorderParts(
        admission=lease,
        sink=kept,
        clock=SystemClock(),
        state_folder=folder,
        lease_dropped=lambda: told.append("lease dropped"),
        pause_pressed=lambda: told.append("pause"),
    )
    return Recording(desktop_recorder(parts), lease, kept, told)
