"""Logins by tokens and by AWS's credentials: other clients and kframe, with the same settings."""

import time

import confluent_kafka
import kafka
import pytest

import kframe
import token_endpoint
from clients import PATIENCE
from security import EVENTS, TOPIC, count, make_certificates, options

CLIENT_SECRET = "oidc-client-secret"
KEY_ID = "AKIAIOSFODNN7EXAMPLE"
SECRET_KEY = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
SESSION = "FwoGZXIvYXdzE/+=="


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    return make_certificates(tmp_path_factory.mktemp("tls"))


@pytest.fixture(scope="module")
def endpoint(certificates):
    token = token_endpoint.unsigned_token()
    files = certificates / "broker.pem", certificates / "broker.key"
    with token_endpoint.serve(token, "reader", CLIENT_SECRET, *files) as endpoint:
        yield endpoint


@pytest.fixture(scope="module")
def broker(certificates, endpoint, tmp_path_factory):
    arguments = ["--demo", "--events", EVENTS, "--tls-certificate", certificates / "broker.pem"]
    arguments += ["--tls-key", certificates / "broker.key", "--token", f"alice:{endpoint.token}"]
    arguments += [
        "--aws-key",
        f"alice:{KEY_ID}:{SECRET_KEY}",
        "--aws-key",
        f"alice:ASIATEMPORARY:{SECRET_KEY}:{SESSION}",
    ]
    arguments += ["--allow", f"alice:{TOPIC}:read"]
    log = tmp_path_factory.mktemp("tokens-log") / "serve.log"
    with kframe.serve(tmp_path_factory.mktemp("tokens"), *arguments, log=log) as address:
        yield address


def shared(certificates):
    return {"security.protocol": "SASL_SSL", "ssl.ca.location": str(certificates / "ca.pem")}


def oidc(certificates, endpoint):
    """By librdkafka's names."""
    return shared(certificates) | {
        "sasl.mechanisms": "OAUTHBEARER",
        "sasl.oauthbearer.method": "oidc",
        "sasl.oauthbearer.client.id": "reader",
        "sasl.oauthbearer.client.secret": CLIENT_SECRET,
        "sasl.oauthbearer.scope": "kafka read",
        "sasl.oauthbearer.extensions": "logicalCluster=one,team=analytics",
        "sasl.oauthbearer.token.endpoint.url": endpoint.url,
        "https.ca.location": str(certificates / "ca.pem"),
    }


def refusal(address, settings, env=None):
    done = count(address, *options(settings), check=False, env=env)
    assert done.returncode != 0 and done.stdout == ""
    for secret in (CLIENT_SECRET, SECRET_KEY, SESSION):
        assert secret not in done.stderr
    return done.stderr


def test_oidc(broker, certificates, endpoint):
    settings = oidc(certificates, endpoint)
    assert count(broker, *options(settings)) == EVENTS
    assert len(endpoint.bodies) == 1, "one token for all connections"
    consumer = confluent_kafka.Consumer(settings | {"bootstrap.servers": broker, "group.id": "judge"})
    consumer.poll(0)  # librdkafka fetches its token in here
    partitions = consumer.list_topics(TOPIC, timeout=PATIENCE).topics[TOPIC].partitions
    found = sum(
        consumer.get_watermark_offsets(confluent_kafka.TopicPartition(TOPIC, p), timeout=PATIENCE)[1]
        for p in partitions
    )
    consumer.close()
    assert found == EVENTS
    mine, theirs = endpoint.bodies[0], endpoint.bodies[1]
    assert "grant_type=client_credentials" in mine and "grant_type=client_credentials" in theirs
    assert "scope=kafka%20read" in mine


def test_oidc_by_javas_names(broker, certificates, endpoint, tmp_path):
    file = tmp_path / "client.properties"
    file.write_text(f"""
bootstrap.servers={broker}
security.protocol=SASL_SSL
ssl.truststore.type=PEM
ssl.truststore.location={certificates / "ca.pem"}
sasl.mechanism=OAUTHBEARER
sasl.login.callback.handler.class=org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler
sasl.login.connect.timeout.ms=5000
sasl.oauthbearer.token.endpoint.url={endpoint.url}
sasl.jaas.config=org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required \\
  clientId="reader" clientSecret="{CLIENT_SECRET}" scope="kafka" extension_team="analytics" \\
  ssl.truststore.type="PEM" ssl.truststore.location="{certificates / "ca.pem"}";
""")
    file.chmod(0o600)
    done = kframe.run("count", TOPIC, "-F", file, "--from", "earliest", "--to", "latest")
    assert int(done.stdout) == EVENTS and "ignored" not in done.stderr


def test_oidc_failures_name_their_cause(broker, certificates, endpoint):
    good = oidc(certificates, endpoint)

    def said(**changes):
        return refusal(broker, good | {name.replace("_", "."): value for name, value in changes.items()})

    assert 'refuses the client "stranger" (HTTP 401: invalid_client' in said(sasl_oauthbearer_client_id="stranger")
    assert "(HTTP 404)" in said(sasl_oauthbearer_token_endpoint_url=endpoint.url + "s")
    assert "Set https.ca.location" in said(https_ca_location="probe")
    assert "the connection was refused" in said(sasl_oauthbearer_token_endpoint_url="https://localhost:1/token")
    assert "is an address with https://" in said(sasl_oauthbearer_token_endpoint_url="login.example.com")
    del good["sasl.oauthbearer.client.secret"]
    assert "sasl.oauthbearer.client.secret is not set" in said()


def aws(**variables):
    return kframe.environment(AWS_EC2_METADATA_DISABLED="true", HOME="/nowhere", **variables)


KEYS = {"AWS_ACCESS_KEY_ID": KEY_ID, "AWS_SECRET_ACCESS_KEY": SECRET_KEY, "AWS_DEFAULT_REGION": "eu-central-1"}
TEMPORARY = KEYS | {"AWS_ACCESS_KEY_ID": "ASIATEMPORARY", "AWS_SESSION_TOKEN": SESSION}


@pytest.mark.parametrize("keys", [KEYS, TEMPORARY], ids=["keys", "session"])
def test_aws_msk_iam(broker, certificates, keys, monkeypatch):
    """kafka-python signs with botocore's credentials; the local broker tells a good signature from a bad one."""
    settings = shared(certificates) | {"sasl.mechanism": "AWS_MSK_IAM"}
    assert count(broker, *options(settings), env=aws(**keys)) == EVENTS
    doctor = kframe.run("doctor", "-b", broker, *options(settings), env=aws(**keys))
    assert f"AWS_MSK_IAM as {keys['AWS_ACCESS_KEY_ID']}" in doctor.stdout
    token = settings | {"sasl.mechanism": "OAUTHBEARER", "sasl.oauthbearer.method": "aws_msk_iam"}
    assert count(broker, *options(token), env=aws(**keys)) == EVENTS
    for name, value in keys.items():
        monkeypatch.setenv(name, value)
    consumer = kafka.KafkaConsumer(
        bootstrap_servers=broker.replace("127.0.0.1", "localhost"),
        security_protocol="SASL_SSL",
        ssl_cafile=str(certificates / "ca.pem"),
        sasl_mechanism="AWS_MSK_IAM",
    )
    partitions = [kafka.TopicPartition(TOPIC, p) for p in consumer.partitions_for_topic(TOPIC)]
    assert sum(consumer.end_offsets(partitions).values()) == EVENTS
    consumer.close()


def test_aws_failures_name_their_cause(broker, certificates):
    settings = shared(certificates) | {"sasl.mechanism": "AWS_MSK_IAM"}
    wrong = KEYS | {"AWS_SECRET_ACCESS_KEY": "not-the-key"}
    assert f'refuses the AWS key "{KEY_ID}" (AWS_MSK_IAM)' in refusal(broker, settings, aws(**wrong))
    assert "No AWS credentials were found" in refusal(broker, settings, aws(AWS_REGION="eu-central-1"))
    assert "Set sasl.aws.region" in refusal(broker, settings, aws())
    java = settings | {
        "sasl.jaas.config": 'software.amazon.msk.auth.iam.IAMLoginModule required awsProfileName="prod";',
        "sasl.client.callback.handler.class": "software.amazon.msk.auth.iam.IAMClientCallbackHandler",
    }
    assert 'profile "prod" has no credentials' in refusal(broker, java, aws(**KEYS))


def test_aws_signatures_are_botocores(broker, certificates):
    """A token that botocore signs is one that the local broker, and so kframe's own code, finds right."""
    import base64

    from botocore.auth import SigV4QueryAuth
    from botocore.awsrequest import AWSRequest
    from botocore.credentials import Credentials

    def token(secret):
        request = AWSRequest(
            method="GET",
            url="https://kafka.eu-central-1.amazonaws.com/",
            params={"Action": "kafka-cluster:Connect"},
        )
        SigV4QueryAuth(
            Credentials("ASIATEMPORARY", secret, SESSION), "kafka-cluster", "eu-central-1", expires=900
        ).add_auth(request)
        url = request.prepare().url + "&User-Agent=judge"
        return base64.urlsafe_b64encode(url.encode()).decode().rstrip("=")

    def offsets(token):
        said = []
        consumer = confluent_kafka.Consumer(
            shared(certificates)
            | {
                "bootstrap.servers": broker,
                "group.id": "judge",
                "sasl.mechanisms": "OAUTHBEARER",
                "oauth_cb": lambda _: (token, time.time() + 900),
                "error_cb": lambda error: said.append(error.str()),
            }
        )
        consumer.poll(0)
        try:
            return sorted(consumer.list_topics(TOPIC, timeout=5).topics)
        except confluent_kafka.KafkaException:
            consumer.poll(0)
            return said
        finally:
            consumer.close()

    assert offsets(token(SECRET_KEY)) == [TOPIC]
    assert any("invalid_token" in one for one in offsets(token("not-the-key")))
