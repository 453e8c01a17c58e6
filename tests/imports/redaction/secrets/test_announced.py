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


@pytest.mark.parametrize(
    "said",
    [
        "Der WLAN-Schlüssel am Router ist {4821 9937 1024 5561 7730}",
        "le code wifi, c'est {4821-9937-1024-5561}",
        "chiave della rete: {4821-9937-1024-5561}",
        "WiFi: Gaeste, und der Schlüssel heißt {4821-9937-1024-5561}",
        "contraseña del wifi {4821-9937-1024-5561}",
        "password: {4821993710245561}",
        "the passphrase is {copper-lantern-quiet-meadow}",
        "notre phrase secrète « {cuivre-lanterne-calme-prairie} »",
        "Hasło: {miedz.latarnia.cicha.laka}",
        "STATUS_APP_KEY={0a1b2c3d4e5f60718293a4b5c6d7e8f901234567}",
        "GET https://api.telegram.org/{bot123456789:AAabcdefghijklmnopqrstuvwxyz0123456}/getMe",
    ],
)
def test_keys_of_networks_passphrases_and_keys_of_applications_are_found(said: str) -> None:
    value = said[said.index("{") + 1 : said.index("}")]
    text = said.replace("{", "").replace("}", "")
    assert value in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "The wifi in room 1204 is slow; ticket 4821 was closed.",
        "secret: web-tls-cert-prod",
        "password: your-new-strong-password",
        "The password-less sign-in-with-a-link page",
        "We pass end-to-end-tests-of-everything on Mondays.",
        "wifi 2024-05-03 to 2024-06-01",
        "Enter your password on the page set-up-your-account/step-two",
    ],
)
def test_names_of_resources_and_dates_near_such_words_stay(text: str) -> None:
    assert found(text) == set()
