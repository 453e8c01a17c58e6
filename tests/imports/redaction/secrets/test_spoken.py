# ruff: noqa: RUF001
"""Passwords that are words."""

from __future__ import annotations

import time

import pytest

from portcheck.imports.redaction.cues.nouns import Nouns
from portcheck.imports.redaction.secrets.spoken import spoken_spans

SAID = """
The caller gave the phone password "{marmalade}" and was let through.
Mit dem Kundenkennwort „{Abendrot}“ hat er sich ausgewiesen
la clave del abonado, «{membrillo}», es correcta
le mot de passe de la box est « {mirabelle} »
la parola d'ordine è "{castagna}"
A palavra-passe do cliente: “{jabuticaba}”
podał hasło abonenta „{poziomka}”
şifreyi "{erguvan}" diye söyledi
"{pumpernickel}" ist das Passwort
the password is {marmalade}.
Passwort: {Abendrot}
hasło to {poziomka}, ale nie działa
mot de passe : {mirabelle}
the safe word was '{blue heron}' all along
Security question (first pet?) answer: {Biscuit}
Sicherheitsfrage: Geburtsname der Mutter? Antwort: {Wendelin}
question secrète : ville de naissance, réponse : {Roanne}
Pregunta secreta: primera mascota. Respuesta: {Trufa}
domanda di sicurezza, risposta: {Fufi}
the security answer is her mother's maiden name: {Thistlewood}
mi contraseña de siempre, {membrillo}, ya no entra
minha senha era {jabuticaba} e hackearam
A senha do Wi-Fi do café é {pao_de_milho} tudo minúsculo
rete di casa, chiave: {castagnaccio}
Hasło telefoniczne, odpowiadam: {poziomka}
Wie hieß Ihr erstes Haustier? – {Minka} – stimmt.
password = "{buckthorn}"
let pwd: &str = "{sycamore}";
$password = '{whitebeam}';
"clave": "{amapola}",
<property name="db.password">{osier}</property>
<password>{sallow}</password>
driver.find(By.ID, "password").send_keys("{spindle}")
page.fill("input[name=password]", "{elderberry}")
auth: [user: ops, pass: {sorbus}]
login joao senha {abacaxi}
Wi-Fi şifresi {evimguzel}
Sieć w biurze, hasło {kawa_i_ciasto}
What's your secret word? It is {Rhubarb}.
"Wie lautet Ihr Kennwort?" - "{Seepferdchen}."
ssh-keygen passphrase: {correct horse battery staple}
The company password (for false alarms) is {Buttercup}
Sicherheitsfrage Lieblingsfilm → {Amelie}
respuesta secreta {Toby}
Password temporanea: {Tramonto}
password SMTP: {nocciolo}
wpa_supplicant psk="{Hollow Oak 7}"
la clé de la box est {lavande-bleue}
passwd for user bob changed to {harvestmoon}.
["name": "DB_PASS", "value": "{Cormorant}"]
Als Antwort auf die Geheimfrage habe ich {Hamster} eingetragen.
I used {sunflower} as my password and it is refused
¿Contraseña? {Zarzamora}.
Wie besprochen lautet das Passwort {Wintermantel}.
"Wi-Fi is HarborGuest, password {lighthouse}."
Parola: {Kestane}
A caller knew my account password, {peppermint}.
password wifi dell'ufficio {cappuccino-freddo}
Question : quel est votre animal ? Réponse enregistrée : {Caramel}
güvenlik sorusuna "{Pamuk}" dedi
""".strip().splitlines()


def found(text: str) -> set[str]:
    return {text[span.start : span.end] for span in spoken_spans(text, Nouns(text))}


@pytest.mark.parametrize("said", SAID)
def test_a_word_is_secret_where_it_is_quoted_or_said_to_be_one(said: str) -> None:
    said, _, rest = said.rpartition("}")
    front, _, value = said.rpartition("{")
    assert found(front + value + rest) == {value}


@pytest.mark.parametrize(
    "text",
    [
        'I enter my password and it says "invalid login".',
        'Click on "Forgot password" or the button "Sign in".',
        "The password is wrong, expired, or too short.",
        "Das Passwort ist abgelaufen. Passwort: erforderlich",
        "le mot de passe est oublié, la contraseña es incorrecta",
        "Hasło jest nieprawidłowe, şifre yanlış",
        '{"password": "string", "name": "Lamp"} and <input type="password" name="login">',
        "password: str, secret: String",
        'The password policy is called "Strict rules".',
        'She wrote "thank you" and left.',
        'Answer: "blue"',
        "password: your_password_here",
        "My password expired yesterday and the reset link is dead.",
        "Keys and passwords in prompts, variables, and files: nothing. Passwords: rotated.",
        "You may pass it on to anybody; pass/fail cases are exact.",
        'Mein Kennwort ist abgelaufen, ich sehe nur "Anmeldung fehlgeschlagen".',
        'fields = ["email", "password", "birthday"]; assert body["password"] == "required"',
        'case "password": return "hidden"; errors.add(:password, "blank")',
        '<h2 class="password">Security</h2><th>Password</th><td>Status</td>',
        "Password managers: Castle. Kennwort vergessen: bitte hier klicken.",
        "I need the wifi password please. What is the password for? Nothing.",
        "Security question tips. Answer: it depends. Sicherheitsfrage: bitte beantworten.",
        "I forgot my password, sorry. Name, password, email, street.",
        "Cannot pass scalar 'one' to 'pandas'",
        "add a password to files, and a secret to notes",
        'Passwort vergessen? Klicken Sie auf "Zurücksetzen".',
    ],
)
def test_what_is_said_of_passwords_shown_or_clicked_stays(text: str) -> None:
    assert found(text) == set()


@pytest.mark.parametrize(
    "unit", ["password ", "wifi password a_b ", "security question answer: X? "]
)
def test_a_text_of_nouns_alone_takes_time_in_proportion(unit: str) -> None:
    text = unit * (60_000 // len(unit))
    started = time.process_time()
    found(text)
    assert time.process_time() - started < 10  # it was a minute while each noun asked all others
