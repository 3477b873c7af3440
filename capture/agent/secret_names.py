"""Names that tell a secret field, by language; such a field is closed like a password field.

A name counts in its folded form: lower case, without accents, punctuation as spaces. A word of six
letters or more, or in a script without spaces, is found inside longer words too
("Passworteingabe"); a shorter one only as a word of its own ("PIN", not "Shipping").
"""

import re
import unicodedata
from typing import Final

NAMES: Final[dict[str, tuple[str, ...]]] = {
    "en": (
        *("password", "passcode", "passphrase", "pass phrase", "pass code", "pwd", "pin", "puk"),
        *("pin code", "pincode", "cvv", "cvv2", "cvc", "cvc2", "csc", "card security", "otp"),
        *("card verification", "security code", "one time code", "one time", "totp", "2fa", "mfa"),
        *("verification code", "authentication code", "authenticator", "secret", "secret key"),
        *("api key", "access key", "private key", "recovery key", "recovery code", "token"),
        *("security answer", "credential"),
    ),
    "de": (
        *("passwort", "kennwort", "losungswort", "geheimzahl", "geheimnis", "tan", "prufziffer"),
        *("prufnummer", "sicherheitscode", "einmalcode", "bestatigungscode", "geheimcode"),
        *("zugangscode", "freischaltcode", "sicherheitsfrage", "pinnummer"),
    ),
    "fr": ("mot de passe", "code secret", "cryptogramme", "code de securite", "usage unique"),
    "es": ("contrasena", "clave", "codigo de seguridad", "codigo de verificacion", "un solo uso"),
    "it": ("parola chiave", "parola d ordine", "codice di sicurezza", "codice segreto", "monouso"),
    "pt": ("senha", "palavra passe", "codigo de seguranca"),
    "nl": ("wachtwoord", "beveiligingscode", "pincode", "eenmalige code"),
    "pl": ("haslo", "kod zabezpieczajacy", "kod jednorazowy"),
    "cs, sk": ("heslo", "bezpecnostni kod", "bezpecnostny kod"),
    "hu": ("jelszo", "biztonsagi kod"),
    "sv": ("losenord", "sakerhetskod", "engangskod"),
    "da, nb": ("adgangskode", "kodeord", "passord", "sikkerhetskode", "sikkerhedskode"),
    "fi": ("salasana", "tunnusluku", "turvakoodi"),
    "et, lv, lt": ("parool", "parole", "slaptazodis"),
    "sl, hr, sr": ("geslo", "lozinka", "zaporka", "sifra", "лозинка"),
    "ro": ("parola", "cod de securitate"),
    "tr": ("sifre", "parola", "guvenlik kodu", "dogrulama kodu"),
    "ru, uk, bg": ("пароль", "парола", "пин", "код безопасности", "одноразовыи код", "ключ"),
    "el": ("κωδικος", "συνθηματικο"),
    "he": ("סיסמה", "סיסמא", "קוד סודי"),
    "ar": ("كلمة المرور", "كلمة السر", "كلمة مرور", "رمز التحقق", "الرمز السري"),
    "zh": ("密码", "密碼", "口令", "验证码", "驗證碼", "安全码", "安全碼"),
    "ja": ("パスワード", "暗証番号", "確認コード", "認証コード", "セキュリティコード"),
    "ko": ("비밀번호", "암호", "인증번호", "보안코드"),
    "th, vi, id": ("รหัสผ่าน", "mat khau", "kata sandi", "sandi"),
}
INSIDE: Final = 6
"""Shortest word that is looked for inside other words."""


def fold(name: str) -> str:
    """Return a name in lower case, without accents, with one space for each gap."""
    decomposed = unicodedata.normalize("NFKD", name).casefold()
    bare = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return re.sub(r"[\W_]+", " ", unicodedata.normalize("NFC", bare)).strip()


def _without_spaces(word: str) -> bool:
    """Return whether a word is written in a script that sets no spaces (from Thai upwards)."""
    return any(sign >= "\u0e00" for sign in word)


_FOLDED: Final = {fold(word) for words in NAMES.values() for word in words}
_INSIDE: Final = tuple(word for word in _FOLDED if len(word) >= INSIDE or _without_spaces(word))
_ALONE: Final = tuple(word for word in _FOLDED if word not in _INSIDE)


def is_secret_name(name: str | None) -> bool:
    """Return whether a field's name says that a secret belongs into it."""
    if not name:
        return False
    folded = fold(name)
    spaced = f" {folded} "
    return any(word in folded for word in _INSIDE) or any(f" {word} " in spaced for word in _ALONE)
