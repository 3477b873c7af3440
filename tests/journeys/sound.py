"""What a journey asks of a page once it is there: it fits, is accessible, and nothing complained.

A click or a key comes back before the next page does. What is read at once is then of the page
before, or of a document with nothing in it. So a journey waits with `expect` for what only the
next page has, and reads a whole page through the functions here; `test_waiting.py` holds it.
"""

import os
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

from tests.stack import wait_for

WIDE, TELEPHONE, NARROW = 1280, 390, 320  # pixels
HEIGHT = 800
SCHEMES = ("light", "dark")
COLOURS = ("color-contrast", "link-in-text-block")
"""Rules of axe that look at colours, and so at all that differs between the schemes."""

AXE_IS_THERE = "() => 'axe' in window"
AXE_RUN = """options => axe.run({resultTypes: ["violations"], ...options}).then(found =>
  found.violations.map(one => [one.id, ...one.nodes.map(node => node.html.slice(0, 200))]))"""
PICTURES = os.environ.get("SAYSO_TEST_PICTURES", "")


def headed(page: Page, words: str) -> None:
    """Wait for the page that has this heading, to its last style sheet."""
    expect(page.locator("h1")).to_have_text(words)
    page.wait_for_load_state()


def at(page: Page, path: str) -> None:
    """Wait for the page of this path, whatever stands behind it in the address."""
    page.wait_for_url(lambda url: urlsplit(url).path == path)


def words(page: Page) -> str:
    """Return what a page that was waited for says in its main part."""
    page.wait_for_load_state()
    return page.locator("main").inner_text()


def source(page: Page) -> str:
    """Return all of a page that was waited for, attributes too."""
    page.wait_for_load_state()
    return page.content()


def fits(page: Page, width: int) -> None:
    """Nothing of the page runs out of a window of this width."""
    resize(page, width)
    needed = page.evaluate("document.documentElement.scrollWidth")
    assert needed <= width, f"{page.url} scrolls sideways at {width}: {needed}"


def resize(page: Page, width: int) -> None:
    """Give the window a width, and wait for the page to have it: the browser may answer before."""
    page.wait_for_load_state()
    page.set_viewport_size({"width": width, "height": HEIGHT})
    wait_for(lambda: page.evaluate("innerWidth") == width)


def accessible(page: Page, rules: tuple[str, ...] = ()) -> None:
    """Axe finds nothing, of all it knows or of these rules."""
    if not page.evaluate(AXE_IS_THERE):
        page.evaluate(AXE_SCRIPT)
    only = {"runOnly": {"type": "rule", "values": list(rules)}} if rules else {}
    assert page.evaluate(AXE_RUN, only) == [], page.url


def quiet(opened, but: str = "") -> None:
    """The browser complained of nothing, but perhaps of one answer, which is forgotten then."""
    assert [text for text in opened.complaints if not but or but not in text] == []
    opened.complaints.clear()


def sound(opened, *, widths: tuple[int, ...] = (WIDE,), but: str = "") -> None:
    """The page is accessible at each width in both schemes, fits each and 320, and is quiet.

    Args:
        opened: the window, with a page that was waited for; it is wide and light afterwards.
        widths: all rules are tried at each of them.
        but: words of a complaint that was to come, such as "status of 422".
    """
    page = opened.page
    page.wait_for_load_state()
    for width in widths:
        fits(page, width)
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            accessible(page, () if scheme == SCHEMES[0] else COLOURS)
            _picture(page, scheme, width)
        page.emulate_media(color_scheme=SCHEMES[0])
    fits(page, NARROW)
    resize(page, widths[0])
    quiet(opened, but)


def _picture(page: Page, scheme: str, width: int) -> None:
    """Leave a picture where somebody wants to look."""
    if PICTURES:
        name = urlsplit(page.url).path.strip("/").replace("/", "-") or "front"
        page.screenshot(path=Path(PICTURES) / f"{name}-{scheme}-{width}.png", full_page=True)
