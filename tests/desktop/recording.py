"""A recorder on a real desktop, whose lease and spool are held by the test."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from capture.agent.clock import SystemClock
from capture.agent.events import KeyPressed, RawEvent, RecorderParts, WindowFacts
from capture.agent.matching import application_in, site_allowed
from capture.agent.recorder import DesktopRecorder, desktop_recorder
from capture.protocol.content import Action, Episode
from capture.protocol.lease import Grant
from capture.protocol.messages import Kind
from tests.capture.protocol import making
from tests.desktop.desktop import Desktop, Program, eventually

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
    taken: list[RawEvent]

    def sees(self, program: Program) -> bool:
        """Tell whether it looks at this window, knows its focus, and listens where it may.

        Behind a lock it sees no window.
        """
        with self.recorder._busy:  # between two rounds
            seen = self.recorder._observer
            here = seen._window is not None and seen._window.window_id == program.window
            return seen.covered or (here and not (seen.kinds and seen._focus._settle_at))

    def in_field(self, program: Program) -> None:
        """Wait until it knows the field that has the focus: what is typed counts from then on."""

        def knows() -> bool:
            with self.recorder._busy:
                return self.sees(program) and self.recorder._observer._focus._field is not None

        eventually(knows, what="a recorder that knows the field")

    def took(self, kind: type[RawEvent], times: int = 1) -> None:
        """Wait until so many events of a kind were taken, so that what comes now comes after."""

        def there() -> bool:
            return sum(isinstance(event, kind) for event in self.taken) >= times

        eventually(there, what=f"{times} of {kind.__name__}")

    def took_key(self, name: str) -> None:
        """Wait until it took a key that may be part of a shortcut, by the key's name."""
        eventually(
            lambda: any(isinstance(one, KeyPressed) and one.key == name for one in self.taken),
            what=f"the key {name}",
        )

    def types(self, desktop: Desktop, program: Program, text: str) -> None:
        """Type a text into a field that is known, until all of it has arrived there."""
        self.in_field(program)
        desktop.type(text)
        desktop.holds(program, text)

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
    recorder, taken = desktop_recorder(parts), []
    stays = recorder._observer._stays
    feed = stays.feed

    def fed(event: RawEvent) -> None:
        feed(event)
        taken.append(event)

    stays.feed = fed
    return Recording(recorder, lease, kept, told, taken)


@contextmanager
def at_work(desktop: Desktop, folder: Path, *grants: Grant) -> Iterator[Recording]:
    """A recorder at work on a desktop, which waits for it after each change of the focus."""
    made = recording(folder, *grants)
    made.recorder.start()
    desktop.seen = made.sees
    try:
        yield made
    finally:
        desktop.seen = lambda _program: True
        made.recorder.stop()
