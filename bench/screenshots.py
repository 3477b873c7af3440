"""Makes the pictures of the README from the running demonstration.

./run                                   # in another terminal; it prints the address
python -m bench.screenshots ADDRESS    # needs Playwright and Debian's Chromium
"""

import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).parent.parent / "docs" / "img"
WIDE, NARROW = 1280, 390
PICTURES = (
    ("home", "ines", "/home/", "light", WIDE),
    ("home-dark", "ines", "/home/", "dark", WIDE),
    ("my-data", "ines", "/my-data/", "light", WIDE),
    ("my-data-narrow", "ines", "/my-data/", "light", NARROW),
    ("purposes-bookings", "tomas", "/purposes/bookings/?language=en#decide", "light", WIDE),
)
"""Name of the file, person, page, colours, width."""


def sign_in(page: Page, address: str, person: str) -> str:
    """Go through the door with the key, and return the site's address."""
    page.goto(address)
    page.click(f'button[value="{person}"]')
    page.wait_for_url("**/home/")
    return page.url.removesuffix("/home/")


def main(address: str) -> None:
    """Take all pictures."""
    HERE.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        for name, person, path, scheme, width in PICTURES:
            context = browser.new_context(
                color_scheme="dark" if scheme == "dark" else "light",
                viewport={"width": width, "height": 900},
                locale="en",
            )
            page = context.new_page()
            site = sign_in(page, address, person)
            context.clear_cookies(name="django_language")
            page.goto(site + path, wait_until="networkidle")
            page.screenshot(path=HERE / f"{name}.png")
            context.close()
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1])
