"""Each way in which plain Presidio was seen to leak."""
# ruff: noqa: RUF001 - the look-alikes are meant

import logging
import re
import socket
import time

import pytest

from redaction.engine import Directory, Engine, EpisodeTexts, RedactionFailed, Text

LETTER_OR_DIGIT = re.compile(r"[^\W_]+")


def stays(value: str | None, secret: str) -> list[str]:
    """What is left of a secret: its words that stand in the text."""
    left = re.sub(r"<[A-Z_]+_\d+>", "", value or "").casefold()
    return [piece for piece in LETTER_OR_DIGIT.findall(secret.casefold()) if piece in left]


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("write to kim@host.local today", "kim@host.local"),
        ("Reply to jane@mail.northfen.corp", "jane@mail.northfen.corp"),
        ("send to jane . halloway @ northfen . example . com", "halloway northfen example"),
        ("jane dot halloway at northfen dot example dot com", "halloway northfen example"),
        ("tobias(at)northfen.example.com", "tobias northfen example"),
        ("ping @tlindqvist please", "tlindqvist"),
    ],
)
def test_mail_addresses_go_at_any_domain_and_in_any_spelling(redact, text, secret):
    assert stays(redact(text).value, secret) == []


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("jane_doe_cv.docx", "jane doe"),
        ("btnApproveVerhoeven", "Verhoeven"),
        ("TobiasLindqvist_Review.pptx", "Tobias Lindqvist"),
        (r"C:\Users\mverhoeven\Documents\budget.xlsx", "mverhoeven"),
        ("/home/adaeze/projects/report.md", "adaeze"),
        ("ask tobias lindqvist about the invoice", "tobias lindqvist"),
        ("ACCOUNT OF MARGRIET VERHOEVEN OVERDUE", "margriet verhoeven"),
        ("Signed by J. R. Halloway", "J. R. Halloway"),
        ("Assigned to mverhoeven2", "mverhoeven2"),
        ("J a n e  H a l l o w a y called", "Halloway"),
    ],
)
def test_names_go_in_small_letters_file_names_and_identifiers(redact, text, secret):
    assert stays(redact(text).value, secret.replace("J. R. ", "")) == []


@pytest.mark.parametrize(
    "text",
    [
        "Call Will Grant about the lease",
        "Approve request from Mark Page",
        "May Banks is on leave",
        "Please ask Will about it today",
        "dear mark, the list is ready",
        "Ms Young's leave request",
        "then Grant's file came",
    ],
)
def test_names_that_are_ordinary_words_go_where_a_name_stands(redact, text):
    assert "<PERSON_1>" in redact(text).value
    assert stays(redact(text).value, "Will Grant Mark Page May Banks Young") == []


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("Call ０２０－７９４６－０１１２ today", "0112"),
        (
            "Contact L\u200bi\u200bn\u200bd\u200bq\u200bv\u200bi\u200bs\u200bt for access",
            "Lindqvist",
        ),
        ("card 4\u200d5\u200d3\u200d2\u200d0151\u200d1283\u200d0366", "0366"),
        ("Meeting with Vеrhоеvеn at noon", "Vеrhоеvеn"),
        ("Re: L̷i̷n̷d̷q̷vist complaint", "vist"),
        ("Pay \u202eOkonkwo\u202c now", "Okonkwo"),
        ("from 🇯🇦🇳🇪 with love", "🇯🇦🇳🇪"),
        ("Notes for Zoe\u0308 Ha\u0301jek", "jek"),
    ],
)
def test_tricks_of_unicode_hide_nothing(redact, text, secret):
    assert secret not in redact(text).value


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("tel 0 2 0 . 7 9 4 6 . 0 1 1 2", "0 1 1 2"),
        ("my number is oh two oh seven nine four six oh one one two", "seven nine"),
        ("+49 (0)30 / 901 820 17", "820"),
        ("SSN 536_22_8726", "8726"),
        ("NI number QQ 12 34 56 C", "34"),
        ("NHS 943 476 5919", "476"),
        ("Steuer-ID 86095742719", "8609"),
        ("transfer to de62 3704 0044 0532 0137 77", "0532"),
        ("gb09nwbk60161331926888 confirmed", "nwbk"),
        ("Card: 5432.1098.7654.3212", "7654"),
        ("Amex 371449635398431 exp 04/27", "3714"),
        ("pin 1987 for the door", "1987"),
    ],
)
def test_numbers_go_whatever_separates_them(redact, text, secret):
    assert secret not in redact(text).value


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("password: Tr0ub4dor&3", "dor"),
        ("the new password is maplesyrup", "maplesyrup"),
        ("the password for the wifi is sunshine", "sunshine"),
        ("changed the password to banana", "banana"),
        ("use sunshine as password", "sunshine"),
        ("das Passwort lautet geheim", "geheim"),
        ("pwd=hunter2! user=svc", "hunter"),
        ("hunter2", "hunter2x"),
        ("export AWS_ACCESS_KEY_ID=AKIAQ3EGRZ5XTWNBV7LM", "AKIA"),
        ("token ghp_a8Kd02mXqPz61LwTvRb5NcYh4JsGf7uEoAiM", "ghp"),
        ("Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJuMTIifQ.q3ZkW8xvT0mUe5r1yLpKcA", "eyJ"),
        ("postgres://svc:k9Vq2xLm@db1.northfen.example.com/hr", "k9Vq"),
        ("-----BEGIN RSA PRIVATE KEY-----\nMIIEow\nabc\n-----END RSA PRIVATE KEY-----", "MIIE"),
        ("your verification code is 481920", "4819"),
    ],
)
def test_secrets_go_by_what_announces_them_or_how_they_look(redact, text, secret):
    assert secret not in redact(text).value


@pytest.mark.parametrize(
    "text",
    [
        "高橋美咲さんに連絡する",
        "请联系欧阳晓燕处理",
        "Счёт для Анастасии",
        "رسالة من ياسمين",
        "佐々木さん",
        "פגישה עם יעל כהן",
        "พบคุณสมชาย",
    ],
)
def test_letters_that_are_not_latin_go_all_of_them(redact, text):
    result = redact("see " + text)
    assert not any(char.isalpha() and char > "\u024f" for char in result.value)


def test_a_name_split_over_events_goes(engine):
    pieces = ("Dear Ada", "eze Okon", "kwo, thanks")
    texts = tuple(
        Text(str(n), piece, caption=False, continues=n > 0) for n, piece in enumerate(pieces)
    )
    result = engine.redact_batch([EpisodeTexts(texts)], Directory.of((), "none"))[0].texts
    assert [one.value for one in result] == ["Dear <PERSON_1>", "<PERSON_1>", "<PERSON_1>, thanks"]


def test_a_card_typed_into_four_fields_goes(engine):
    texts = tuple(
        Text(str(n), part, caption=False) for n, part in enumerate(("453", "201", "511", "283"))
    )
    result = engine.redact_batch([EpisodeTexts(texts)], Directory.of((), "none"))[0].texts
    assert not any(char.isdigit() for one in result for char in re.sub(r"<\w+>", "", one.value))


def test_a_text_over_the_cap_is_withheld_and_a_long_one_read_in_pieces(redact):
    assert redact("word " * 9_000).withheld == "too_long"
    long = "please keep this line exactly as it is. " * 60
    result = redact(long + "contact Tobias Lindqvist or +44 20 7946 0112. " + long)
    assert stays(result.value, "Tobias Lindqvist 7946") == []
    assert result.value.startswith(long)


@pytest.mark.parametrize(
    "text",
    [
        "Save As", "File name:", "Microsoft Excel - Budget 2024.xlsx", "Mark all as read",
        "Page 3 of 12", "Total: 1,249.00 EUR", "Version 4.18.2", "Grant access", "Print Preview",
        "Last updated 10:42", "=VLOOKUP(A2,Sheet2!A:C,3,FALSE)", "Sort & Filter",
        "Do you want to save changes to Untitled document?", "It costs $45000 since March 2019",
        "I don't know, they weren't here on Monday",
    ],
)  # fmt: skip
def test_what_names_nobody_stays(redact, text):
    assert redact(text).value == text


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("my brother just turned 32", "32"),
        ("a 47-year-old man", "47"),
        ("I'm 58 y/o.", "58"),
        ("aged 61", "61"),
    ],
)
def test_ages_go(redact, text, age):
    result = redact(text)
    assert age not in result.value
    assert "<AGE_1>" in result.value


def test_nothing_of_a_text_is_logged_or_raised(engine, redact, caplog, monkeypatch):
    caplog.set_level(logging.DEBUG)
    redact("Contact Tobias Lindqvist at tobias@northfen.example.com")

    def broken(*_):
        raise ValueError("Tobias Lindqvist")

    monkeypatch.setattr(engine._detector, "detect", broken)
    with pytest.raises(RedactionFailed) as fault:
        redact("Contact Tobias Lindqvist again")
    assert (str(fault.value), fault.value.__cause__) == ("ValueError", None)
    assert "lindqvist" not in caplog.text.casefold()


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("20 Budapest, Kossuth Lajos utca 12.", "12"),
        ("Kovács Anna, Petőfi u. 94.", "94"),
        ("send it to 28, Via Larga 131", "131"),
        ("45 Larkspur Street\nSuite 12\nPort Vellan\nUnited Kingdom 75419", "United"),
        ("call 020\u208b7946\u208b0112", "7946"),
    ],
)
def test_addresses_go_whole(redact, text, secret):
    assert secret not in redact(text).value


def test_the_longest_text_that_is_read_takes_seconds_and_not_minutes(redact):
    text = "please ask the driver of the second lorry about the goods of Tobias Lindqvist. " * 506
    begun = time.process_time()
    assert "Lindqvist" not in redact(text[:39_990]).value
    assert time.process_time() - begun < 30


def test_nothing_is_fetched_at_the_start(monkeypatch):
    """Presidio's default engine downloads a model, and tldextract a list."""

    def refused(*_args, **_more):
        raise AssertionError("a connection was tried")

    monkeypatch.setattr(socket.socket, "connect", refused)
    monkeypatch.setattr(socket, "getaddrinfo", refused)
    Engine.load()


def test_no_socket_is_opened(monkeypatch, redact):
    def refused(*_args, **_more):
        raise AssertionError("a connection was tried")

    monkeypatch.setattr(socket.socket, "connect", refused)
    monkeypatch.setattr(socket, "getaddrinfo", refused)
    redact("see https://www.example.org/people and mail kim@example.org")
