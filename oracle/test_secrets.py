"""No secret in anything that kframe prints, at its most talkative, whether it succeeds or fails; nothing left behind
on the cluster by a read."""

import os

import confluent_kafka.admin
import kafka
import pytest

import kframe
import token_endpoint
from clients import PATIENCE
from security import EVENTS, TOPIC, make_certificates, options

RIGHT = {
    "password": "pw-Zx81kQ",
    "key": "key-secret",
    "token": "token-Zx84kQ",
    "client": "client-Zx85kQ",
    "issued": "issued-Zx86kQ",
    "aws": "aws-Zx87kQ",
    "session": "session-Zx88kQ",
    "store": "store-secret",
}
WRONG = "wrong-Zx82kQ"


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    return make_certificates(tmp_path_factory.mktemp("tls"))


@pytest.fixture(scope="module")
def endpoint(certificates):
    files = certificates / "broker.pem", certificates / "broker.key"
    with token_endpoint.serve(RIGHT["issued"], "reader", RIGHT["client"], *files) as endpoint:
        yield endpoint


@pytest.fixture(scope="module")
def broker(certificates, tmp_path_factory):
    arguments = ["--demo", "--events", EVENTS, "--tls-certificate", certificates / "broker.pem"]
    arguments += ["--tls-key", certificates / "broker.key", "--user", f"alice:{RIGHT['password']}"]
    arguments += ["--token", f"alice:{RIGHT['token']}", "--token", f"alice:{RIGHT['issued']}"]
    arguments += ["--aws-key", f"alice:AKIDEXAMPLE:{RIGHT['aws']}:{RIGHT['session']}"]
    with kframe.serve(tmp_path_factory.mktemp("secrets"), *arguments) as address:
        yield address


def scenarios(certificates, endpoint):
    """By name: settings that log in, and what spoils them."""
    user = {"sasl.username": "alice", "sasl.password": RIGHT["password"]}
    identity = {
        "ssl.certificate.location": certificates / "client.pem",
        "ssl.key.location": certificates / "client.key",
    }
    store = {"ssl.keystore.location": certificates / "client.p12", "ssl.keystore.password": RIGHT["store"]}
    oidc = {
        "sasl.mechanism": "OAUTHBEARER",
        "sasl.oauthbearer.method": "oidc",
        "sasl.oauthbearer.client.id": "reader",
        "sasl.oauthbearer.client.secret": RIGHT["client"],
        "sasl.oauthbearer.token.endpoint.url": endpoint.url,
        "https.ca.location": certificates / "ca.pem",
    }
    jaas = "org.apache.kafka.common.security.plain.PlainLoginModule required username=alice password={}"
    password = {"sasl.password": WRONG}
    plain = {"sasl.mechanism": "PLAIN"}
    return {
        "plain": (plain | user, password),
        "scram": ({"sasl.mechanism": "SCRAM-SHA-512"} | user, password),
        "jaas": (
            plain | {"sasl.jaas.config": jaas.format(RIGHT["password"]) + ";"},
            {"sasl.jaas.config": jaas.format(WRONG)},
        ),
        "token": (
            {"sasl.mechanism": "OAUTHBEARER", "sasl.oauthbearer.token": RIGHT["token"]},
            {"sasl.oauthbearer.token": WRONG},
        ),
        "oidc": (oidc, {"sasl.oauthbearer.client.secret": WRONG}),
        "aws": ({"sasl.mechanism": "AWS_MSK_IAM", "sasl.aws.profile": "right"}, {"sasl.aws.profile": "wrong"}),
        "key": (plain | user | identity | {"ssl.key.password": RIGHT["key"]}, {"ssl.key.password": WRONG}),
        "store": (plain | user | store, {"ssl.keystore.password": WRONG}),
        "name": (plain | user, {"sasl.pasword": WRONG}),
        "value": (plain | user, {"security.protocol": RIGHT["password"]}),
    }


NAMES = ["plain", "scram", "jaas", "token", "oidc", "aws", "key", "store", "name", "value"]


@pytest.fixture
def environment(tmp_path):
    file = tmp_path / "credentials"
    text = "[right]\naws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = {}\naws_session_token = {}\n"
    wrong = text.replace("right", "wrong").format(WRONG, RIGHT["session"])
    file.write_text(text.format(RIGHT["aws"], RIGHT["session"]) + wrong)
    return kframe.environment(AWS_SHARED_CREDENTIALS_FILE=str(file), AWS_REGION="eu-central-1")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("is_spoilt", [False, True], ids=["right", "wrong"])
def test_no_secret_is_printed(broker, certificates, endpoint, environment, tmp_path, name, is_spoilt):
    right, wrong = scenarios(certificates, endpoint)[name]
    settings = {"security.protocol": "SASL_SSL", "ssl.ca.location": certificates / "ca.pem"} | right
    if is_spoilt:
        settings |= wrong
    file = tmp_path / "kcat.conf"
    file.write_text("".join(f"{name}={value}\n" for name, value in settings.items()))
    receipt = tmp_path / "receipt.json"
    everything = ["--from", "earliest", "--to", "latest"]
    for command in [
        ["read", TOPIC, *everything, "-v", "--limit", "1", "--force", "--receipt", receipt],
        ["plan", TOPIC, *everything],
        ["count", TOPIC, *everything, "-v"],
        ["doctor", "--topic", TOPIC],
    ]:
        for given in [options(settings), ["-F", file]] if command[0] == "read" else [options(settings)]:
            done = kframe.run(*command, "-b", broker, *given, check=False, env=environment)
            assert (done.returncode != 0) == is_spoilt, done.stderr
            seen = done.stdout + done.stderr + (receipt.read_text() if receipt.exists() else "")
            for secret in (*RIGHT.values(), WRONG):
                assert secret not in seen
            if given[0] == "-F" and not is_spoilt and name != "aws":
                assert f"chmod 600 {file}" in done.stderr


@pytest.mark.skipif("KFRAME_TEST_BOOTSTRAP" not in os.environ, reason="no real cluster is named")
def test_p26_no_group_is_left_on_a_real_cluster():
    """The local broker has no groups; Tests/SecurityTests looks at what it was asked."""
    servers = os.environ["KFRAME_TEST_BOOTSTRAP"]
    admin = confluent_kafka.admin.AdminClient({"bootstrap.servers": servers})

    def groups():
        return {one.group_id for one in admin.list_consumer_groups().result(timeout=PATIENCE).valid}

    consumer = kafka.KafkaConsumer(bootstrap_servers=servers)
    topics = sorted(name for name in consumer.topics() if not name.startswith("__"))
    consumer.close()
    before = groups()
    for topic in topics:
        kframe.run(
            "count", topic, "-b", servers, "-X", "group.id=kframe-left-this", "--from", "earliest", "--to", "latest"
        )
    assert groups() == before
