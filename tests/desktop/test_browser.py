"""Inside a browser: the listed site alone, never a private window, never what cannot be told."""

import contextlib
import http.server
import threading
import time

import pytest

from tests.desktop.desktop import eventually
from tests.desktop.recording import at_work, grant

pytestmark = [pytest.mark.desktop, pytest.mark.timeout(600)]

PAGE = b"""<!doctype html><html lang="en"><head><title>Orders</title></head><body>
<label for="c">Customer</label><input id="c" autofocus autocomplete="off">
<label for="p">Password</label><input id="p" type="password" autocomplete="off">
<label for="o">One-time code</label><input id="o" autocomplete="off">
<button type="button">Save order</button></body></html>"""
SECRET = "Tr0ub4dor-marker"


class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(PAGE)

    def log_message(self, *_line):
        pass


@pytest.fixture(scope="module")
def port():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_port
    server.shutdown()
    server.server_close()
    thread.join()


@contextlib.contextmanager
def browsing(desktop, folder, port, *, suffix="- Chromium", sites=None):
    """A recorder whose lease lists Chromium and one site of it."""
    browser = {
        "name": "Browser",
        "wm_class": "Chromium",
        "executables": ["/usr/lib/chromium/chromium"],
        "frame_suffix": suffix,
    }
    allowed = grant(browser, sites=sites or [f"127.0.0.1:{port}"])
    with at_work(desktop, folder, allowed) as made:
        yield made


def chromium(desktop, address, *more, readable=True):
    command = [
        *("chromium", "--no-sandbox", "--no-first-run", "--disable-gpu", "--disable-sync"),
        *("--disable-component-update", "--disable-background-networking"),
        *("--no-default-browser-check", f"--user-data-dir={desktop.folder}/{time.monotonic_ns()}"),
    ]
    program = desktop.start(*command, "--force-renderer-accessibility", *more, address)
    title = ("xdotool", "getwindowname", str(program.window))
    eventually(lambda: "Orders" in desktop.run(*title), what="the page")
    if readable:
        shows(desktop, program, address)
    else:
        time.sleep(3)  # so long it takes at most where it can be read
    desktop.focus(program)
    return program


def shows(desktop, program, address):
    """Wait until the accessibility service tells of the page of an address."""
    host = address.split("/")[2]
    desktop.says(lambda told: told.site(program.process.pid) == host, what=address)


def to_the_address(desktop, program):
    """Go to the address bar; the page hears of the keys first, and may take a while."""

    def there(told):
        field = told.focused(program.process.pid)
        return field is not None and told.element(field) is not None and not told.site_of(field)

    desktop.key("ctrl+l")
    desktop.says(there, what="the address bar")


def away(desktop):
    desktop.start("xterm", "-e", "cat")


def test_text_of_a_listed_site_is_kept_and_its_secrets_are_not(desktop, tmp_path, port):
    with browsing(desktop, tmp_path, port) as made:
        program = chromium(desktop, f"http://127.0.0.1:{port}/")
        made.types(desktop, program, "Lena Kowal")
        desktop.key("Tab")
        time.sleep(0.5)
        desktop.type(SECRET)
        desktop.key("Tab")
        time.sleep(0.5)
        desktop.type("418822")
        away(desktop)
        text = made.wait_for("type_text")
    assert (text.text, text.field) == ("Lena Kowal", "Customer")
    assert {episode.site for episode in made.kept.episodes} == {f"127.0.0.1:{port}"}
    assert SECRET not in made.kept.everything()
    assert "418822" not in made.kept.everything()


def test_a_site_that_is_not_listed_leaves_nothing(desktop, tmp_path, port):
    with browsing(desktop, tmp_path, port) as made:
        program = chromium(desktop, f"http://localhost:{port}/")
        desktop.type("elsewhere")
        desktop.click(program, 300, 300)
        away(desktop)
    assert made.kept.episodes == []


def test_the_address_bar_is_no_part_of_a_site(desktop, tmp_path, port):
    with browsing(desktop, tmp_path, port) as made:
        to_the_address(desktop, chromium(desktop, f"http://127.0.0.1:{port}/"))
        desktop.type("searching for a doctor")
        away(desktop)
    assert made.kept.texts() == []
    assert "doctor" not in made.kept.everything()


def test_leaving_for_another_site_ends_the_record(desktop, tmp_path, port):
    with browsing(desktop, tmp_path, port) as made:
        program = chromium(desktop, f"http://127.0.0.1:{port}/")
        made.types(desktop, program, "kept")
        to_the_address(desktop, program)
        desktop.type(f"localhost:{port}\n")
        shows(desktop, program, f"http://localhost:{port}/")
        desktop.type("not kept")
        desktop.click(program, 300, 300)
        desktop.key("ctrl+b")
        away(desktop)
        eventually(lambda: made.kept.texts() == ["kept"], what="the text")
    assert "not kept" not in made.kept.everything()
    assert "ctrl+b" not in made.kept.shortcuts()
    assert not [action for action in made.kept.actions() if action.do == "click"]


def test_a_private_window_leaves_nothing(desktop, tmp_path, port):
    with browsing(desktop, tmp_path, port) as made:
        program = chromium(desktop, f"http://127.0.0.1:{port}/", "--incognito")
        desktop.type("private")
        desktop.click(program, 300, 300)
        desktop.key("ctrl+a")
        away(desktop)
    assert made.kept.episodes == []


def test_a_browser_whose_address_cannot_be_read_leaves_nothing(desktop, tmp_path, port):
    with browsing(desktop, tmp_path, port) as made:
        address = f"http://127.0.0.1:{port}/"
        chromium(desktop, address, "--disable-renderer-accessibility", readable=False)
        desktop.type("nobody can tell where")
        away(desktop)
    assert made.kept.episodes == []


def test_a_browser_that_is_listed_as_an_ordinary_program_leaves_nothing(desktop, tmp_path, port):
    with browsing(desktop, tmp_path, port, suffix=None) as made:
        chromium(desktop, f"http://127.0.0.1:{port}/")
        desktop.type("listed by mistake")
        away(desktop)
    assert made.kept.episodes == []
