"""Secrets behind flags, in calls, in statements and through pipes, be they letters alone."""

from __future__ import annotations

import pytest

from portcheck.imports.redaction.secrets.spans import secret_spans

PASSWORD = "hunterpass"
GIVEN = r"""
mysql -u app -p{} db
mysqldump --user=root --password={} shop > dump.sql
sshpass -p {} ssh root@10.0.0.1
sshpass -p'{}' ssh x
docker login -u bob -p {} registry.corp.io
echo {} | docker login -u bob --password-stdin
curl -u bob:{} https://x.y/z
curl -ubob:{} https://x.y/z
curl --user "bob:{}" https://x.y
wget --http-password={} https://x
wget --password {} --user bob https://x
mongosh --username bob --password {}
PGPASSWORD={} psql -h db
export MYSQL_PWD={}
psql postgresql://u:{}@db/x
redis-cli -h x -a {} ping
ldapsearch -x -D cn=a -w {} -b dc=x
snmpwalk -v3 -u mon -A {} 10.4.1.1
sqlcmd -S srv -U sa -P {} -Q x
smbclient //srv/share -U bob%{}
echo '{}' | sudo -S apt update
echo "bob:{}" | chpasswd
sudo -S apt update <<< {}
net use Z: \\srv\share {} /user:bob
net user bob {} /add
plink -ssh bob@h -pw {} ls
keytool -list -keystore k.jks -storepass {}
openssl rsa -in k.pem -passin pass:{} -out x
unzip -P {} a.zip
7z a -p{} a.7z b
ALTER USER bob WITH PASSWORD '{}';
CREATE USER bob IDENTIFIED BY '{}';
machine h login bob password {}
db.corp:5432:shop:bob:{}
htpasswd -b .htpasswd bob {}
kubectl create secret generic x --from-literal=password={}
requests.get(u, auth=("bob", "{}"))
new PDO('mysql:host=db', 'crm', '{}');
ConvertTo-SecureString "{}" -AsPlainText
xfreerdp /u:bob /p:{} /v:h
wpa_passphrase home {}
requirepass {}
/msg NickServ IDENTIFY {}
openssl enc -aes-256-cbc -k {} -in a
snmp-server community {} RO
crypto isakmp key {} address 203.0.113.9
composer config http-basic.repo.x.example bot {}
restic --password-command 'echo {}' snapshots
""".strip().splitlines()


def found(text: str) -> set[str]:
    return {text[span.start : span.end] for span in secret_spans(text)}


@pytest.mark.parametrize("form", GIVEN)
def test_what_a_program_is_given_is_a_secret(form: str) -> None:
    assert found(form.replace("{}", PASSWORD)) == {PASSWORD}


@pytest.mark.parametrize(
    "text",
    [
        "mysql -u root -p mydb",
        "mysql -u root -p$DB_PASSWORD shop",
        "Use the --password option to set it, or --token-file PATH.",
        "pass --password=<your password> on the command line",
        "docker run -p 8080:80 nginx",
        "ssh -p 2222 deploy@web3",
        "curl -A 'Mozilla/5.0 (X11; rv:109.0)' https://x.y",
        "curl -u $USER:$PASS https://x.y",
        "export PGPASSWORD=${SECRET_FROM_VAULT}",
        "OLDPWD=/home/maria/src/app2",
        "PASSWORD 'password'",
        "get_secret('database/password')",
        "<token>word</token>",
        "https://shop.example/list?key=name&code=DE",
        "max_tokens: 4096, tokens: 128000",
        "echo done | tee log.txt",
    ],
)
def test_placeholders_variables_and_other_arguments_stay(text: str) -> None:
    assert found(text) == set()


@pytest.mark.parametrize(
    "form",
    [
        "https://x.blob.example/dump?sv=2023-11-03&sig={}",
        "https://x.example/callback?state=ok&code={}",
        "login.setPassword('{}');",
        "define('DB_PASSWORD', '{}');",
        "<property name='hibernate.connection.password'>{}</property>",
    ],
)
def test_addresses_calls_and_elements_hold_values_that_are_no_names(form: str) -> None:
    assert found(form.replace("{}", "Xy12aB90Qz77mN45")) == {"Xy12aB90Qz77mN45"}
