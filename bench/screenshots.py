"""Makes the pictures of README and guide from the running demonstration.

./run                                          # in another terminal; it prints the address
python -m bench.screenshots ADDRESS [NAME…]   # needs Playwright and Debian's Chromium

It does what the guide describes: it builds a release, opens a case, writes a draft. Begin with a
new state folder, since a picture shows what is there.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

DOCS = Path(__file__).parent.parent / "docs"
WIDE, NARROW, HEIGHT = 1280, 390, 900
PATIENCE = 120_000  # milliseconds


@dataclass(frozen=True)
class Picture:
    """One picture: `file` under docs, who looks, where, and what is done before."""

    file: str
    person: str
    path: str
    before: Callable[[Page], None] = lambda _page: None
    width: int = WIDE
    whole: bool = False


def first_case(page: Page) -> None:
    """Open the first request of HR's queue."""
    page.click("table a")


def first_version(page: Page) -> None:
    """Open the last of the versions that wait: one that changes what is in force."""
    page.locator("main table a").last.click()


def built(page: Page) -> None:
    """Choose the purpose that does not rest, build, and wait until the files are there."""
    page.locator("main select").first.select_option("customs")
    page.locator("main form button").first.click()
    page.wait_for_load_state()
    page.locator("main .btn.act").first.click()
    page.get_by_text("manifest.json").first.wait_for(timeout=PATIENCE)


def filtered(page: Page) -> None:
    """Show the refusals of the log."""
    page.locator("main select").last.select_option("refused")
    page.locator("main form button").first.click()


PICTURES = (
    Picture("img/home.png", "ines", "/home/"),
    Picture("img/my-data.png", "ines", "/my-data/"),
    Picture("guide/img/people.png", "", ""),
    Picture("guide/img/employee-purpose.png", "gareth", "/purposes/bookings/"),
    Picture("guide/img/employee-rights.png", "ines", "/rights/"),
    Picture("guide/img/employee-devices.png", "ines", "/devices/"),
    Picture("guide/img/employee-japanese.png", "kenta", "/home/", width=NARROW),
    Picture("guide/img/former-employee-ask.png", "-", "/ask/"),
    Picture("guide/img/former-employee-check.png", "-", "/check/"),
    Picture("guide/img/representative-waiting.png", "luis", "/representative/waiting/"),
    Picture(
        "guide/img/representative-version.png", "luis", "/representative/waiting/", first_version
    ),
    Picture("guide/img/representative-suspend.png", "luis", "/representative/suspend/"),
    Picture("guide/img/hr-requests.png", "hanna", "/hr/requests/"),
    Picture("guide/img/hr-case.png", "hanna", "/hr/requests/", first_case, whole=True),
    Picture("guide/img/hr-directory.png", "hanna", "/hr/directory/"),
    Picture("guide/img/hr-import.png", "hanna", "/hr/directory/import/"),
    Picture("guide/img/compliance-overview.png", "priya", "/compliance/"),
    Picture("guide/img/compliance-log.png", "priya", "/compliance/log"),
    Picture("guide/img/compliance-reviews.png", "priya", "/compliance/reviews"),
    Picture("guide/img/purpose-owner-purposes.png", "anders", "/purpose-owner/purposes/"),
    Picture("guide/img/purpose-owner-write.png", "anders", "/purpose-owner/write/"),
    Picture("guide/img/data-steward-new.png", "mei", "/steward/releases/new/"),
    Picture("guide/img/data-steward-release.png", "mei", "/steward/releases/new/", built),
    Picture("guide/img/data-steward-recalls.png", "mei", "/steward/recalls/"),
)


def sign_in(page: Page, address: str, person: str) -> str:
    """Go through the door with the key, as a person unless there is none; return the site."""
    page.goto(address)
    if person not in {"", "-"}:
        if not page.locator(f'button[value="{person}"]').first.is_visible():
            page.locator("main summary").first.click()
        page.click(f'button[value="{person}"]')
        page.wait_for_load_state()
    return address.partition("/demo/")[0]


def take(browser: Browser, address: str, picture: Picture) -> None:
    """Take one picture in a browser of its own."""
    context = browser.new_context(
        color_scheme="light",
        viewport={"width": picture.width, "height": HEIGHT},
        locale="en",
    )
    page = context.new_page()
    site = sign_in(page, address, picture.person)
    if picture.path:
        page.goto(site + picture.path)
    page.wait_for_load_state()
    picture.before(page)
    page.wait_for_load_state()
    target = DOCS / picture.file
    target.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=target, full_page=picture.whole)
    print(picture.file, page.url.removeprefix(site))
    context.close()


def main(address: str, names: list[str]) -> None:
    """Take all pictures, or those whose file holds one of the names."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        for picture in PICTURES:
            if not names or any(name in picture.file for name in names):
                take(browser, address, picture)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
