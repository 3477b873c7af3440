"""The final text of a field, by its text before and after."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capture.agent.fields import inserted, is_closed, may_read, typed
from capture.agent.secret_names import is_secret_name
from capture.protocol.content import Why
from tests.capture.agent.raw import text_field


@pytest.mark.parametrize(
    ("before", "after", "run"),
    [
        ("", "Anna", "Anna"),
        ("Dear \nBye", "Dear Anna\nBye", "Anna"),
        ("abc", "abc", ""),
        ("abcdef", "abef", ""),
        ("aa", "aaa", "a"),
        ("old value", "fresh", "fresh"),
        ("Hello world", "Hello, big world!", None),
        ("one two three", "0ne two thre3", None),
    ],
)
def test_one_inserted_run_is_the_text_and_several_are_none(before, after, run):
    assert inserted(before, after) == run


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=40))
def test_what_is_put_in_at_one_place_is_found_in_full(start, middle, end):
    run = inserted(start + end, start + middle + end)
    assert run is not None
    assert len(run) == len(middle)


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_more_comes_out_than_the_field_holds(before, after):
    run = inserted(before, after)
    assert run is None or run in after


@pytest.mark.parametrize(
    ("before", "after", "presses", "why"),
    [
        ("", "filled in by a program", 3, Why.FILLED),
        ("Hello world", "Hello, big world!", 7, Why.EDITED),
        ("", None, 4, Why.UNREADABLE),
        ("", "x" * 4001, 4001, Why.UNREADABLE),
        ("", "an \ufffc object", 11, Why.UNREADABLE),
    ],
)
def test_a_text_that_cannot_be_told_says_why_and_nothing_else(before, after, presses, why):
    left = text_field(after) if after is not None else None
    found = typed(text_field(before), left, presses, pasted=False)
    if left is None:
        assert found is None  # nobody can tell any more that it was no password field
        found = typed(text_field(None), text_field("x"), presses, pasted=False)
    assert (found.text, found.why) == (None, why)


@pytest.mark.parametrize("bullets", ["••••••", "******", "●●●"])
def test_bullets_are_dropped(bullets):
    assert typed(text_field(""), text_field(bullets), len(bullets), pasted=False) is None


@pytest.mark.parametrize("role", [0, 40, 43, 60, 67, 999])
def test_text_is_asked_for_in_text_fields_alone(role):
    assert not may_read(role, "Customer", editable=True)
    assert may_read(61, "Customer", editable=True)
    assert not may_read(61, "Customer", editable=False)
    assert not may_read(61, "PIN", editable=True)


@pytest.mark.parametrize(
    "name",
    [
        *("Password", "New password:", "user_password", "Passworteingabe", "PIN", "CVV"),
        *("One-time code", "Contraseña", "Mot de passe", "Пароль", "密码", "パスワード"),
        *("비밀번호", "كلمة المرور", "Şifre", "Lösenord", "Prüfziffer", "API-Key", "Jelszó"),
    ],
)
def test_names_of_secrets_close_a_field_in_each_language(name):
    assert is_secret_name(name)
    assert is_closed(text_field("", name=name))


@pytest.mark.parametrize("name", [None, "", "Customer", "Shipping", "Spinat", "Standard", "Ort"])
def test_other_names_close_nothing(name):
    assert not is_secret_name(name)
