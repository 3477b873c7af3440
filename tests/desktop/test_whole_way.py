"""The whole way once, for real: consent in a browser, keys in a window, episodes, withdrawal."""

import subprocess
import sys
import time

import pytest

from tests import markers
from tests.desktop.desktop import SECONDS, Desktop
from tests.stack import ROOT, Stack, wait_for

pytestmark = pytest.mark.desktop

SECRETS = ("lena.kowalczyk", "quillnorth", "hunter2-q7-secret", "Kowalczyk")
SOON = 40.0  # seconds; a lease that nobody takes back lives for sixty
LEASE = 65.0  # seconds: sixty from its last answer, and what it takes to round
TEXT = "Ask Lena Kowalczyk or write to lena.kowalczyk@quillnorth.example about row nine"
SEED = "from demo import seed\nanswer = seed.seed()"
STORED = """
from demo.company import company
from demo.seed import employee
from training import own
e = employee(company().persona("ines"))
answer = [[v.body.application, v.texts, sorted({s.kind for s in v.body.steps})]
          for v in own.every(e.owner)]
"""
LEFT = """
from training.models import Episode
from governance.keys.models import WeekKey
kept = WeekKey.objects.exclude(purpose="legal-hold")  # the demonstration has one, of Rosa
answer = [Episode.objects.count(), kept.count()]
"""


class AgentProcess:
    """The agent as a program of the desktop."""

    def __init__(self, desktop: Desktop, state: str) -> None:
        self.desktop, self.state = desktop, state

    def begin(self, *arguments: str) -> subprocess.Popen:
        return self.desktop.spawn(
            *(sys.executable, "-m", "tests.desktop.patient", "--state", self.state, *arguments),
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def say(self, *arguments: str, told: str = "") -> str:
        with self.begin(*arguments) as process:
            return process.communicate(told, timeout=SECONDS)[0]


@pytest.fixture
def stack():
    running = Stack()
    try:
        running.up()
        running.shell(SEED)
        yield running
    finally:
        running.down()


@pytest.fixture
def browser(stack):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        page = chromium.new_page(base_url=stack.url)
        page.set_default_timeout(SECONDS * 1000)
        page.goto("/demo/key-of-the-tests/")
        page.locator("button", has_text="Ines").first.click()
        page.wait_for_url("**/home/")  # before another address is opened
        yield page
        chromium.close()


def enrol(agent: AgentProcess, stack: Stack, page) -> None:
    with agent.begin("enrol", stack.url) as process:
        code = process.stdout.readline().partition(":")[2].strip()
        page.goto("/devices/")
        page.fill("input[name=code]", code)
        page.locator("form:has(input[name=code]) button").click()
        words = page.locator(".words-show").inner_text()
        said, _ = process.communicate(f"{words}\nyes\nyes\n", timeout=SECONDS)
        assert process.returncode == 0, said


def allow_everything(page) -> None:
    page.goto("/purposes/bookings/")
    for kind in ("app_switches", "clicks", "screen_operations", "shortcuts", "typed_text"):
        page.click(f"#allow-{kind}")
        page.wait_for_selector(f'#allow-{kind}[aria-pressed="true"]')


def on_air(agent: AgentProcess) -> bool:
    return "On air." in agent.say("status")


def off_air_within(agent: AgentProcess, seconds: float) -> None:
    """Wait until it is off air; whenever it was asked later than so many seconds from now, it was.

    How long the computer takes to ask does not count.
    """
    begun = time.monotonic()

    def ended() -> bool:
        asked = time.monotonic() - begun
        on = on_air(agent)
        assert not on or asked < seconds, f"on air after {asked:.0f} s"
        return not on

    wait_for(ended, every=0.3)


def started(agent: AgentProcess) -> subprocess.Popen:
    """Start the agent, answer its question with Yes, and wait for its lease."""
    running = agent.begin("run")
    running.stdout.readline()  # it is ready for other commands then
    wait_for(lambda: "question waits" in agent.say("status"), every=0.5)
    agent.say("answer", told="yes\nyes\n")  # for each of her two purposes
    wait_for(lambda: on_air(agent), every=0.5)
    return running


def work(desktop: Desktop) -> None:
    """Type into an editor, on two layouts, and a password into a real password field."""
    editor = desktop.start("mousepad")
    desktop.holds(editor, "")  # a program's first accessible answer takes a moment on a fresh bus
    time.sleep(3)
    desktop.layout("de")
    desktop.type(TEXT, delay=40)
    desktop.holds(editor, TEXT)
    password = desktop.start("zenity", "--password")
    desktop.layout("us")
    desktop.type("hunter2-q7-secret")
    time.sleep(1)
    desktop.key("Tab")
    desktop.focus(editor)
    desktop.key("ctrl+Home")
    desktop.end(password)
    time.sleep(1)
    other = desktop.start("zenity", "--info", "--text=done")
    time.sleep(1)
    desktop.focus(editor)
    desktop.focus(other)


def test_from_consent_to_redacted_episodes_and_back_to_nothing(stack, browser, tmp_path):
    with Desktop() as desktop:
        agent = AgentProcess(desktop, str(tmp_path / "agent"))
        enrol(agent, stack, browser)
        allow_everything(browser)
        running = started(agent)

        work(desktop)
        wait_for(lambda: "<EMAIL_1>" in str(stack.shell(STORED)), every=1.0)
        stored = str(stack.shell(STORED))
        assert "<PERSON_1>" in stored
        assert "about row nine" in stored
        assert not [secret for secret in SECRETS if secret in stored]
        assert markers.found_in_files(SECRETS, stack.var, tmp_path) == []
        assert markers.found_in_valkey(SECRETS, stack.valkey.socket) == []

        browser.goto("/rights/")
        browser.click("text=Withdraw all and erase")
        browser.wait_for_url("**/withdrawn/")
        off_air_within(agent, SOON)
        wait_for(lambda: stack.shell(LEFT) == [0, 0], 240, every=1.0)
        running.terminate()
        running.communicate(timeout=SECONDS)


def test_with_the_server_gone_recording_ends_within_one_lease(stack, browser, tmp_path):
    with Desktop() as desktop:
        agent = AgentProcess(desktop, str(tmp_path / "agent"))
        enrol(agent, stack, browser)
        allow_everything(browser)
        running = started(agent)
        stack.kill("web")
        stack.kill("waiting")
        off_air_within(agent, LEASE)
        running.terminate()
        running.communicate(timeout=SECONDS)
