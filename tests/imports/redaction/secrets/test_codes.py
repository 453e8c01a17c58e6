# ruff: noqa: RUF001
"""One-time, recovery and backup codes, in the words of many languages."""

from __future__ import annotations

import pytest

from portcheck.imports.redaction.secrets.spans import secret_spans

SAID = """
recovery code {gfpns-hwzkb}
Your verification code is {482913}.
{482 913} is your login code
Use {499569} to sign in.
{G-482913} is your Google verification code
My authenticator shows {360933} but it is refused
Your Steam Guard code: {H39FM}
The code {482913} expires in ten minutes
the code they texted me is {345312}
Ihr Bestätigungscode lautet {482913}
Wiederherstellungscode: {abcd-1234-efgh}
{739201} ist Ihr Sicherheitscode
TAN: {739201}
code de récupération : {8f3k2-9d8aa}
Votre code de connexion est le {739201}
tu código de verificación es {739201}
código de recuperación {8f3k2-9d8aa}
il codice di verifica è {739201}
Il codice {222970} scade tra 5 minuti
código de verificação: {739201}
kod weryfikacyjny to {739201}
kod odzyskiwania {8f3k2-9d8aa}
doğrulama kodunuz {739201}
kurtarma kodu: {8f3k2-9d8aa}
код подтверждения {739201}
Код для входа: {97698}
验证码是{739201}，请勿告诉他人
確認コードは{739201}です
{432673}は認証コードです
인증번호는 {739201}입니다
OTP {739201}
PIN {4711}
La PIN de la puerta del almacén nuevo es {4711}
PIN kodu {4711}
Le code PIN du coffre de la salle du fond est {4711}
""".strip().splitlines()


def found(text: str) -> set[str]:
    return {text[span.start : span.end] for span in secret_spans(text)}


@pytest.mark.parametrize("said", SAID)
def test_a_code_is_found_by_the_words_around_it(said: str) -> None:
    code = said[said.index("{") + 1 : said.index("}")]
    assert found(said.replace("{", "").replace("}", "")) == {code}


def test_a_list_of_codes_is_read_to_its_end() -> None:
    text = "Backup codes:\n1. 8472-1938\n2. 3817-2947\n3. 9911-0022\nKeep 2 of them."
    assert found(text) == {"8472-1938", "3817-2947", "9911-0022"}


def test_words_that_recover_a_wallet_are_one_secret() -> None:
    words = "apple banana cherry grape lemon melon olive peach quince raisin tomato walnut"
    assert found(f"My seed phrase: {words}.") == {words}


@pytest.mark.parametrize(
    "text",
    [
        "Postal code 75001, area code 212, error code 50012.",
        "The verification code expires in 10 minutes.",
        "Use 2000 words to explain the code.",
        "Use 10000 as the number of rounds in the code.",
        "Product code 482913 is in stock.",
        "Your postal code is 75001, and the product code 482913 is valid.",
        "The error code is 50012 and our promo code 20252025 expires today.",
        "Votre code postal est le 75001, le code produit 482913.",
        "75001 is your postal code.",
        "Ihre Postleitzahl lautet 10115, der Produktcode 482913.",
        "Der Sicherheitscode wird per SMS gesendet.",
        "The opening of the pinned message",
        "Recovery code for account 4711 was sent.",
    ],
)
def test_other_codes_stay(text: str) -> None:
    assert found(text) == set()
