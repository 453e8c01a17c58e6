# ruff: noqa: RUF001
"""Three sets of forty, each written after the rules had been changed for what was missed before.

`BLIND` is what was found at the first look at each.
"""

from __future__ import annotations

from collections.abc import Iterator

from planted_second_look import Draw
from planted_values import ALNUM, HEX, Planted


def _third(draw: Draw) -> Iterator[tuple[str, str]]:
    yield "mariadb --host=10.4.1.7 -u report -p{} -e 'show tables'", draw.chosen()
    yield "rsync --password-file=<(echo {}) backup@nas::home .", draw.chosen()
    yield "wget --user=maria --password='{}' https://files.nordholz.io/q3.zip", draw.chosen()
    yield "restic -r s3:backup --password-command 'echo {}' snapshots", draw.chosen()
    yield "mongosh 'mongodb://h' -u root -p {} --authenticationDatabase admin", draw.word()
    yield "git -c http.extraHeader='PRIVATE-TOKEN: {}' fetch", draw.of(ALNUM, 20)
    yield "npm config set //npm.nordholz.io/:_auth={}", draw.of(ALNUM, 28) + "=="
    yield "gpg --batch --passphrase {} -d backup.gpg", draw.chosen()
    yield "export VAULT_TOKEN={}", "s." + draw.of(ALNUM, 24)
    yield "https://nordholz.io/share?id=88&pwd={}", draw.chosen().replace("%", "x")
    yield "mssql://sa:{}@10.2.2.2:1433/crm", draw.word()
    yield "rediss://default:{}@eu1-cache.upstash.io:6379", draw.of(ALNUM, 40)
    yield (
        "Endpoint=sb://nh.servicebus.windows.net/;SharedAccessKeyName=send;SharedAccessKey={}",
        draw.of(ALNUM + "+/", 43) + "=",
    )
    yield "https://discord.com/api/webhooks/1187654321098765432/{}", draw.of(ALNUM + "-_", 68)
    yield "Recovery codes (keep safe)\n{}\n", draw.grouped(5, 2) + "\n" + draw.grouped(5, 2)
    yield "My authenticator shows {} but the site says the code is wrong", draw.of("0123456789", 6)
    yield "Ihre TAN für den Auftrag lautet: {}", draw.of("0123456789", 6)
    yield "Voici le code de secours : {}", draw.grouped(4, 3)
    yield "El código de un solo uso es {}", draw.of("0123456789", 6)
    yield "Codice OTP {} valido 5 minuti", draw.of("0123456789", 6)
    yield "código de recuperação da conta: {}", draw.grouped(4, 4)
    yield "kod SMS: {}", draw.of("0123456789", 6)
    yield "Doğrulama kodu: {}", draw.of("0123456789", 6)
    yield "код из СМС {} не подходит", draw.of("0123456789", 4)
    yield "{}は認証コードです", draw.of("0123456789", 6)
    yield '[database]\nhost = db\nuser = crm\npasswd = "{}"', draw.chosen()
    yield 'login.setPassword("{}");', draw.chosen()
    yield "$db = new PDO('mysql:host=db', 'crm', '{}');", draw.chosen()
    yield "define('DB_PASSWORD', '{}');", draw.chosen()
    yield "user,email,password\nmaria,m@x.example,{}", draw.chosen()
    yield '<property name="hibernate.connection.password">{}</property>', draw.chosen()
    yield 'network={\n ssid="lab"\n psk="{}"\n}', draw.chosen()
    yield "You can get in with user maria and pass {}, it still works", draw.chosen()
    yield "Zugangsdaten: maria / {}", draw.chosen()
    yield "identifiants : maria / {}", draw.chosen()
    yield "usuario maria, contraseña {}", draw.chosen()
    yield "utente maria password {}", draw.chosen()
    yield "login: maria\nhasło: {}", draw.chosen()
    yield "kullanıcı maria, parola: {}", draw.chosen()
    yield "circleci token {} leaked", "CCIPAT_" + draw.of(ALNUM, 22) + "_" + draw.of(HEX, 40)


def _fourth(draw: Draw) -> Iterator[tuple[str, str]]:
    yield 'scp works with expect: send "{}\\r" when it asks for the password', draw.chosen()
    yield "mysql: [Warning] connected with -p{} to crm as root", draw.word()
    yield "cadaver https://dav.nordholz.io  (user nh, pw {})", draw.chosen()
    yield (
        "kubectl create secret docker-registry reg --docker-username=nh --docker-password={}",
        draw.of(ALNUM, 20),
    )
    yield "helm upgrade crm ./chart --set postgresql.auth.password={}", draw.of(ALNUM, 16)
    yield "docker run -e POSTGRES_PASSWORD={} postgres:16", draw.word()
    yield "ENV SMTP_PASS={}", draw.chosen()
    yield "terraform apply -var 'db_password={}'", draw.chosen()
    yield "impala-shell -l -u maria --ldap_password_cmd='echo -n {}'", draw.chosen()
    yield "openvpn auth.txt contains\nmaria\n{}\n", draw.chosen()
    yield "snmpwalk -v3 -u mon -a SHA -A {} -l authNoPriv 10.4.1.1", draw.chosen()
    yield "nmcli dev wifi connect lab password {}", draw.chosen()
    yield "ftp://maria:{}@ftp.nordholz.io/in/", draw.chosen().replace("%", "x")
    yield "Data Source=erp;User Id=scott;Password={};", draw.word() + "7"
    yield "http://10.4.1.8/login?user=admin&pass={}", draw.word() + "19"
    yield "https://hooks.zapier.com/hooks/catch/1234567/{}/", draw.of(ALNUM.lower(), 7)
    yield (
        "https://api.telegram.org/bot{}/getMe",
        draw.of("0123456789", 10) + ":AA" + draw.of(ALNUM + "-_", 33),
    )
    yield (
        "https://prod-12.westeurope.logic.azure.com/workflows/1/triggers/manual/run?sv=1.0&sig={}",
        draw.of(ALNUM + "-_", 43),
    )
    yield "Your Steam Guard code: {}", draw.of("BCDFGHJKMNPQRTVWXY23456789", 5)
    yield "{} is your WhatsApp code. Don't share it", draw.grouped(3, 2, "0123456789")
    yield "Backup-Codes: {}", ", ".join(draw.of("0123456789", 8) for _ in range(3))
    yield "Ihr Sicherheitscode für die Anmeldung ist {}", draw.of("0123456789", 6)
    yield "Saisissez le code {} pour confirmer votre virement", draw.of("0123456789", 6)
    yield "Tu código es {}. No lo compartas.", draw.of("0123456789", 6)
    yield "Il codice {} scade tra 5 minuti", draw.of("0123456789", 6)
    yield "Use o código {} para entrar", draw.of("0123456789", 6)
    yield "Podaj kod {} aby potwierdzić przelew", draw.of("0123456789", 6)
    yield "Giriş kodunuz: {}", draw.of("0123456789", 6)
    yield "Код для входа: {}", draw.of("0123456789", 5)
    yield "恢复密钥：{}", draw.grouped(6, 8, "0123456789")
    yield "bitlocker recovery key {}", draw.grouped(6, 8, "0123456789")
    yield "my old pass was {}, new one I forgot", draw.chosen()
    yield "Passwort vergessen, früher war es {}", draw.chosen()
    yield "j'ai mis {} comme mot de passe", draw.chosen()
    yield "puse {} de contraseña", draw.chosen()
    yield "ho impostato la password su {} ieri", draw.chosen()
    yield "minha senha antiga: {}", draw.word() + "88"
    yield "zmieniłem hasło na {} i nie działa", draw.chosen()
    yield "密码改成{}了还是登不上", draw.chosen()
    yield "linode token {} shows up in the log", draw.of(HEX, 64)


def _fifth(draw: Draw) -> Iterator[tuple[str, str]]:
    """What people paste into a support chat or a coding assistant, rather than what is hard."""
    yield "Here is my .env:\nDB_HOST=localhost\nDB_USER=crm\nDB_PASS={}\n", draw.chosen()
    yield 'import openai\nopenai.api_key = "{}"', "sk-" + draw.of(ALNUM, 48)
    yield "client = Client(api_key='{}')", draw.of(ALNUM, 32)
    yield "const token = '{}';", draw.of(ALNUM, 40)
    yield "headers = {'X-Auth-Token': '{}'}", draw.of(HEX, 40)
    yield "spring.datasource.password={}", draw.chosen()
    yield "MONGO_URI=mongodb://root:{}@mongo:27017/crm", draw.word() + "12"
    yield "The server log says: login failed for user sa with password {}", draw.chosen()
    yield "Hi, my account is maria88 and my password is {}. Please reset it.", draw.word() + "77"
    yield "Username: maria\nPassword: {}\nURL: https://crm.example", draw.chosen()
    yield "PW: {}", draw.chosen()
    yield "pin: {}", draw.of("0123456789", 4)
    yield "my bank PIN is {}, is it safe?", draw.of("0123456789", 4)
    yield "ssh root@10.0.0.8 (pass {})", draw.chosen()
    yield "wifi: lab-5g / {}", draw.chosen()
    yield "Benutzer: maria, Passwort: {}", draw.chosen()
    yield "Mein Passwort {} wird nicht angenommen", draw.chosen()
    yield "identifiant maria mot de passe {}", draw.chosen()
    yield "Mi contraseña {} no funciona", draw.chosen()
    yield "la mia password è {}", draw.word() + "99"
    yield "minha senha é {}", draw.word() + "2024"
    yield "moje hasło to {}", draw.chosen()
    yield "şifrem: {}", draw.chosen()
    yield "мой пароль {}", draw.chosen()
    yield "我的密码是{}", draw.word() + "88"
    yield "パスワード：{}", draw.chosen()
    yield '{"username": "maria", "password": "{}"}', draw.chosen()
    yield "<Password>{}</Password>", draw.chosen()
    yield "password: '{}'  # change me", draw.chosen()
    yield "aws configure set aws_secret_access_key {}", draw.of(ALNUM + "/+", 40)
    yield "Authorization: token {}", "ghp_" + draw.of(ALNUM, 36)
    yield 'curl https://api.example/v1/me -H "Authorization: Bearer {}"', draw.of(ALNUM + "-_", 64)
    yield (
        "git remote set-url origin https://{}@github.com/nh/infra.git",
        "ghp_" + draw.of(ALNUM, 36),
    )
    yield "STRIPE_SECRET_KEY={}", "sk_test_" + draw.of(ALNUM, 24)
    yield 'connectionString="Server=db;Database=crm;User Id=sa;Password={};"', draw.chosen()
    yield "the code they texted me is {}", draw.of("0123456789", 6)
    yield "Ihr Code: {} (gültig 10 Minuten)", draw.of("0123456789", 6)
    yield "Your confirmation code is {}", draw.of("0123456789", 6)
    yield "docker run -e MYSQL_ROOT_PASSWORD={} -d mysql", draw.word()
    yield "session cookie: PHPSESSID={}", draw.of(HEX, 26)


BLIND = {"third": (26, 41), "fourth": (30, 42), "fifth": (37, 40)}
"""Found, of how many. Lists of codes count code by code."""
_LOOKS = {"third": (_third, 31), "fourth": (_fourth, 37), "fifth": (_fifth, 41)}


def of(look: str) -> Iterator[Planted]:
    """What was planted for one look."""
    write, seed = _LOOKS[look]
    for form, value in write(Draw(seed)):
        for one in value.replace(", ", "\n").split("\n"):
            yield Planted(form.replace("{}", value), one, "secret")


def secrets() -> Iterator[Planted]:
    """All of them."""
    for look in _LOOKS:
        yield from of(look)


def formatted() -> Iterator[Planted]:
    """None."""
    yield from ()


def names() -> Iterator[Planted]:
    """None."""
    yield from ()
