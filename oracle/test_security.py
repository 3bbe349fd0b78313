"""TLS, SASL and topic rights: other clients log in to the local broker with the settings that kframe takes, and kframe
says by name what is wrong where it cannot."""

import subprocess
import time

import confluent_kafka
import kafka
import pytest

import kframe
from clients import PATIENCE
from security import EVENTS, PASSWORD, TOPIC, count, make_certificates, options

MECHANISMS = ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"]


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    return make_certificates(tmp_path_factory.mktemp("tls"))


@pytest.fixture(scope="module")
def secured(certificates, tmp_path_factory):
    """The address of a broker with TLS and SASL, where alice may only read, dora only see, and carl nothing."""
    arguments = ["--demo", "--events", EVENTS, "--tls-certificate", certificates / "broker.pem"]
    arguments += ["--tls-key", certificates / "broker.key", "--token", "alice:a.good.token"]
    for name in ("alice", "dora", "carl"):
        arguments += ["--user", f"{name}:{name}-secret"]
    arguments += ["--allow", f"alice:{TOPIC}:read", "--allow", f"dora:{TOPIC}:describe"]
    directory = tmp_path_factory.mktemp("secured")
    with kframe.serve(directory, *arguments, log=tmp_path_factory.mktemp("secured-log") / "serve.log") as address:
        yield address


def settings(certificates, mechanism, user="alice", password=PASSWORD):
    """By librdkafka's names."""
    return {
        "security.protocol": "SASL_SSL",
        "ssl.ca.location": str(certificates / "ca.pem"),
        "sasl.mechanisms": mechanism,
        "sasl.username": user,
        "sasl.password": password,
    }


def message(address, *arguments):
    done = count(address, *arguments, check=False)
    assert done.returncode != 0
    assert done.stdout == ""
    assert PASSWORD not in done.stderr and "wrong-secret" not in done.stderr
    return done.stderr


# The judges and kframe log in with the same settings


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_kcat(secured, certificates, mechanism):
    shared = options(settings(certificates, mechanism))
    command = ["kcat", "-C", "-b", secured, "-t", TOPIC, "-o", "beginning", "-e", "-q", "-f", "%p %o\n", *shared]
    done = subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE)
    assert len(done.stdout.splitlines()) == EVENTS
    assert count(secured, *shared) == EVENTS


def count_with_confluent(address, settings):
    consumer = confluent_kafka.Consumer(
        {"bootstrap.servers": address, "group.id": "judge", "enable.auto.commit": False, "enable.partition.eof": True}
        | settings
    )
    partitions = consumer.list_topics(TOPIC, timeout=PATIENCE).topics[TOPIC].partitions
    consumer.assign([confluent_kafka.TopicPartition(TOPIC, p, confluent_kafka.OFFSET_BEGINNING) for p in partitions])
    unfinished = len(partitions)
    found = 0
    deadline = time.monotonic() + PATIENCE
    while unfinished:
        assert time.monotonic() < deadline, "librdkafka did not reach the end"
        for one in consumer.consume(1000, timeout=0.2):
            if one.error() is None:
                found += 1
            else:
                assert one.error().code() == confluent_kafka.KafkaError._PARTITION_EOF
                unfinished -= 1
    consumer.close()
    return found


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_confluent_kafka(secured, certificates, mechanism):
    assert count_with_confluent(secured, settings(certificates, mechanism)) == EVENTS


def test_confluent_kafka_with_a_token(secured, certificates):
    shared = {"security.protocol": "SASL_SSL", "ssl.ca.location": str(certificates / "ca.pem")}
    token = {"sasl.mechanisms": "OAUTHBEARER", "oauth_cb": lambda _: ("a.good.token", 4_000_000_000)}
    assert count_with_confluent(secured, shared | token) == EVENTS
    file = certificates / "token"
    file.write_text("a.good.token\n")
    mine = {"sasl.mechanism": "OAUTHBEARER", "sasl.oauthbearer.token.file": file}
    assert count(secured, *options(shared | mine)) == EVENTS
    file.write_text("a.bad.token")
    assert "refuses the token (OAUTHBEARER)" in message(secured, *options(shared | mine))


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_kafka_python(secured, certificates, mechanism):
    consumer = kafka.KafkaConsumer(
        bootstrap_servers=secured,
        security_protocol="SASL_SSL",
        ssl_cafile=str(certificates / "ca.pem"),
        sasl_mechanism=mechanism,
        sasl_plain_username="alice",
        sasl_plain_password=PASSWORD,
        enable_auto_commit=False,
    )
    partitions = [kafka.TopicPartition(TOPIC, p) for p in consumer.partitions_for_topic(TOPIC)]
    assert sum(consumer.end_offsets(partitions).values()) == EVENTS
    consumer.close()


def test_client_certificates(certificates, tmp_path_factory):
    arguments = ["--demo", "--events", EVENTS, "--tls-certificate", certificates / "broker.pem"]
    arguments += ["--tls-key", certificates / "broker.key", "--tls-client-ca", certificates / "ca.pem"]
    shared = {"security.protocol": "SSL", "ssl.ca.location": str(certificates / "ca.pem")}
    identity = {
        "ssl.certificate.location": str(certificates / "client.pem"),
        "ssl.key.location": str(certificates / "client.key"),
        "ssl.key.password": "key-secret",
    }
    with kframe.serve(tmp_path_factory.mktemp("mtls"), *arguments) as address:
        assert count_with_confluent(address, shared | identity) == EVENTS
        assert count(address, *options(shared | identity)) == EVENTS
        assert "wants a certificate of the client" in message(address, *options(shared))
        wrong = message(address, *options(shared | identity | {"ssl.key.password": "wrong-secret"}))
        assert "is ssl.key.password right?" in wrong
        # librdkafka's and Java's other way of giving them
        store = {"ssl.keystore.location": str(certificates / "client.p12"), "ssl.keystore.password": "store-secret"}
        assert count_with_confluent(address, shared | store) == EVENTS
        assert count(address, *options(shared | store)) == EVENTS
        assert count(address, *options(shared | store | {"ssl.keystore.type": "PKCS12"})) == EVENTS
        wrong = message(address, *options(shared | store | {"ssl.keystore.password": "wrong-secret"}))
        assert "is ssl.keystore.password right" in wrong
        del store["ssl.keystore.password"]
        assert "set ssl.keystore.password" in message(address, *options(shared | store))
        assert "keytool -importkeystore" in message(address, *options(shared | store | {"ssl.keystore.type": "JKS"}))
        assert "openssl pkcs12" in message(address, *options(shared | {"ssl.ca.location": certificates / "client.p12"}))


# Where the settings come from


def test_files_and_profiles(secured, certificates, tmp_path):
    java = tmp_path / "client.properties"
    java.write_text(f"""
bootstrap.servers={secured.replace(":", chr(92) + ":")}
security.protocol: SASL_SSL
ssl.truststore.type=PEM
ssl.truststore.location={certificates / "ca.pem"}
sasl.mechanism=SCRAM-SHA-512
sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required \\
    username="alice" \\
    password="{PASSWORD}";
auto.offset.reset=earliest
""")
    java.chmod(0o600)
    arguments = ["count", TOPIC, "--from", "earliest", "--to", "latest"]
    done = kframe.run(*arguments, "-F", java)
    assert int(done.stdout) == EVENTS
    assert "auto.offset.reset is ignored" in done.stderr and "chmod" not in done.stderr
    java.chmod(0o644)
    done = kframe.run(*arguments, env=kframe.environment(KFRAME_CONFIG=str(java)))
    assert int(done.stdout) == EVENTS
    assert f"chmod 600 {java}" in done.stderr

    profiles = tmp_path / "kframe" / "config.toml"
    profiles.parent.mkdir()
    lines = [f'{name} = "{value}"' for name, value in settings(certificates, "PLAIN").items()]
    profiles.write_text("[prod]\n" + f'bootstrap.servers = "{secured}"\n' + "\n".join(lines) + "\n")
    profiles.chmod(0o600)
    env = kframe.environment(XDG_CONFIG_HOME=str(tmp_path))
    assert int(kframe.run(*arguments, "--profile", "prod", env=env).stdout) == EVENTS
    wrong = kframe.run(*arguments, "--profile", "prd", env=env, check=False)
    assert 'no profile named "prd". It has prod.' in wrong.stderr


# P27: what is wrong is said by name


def test_p27_failures_name_their_cause(secured, certificates):
    good = settings(certificates, "SCRAM-SHA-512")

    def said(**changes):
        changed = good | {name.replace("_", "."): value for name, value in changes.items()}
        return message(secured, *options({k: v for k, v in changed.items() if v is not None}))

    assert 'refuses the user "alice" (SCRAM-SHA-512)' in said(sasl_password="wrong-secret")
    assert 'not trusted here ("Oracle-CA")' in said(ssl_ca_location=None)
    assert "speaks plain text" not in said(ssl_ca_location=None)
    assert "Did you mean sasl.password" in message(secured, *options(good), "-X", f"sasl.pasword={PASSWORD}")
    assert "expects TLS: set security.protocol=SASL_SSL" in message(secured)
    plain = said(security_protocol="SSL", sasl_mechanisms=None, sasl_username=None, sasl_password=None)
    assert "wants to know who asks (SASL; it offers PLAIN, SCRAM-SHA-256, SCRAM-SHA-512" in plain
    assert "Kerberos is not supported" in said(sasl_mechanisms="GSSAPI")
    host, port = secured.split(":")
    assert "cannot be reached" in kframe.run("doctor", "-b", f"{host}:1", check=False).stderr


def test_p27_tls_to_a_plain_port(golden_broker):
    said = kframe.run("topics", "-b", golden_broker, "-X", "security.protocol=SSL", check=False)
    assert "speaks plain text, not TLS: set security.protocol=PLAINTEXT" in said.stderr


# P25 and P27: rights


def test_p25_read_and_describe_are_enough(secured, certificates):
    assert count(secured, *options(settings(certificates, "PLAIN"))) == EVENTS


@pytest.mark.parametrize("user, missing", [("carl", "Describe"), ("dora", "Read")])
def test_p27_missing_rights(secured, certificates, user, missing):
    login = options(settings(certificates, "PLAIN", user, f"{user}-secret"))
    said = message(secured, *login)
    assert missing in said and TOPIC in said
    done = kframe.run("doctor", "-b", secured, *login, "--topic", TOPIC, check=False)
    assert done.returncode == 1
    assert f"it lacks the right {missing}" in done.stderr
    last = done.stdout.splitlines()[-1].split()
    assert last[:2] == ["FAIL", {"Describe": "topic", "Read": "read"}[missing]]


def test_doctor(secured, certificates):
    login = options(settings(certificates, "SCRAM-SHA-256"))
    done = kframe.run("doctor", "-b", secured, *login, "--topic", TOPIC)
    lines = [line.split() for line in done.stdout.splitlines()]
    assert [line[0] for line in lines] == ["ok"] * 10
    assert [line[1] for line in lines] == [
        "resolve", "connect", "TLS", "versions", "SASL", "metadata", "brokers", "topic", "describe", "read",
    ]  # fmt: skip
    assert all(float(line[2]) >= 0 and line[3] == "ms" for line in lines)
    assert PASSWORD not in done.stdout + done.stderr


def test_sessions_that_end(certificates, tmp_path_factory):
    """KIP-368: a session of a second, and reads that go on."""
    arguments = ["--demo", "--events", EVENTS, "--user", f"alice:{PASSWORD}", "--session-lifetime", "1000"]
    login = {
        "security.protocol": "SASL_PLAINTEXT",
        "sasl.mechanisms": "SCRAM-SHA-256",
        "sasl.username": "alice",
        "sasl.password": PASSWORD,
    }
    with kframe.serve(tmp_path_factory.mktemp("sessions"), *arguments) as address:
        for _ in range(3):
            assert count(address, *options(login)) == EVENTS
        assert count_with_confluent(address, login) == EVENTS
