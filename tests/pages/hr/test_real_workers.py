"""A request through real processes: web, worker, beat, and mail in files."""

import hashlib
import re

import httpx
import pytest

from tests import company
from tests.stack import PATIENCE, Stack, wait_for

pytestmark = pytest.mark.chaos
SESSIONS = """
from django.conf import settings
from django.test import Client
from governance.audit.acts import Role
from governance.directory.models import Employee, User
from tests import factories
factories.person("Second Officer", (Role.HR,), email="second@kestrel.example", login="second")
answer = []
for user in User.objects.filter(groups__name="hr").order_by("email"):
    client = Client()
    client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    answer.append(client.cookies[settings.SESSION_COOKIE_NAME].value)
"""
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@pytest.fixture
def stack():
    found = Stack()
    try:
        found.up()
        yield found
    finally:
        found.down()


class Browser:
    """Somebody at a browser without scripts."""

    def __init__(self, stack: Stack, session: str = "") -> None:
        cookies = {"sayso_session": session} if session else {}
        self._http = httpx.Client(
            base_url=stack.url, cookies=cookies, follow_redirects=True, timeout=PATIENCE
        )

    def get(self, path: str) -> httpx.Response:
        return self._http.get(path)

    def close(self) -> None:
        self._http.close()

    def send(self, path: str, page: str, **data: str) -> httpx.Response:
        """Send a form of a page."""
        token = TOKEN.search(self.get(page).text)
        assert token, page
        answer = self._http.post(path, data={"csrfmiddlewaretoken": token[1], **data})
        assert answer.status_code == 200, answer.text[:2000]
        return answer


@pytest.fixture
def browser(stack):
    opened = []

    def new(session: str = "") -> Browser:
        opened.append(Browser(stack, session))
        return opened[-1]

    yield new
    for one in opened:
        one.close()


def mailed(stack: Stack, place: str) -> str:
    """Wait for a mail with a link, and return its path."""
    pattern = re.compile(rf"/{place}/[\w-]{{40,}}/")

    def found() -> str:
        files = sorted((stack.var / "mail").glob("*"), key=lambda file: file.stat().st_mtime)
        links = [pattern.search(file.read_text().replace("=\n", "")) for file in files]
        return next((link[0] for link in reversed(links) if link), "")

    return str(wait_for(found))


def test_workers_carry_a_request_from_the_link_to_the_certificate(stack, browser):
    company.make(stack, "ines")
    company_hr = [browser(session) for session in stack.shell(SESSIONS)]
    visitor = browser()
    visitor.send("/ask/", "/ask/", email=company.EMAIL)
    link = mailed(stack, "ask")
    visitor.send(link, link, name="Ines Okonjo", jurisdiction="de", statement="")
    queue = company_hr[0].get("/hr/requests/").text
    case = re.search(r"/hr/requests/[0-9a-f-]{36}/", queue)[0]
    person = re.search(r'name="employee" value="([^"]+)"', company_hr[0].get(case).text)[1]
    company_hr[0].send(f"{case}match/", case, employee=person)
    for officer in company_hr[:2]:
        officer.send(f"{case}confirm/", case, how="fact")
    company_hr[0].send(f"{case}steps/execute/", case)
    wait_for(lambda: "SHA-256" in company_hr[1].get(f"{case}progress/").text, 3 * PATIENCE, every=1)
    told = re.search(r"[0-9a-f]{64}", company_hr[1].get(case).text)[0]
    wait_for(lambda: "is done" in "".join(_mails(stack)))
    place = mailed(stack, "asked")
    file = visitor.get(f"{place}certificate.json?alone")
    assert hashlib.sha256(file.content).hexdigest() == told
    assert visitor.get(f"{place}certificate.pdf").content.startswith(b"%PDF")
    answer = visitor.send("/check/", "/check/", text=file.text)
    assert "The signature holds." in answer.text
    assert "Ines" not in stack.logs()
    assert company.EMAIL not in stack.logs()


def _mails(stack: Stack) -> list[str]:
    return [file.read_text() for file in (stack.var / "mail").glob("*")]
