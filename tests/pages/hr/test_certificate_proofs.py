"""A certificate carries the proof of its place in the log; page and paper say what it shows."""

import io
import json

import pypdf
import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from governance import clock
from governance.audit import sequencer
from governance.audit.acts import Act
from governance.audit.record import SYSTEM, About, record
from governance.erasure import certificate
from governance.erasure.models import Erasure
from pages.certificates import paper, proof
from tests import sequenced


@pytest.fixture
def signed(company) -> dict[str, str]:
    erasure = Erasure(owner=company.employee.owner, everything=True, begun_on=clock.today())
    made = certificate.issue(erasure)
    with transaction.atomic():
        record(Act.ERASURE_DONE, SYSTEM, About(subject=certificate.digest(made)))
    return made


def checked(file: dict) -> str:
    return Client().post(reverse("public:check"), {"text": json.dumps(file)}).content.decode()


def test_a_file_with_its_proof_is_checked_down_to_the_checkpoint(signed):
    page = checked(proof.file_of(signed))
    for said in ("The signature holds.", "names this certificate", "is signed by this log"):
        assert said in page


def test_before_it_has_its_place_the_file_is_valid_and_says_that_it_follows(signed):
    with sequenced.late():
        assert proof.file_of(signed) == signed
        assert "follows within seconds" in proof.said(signed)
        assert "It is valid without one." in checked(signed)


@pytest.mark.parametrize("part", ["index", "path", "checkpoint", "entry", "subject", "random"])
def test_a_changed_proof_does_not_hold_and_the_page_says_which_part(part, signed):
    file = proof.file_of(signed)
    proved = file["proof"]
    if part == "index":
        proved["index"] += 1
    elif part == "path":
        proved["path"] = proved["path"][:-1]
    elif part == "checkpoint":
        proved["checkpoint"] = proved["checkpoint"].replace("\n", "\n1", 1)
    elif part == "entry":
        del proved["entry"]["act"]
    else:
        old = proved["entry"][part]
        proved["entry"][part] = ("0" if old[0] != "0" else "1") + old[1:]
    page = checked(file)
    assert "The proof of its place in the log does not." in page
    assert "is signed by this log" not in page


def test_the_paper_has_its_place_and_a_code_that_says_nothing_of_the_person(signed, monkeypatch):
    sequencer.run()
    coded, real = [], paper.QrCodeWidget

    def widget(value, **more):
        coded.append(value)
        return real(value, **more)

    monkeypatch.setattr(paper, "QrCodeWidget", widget)
    pdf = pypdf.PdfReader(io.BytesIO(paper.pdf(signed, paper.Whose("Ines Okonjo", "R-1"))))
    text = " ".join(page.extract_text() for page in pdf.pages).replace("\n", " ")
    assert coded[0].endswith(reverse("public:check"))
    assert "?" not in coded[0]
    assert "it has the place" in text
    assert "The code beside leads there" in text
