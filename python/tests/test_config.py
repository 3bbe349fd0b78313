"""Settings of secured clusters by the dictionary that other clients take, and that their secrets stay unseen."""

import io
import logging
import traceback

import pytest

import kframe

SECRET = "s3cret-Zx91kQ"
OIDC = {
    "security.protocol": "SASL_PLAINTEXT",
    "sasl.mechanism": "OAUTHBEARER",
    "sasl.oauthbearer.method": "oidc",
    "sasl.oauthbearer.client.id": "reader",
    "sasl.oauthbearer.client.secret": SECRET,
    "sasl.oauthbearer.token.endpoint.url": "https://localhost:1/token",
}
AWS = {"security.protocol": "SASL_PLAINTEXT", "sasl.mechanism": "AWS_MSK_IAM", "sasl.aws.region": "eu-central-1"}
PLAIN = {
    "security.protocol": "SASL_PLAINTEXT",
    "sasl.mechanism": "PLAIN",
    "sasl.username": "alice",
    "sasl.password": SECRET,
}


@pytest.fixture
def seen():
    """All that is logged at the finest level, from anywhere."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.mark.parametrize(
    "config, expected",
    [
        (OIDC, "No token could be had from https://localhost:1/token"),
        (OIDC | {"sasl.oauthbearer.grant.type": SECRET}, "can only be client_credentials"),
        (AWS | {"sasl.aws.profile": "missing"}, 'profile "missing" has no credentials'),
        (AWS | {"sasl.jaas.config": f'x.IAMLoginModule required awsRoleArn="{SECRET}";'}, "asks to assume a role"),
        (PLAIN, "takes no SASL"),
        (PLAIN | {"sasl.mechanism": SECRET}, "is one of PLAIN"),
        (PLAIN | {"sasl.pasword": SECRET}, "Did you mean sasl.password"),
        (PLAIN | {"security.protocol": SECRET}, "is one of PLAINTEXT"),
        (OIDC | {"oauth_cb": lambda _: (SECRET, 1)}, "callbacks are not called"),
        (PLAIN | {"sasl.password": {"x": SECRET}}, "is a text, a number or a truth value"),
    ],
)
def test_secrets_stay_unseen(demo, config, expected, capfd, seen, monkeypatch, tmp_path):
    for name in ("AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE"):
        monkeypatch.setenv(name, str(tmp_path / name))
    with pytest.raises((kframe.Error, ValueError)) as caught:
        kframe.read(demo.topic, "earliest", "latest", bootstrap_servers=demo.bootstrap_servers, config=config)
    said = "".join(traceback.format_exception(caught.value)) + repr(caught.value) + repr(vars(caught.value))
    assert expected in said
    out, err = capfd.readouterr()
    assert SECRET not in said + out + err + seen.getvalue()


def test_callbacks_that_do_not_matter_are_ignored(demo):
    with pytest.warns(UserWarning, match="error_cb is ignored"):
        found = kframe.topics(bootstrap_servers=demo.bootstrap_servers, config={"error_cb": print})
    assert found.names == [demo.topic]
