"""Secrets that words, variables and headings of tables announce."""

from __future__ import annotations

import pytest

from portcheck.imports.redaction.secrets.spans import secret_spans

PASSWORD = "Sommer25!"
SAID = """
The Wi-Fi password for guests is {} if anyone asks.
I changed my password from autumn to {} yesterday
my old pass was {}, the new one I forgot
Das WLAN-Passwort im Büro lautet {}
Mon mot de passe est « {} », mais il est refusé
La clave del portal es {} y no entra
La password dell'ufficio è {}
A senha do sistema é {}
Hasło do poczty: {}
Modem şifresi {} idi
пароль от почты: {}
ログインパスワードは「{}」です
密码改成{}了还是登不上
j'ai mis {} comme mot de passe
Zugangsdaten: maria / {}
wifi: lab-5g / {}
Set-Cookie: PHPSESSID={}; path=/
<add key="SmtpPassword" value="{}" />
- name: DB_PASSWORD, value: {}
os.environ['PASSWORD'] = '{}'
| host | user | password |⏎|---|---|---|⏎| web3 | ops | {} |
user,email,password⏎maria,m@x.example,{}
""".strip().splitlines()


def found(text: str) -> set[str]:
    return {text[span.start : span.end] for span in secret_spans(text)}


@pytest.mark.parametrize("form", SAID)
def test_a_password_is_found_by_what_announces_it(form: str) -> None:
    assert found(form.replace("⏎", "\n").replace("{}", PASSWORD)) == {PASSWORD}


@pytest.mark.parametrize(
    "text",
    [
        "The password policy asks for a digit.",
        "Passwords are hashed with SHA-256 and a salt.",
        "password: https://x.example/reset",
        "password: /run/secrets/db2",
        "| kind | stand-in |\n|---|---|\n| secret | a mark |\n| card | right digits 4 |",
        "Enter your password in the field and press F5.",
        "Basic pre-authorization is needed, and basic identification.",
        "`Archive/Campaigns/2024_Q2_ProjectCatalyst` holds it",
    ],
)
def test_talk_about_passwords_and_names_of_files_stay(text: str) -> None:
    assert found(text) == set()
