"""Certificates, settings and secured brokers that the tests share."""

import subprocess

import kframe

TOPIC = "analytics__events"
EVENTS = 2_000
PASSWORD = "alice-secret"

NEW_KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]


def openssl(directory, *arguments):
    subprocess.run(["openssl", *map(str, arguments)], cwd=directory, check=True, capture_output=True)


def make_certificates(directory):
    """An authority, a broker's certificate for localhost, and a client's with an encrypted key and as PKCS#12."""
    openssl(
        directory, "req", "-x509", *NEW_KEY, "-nodes", "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Oracle-CA"
    )
    for name, names in [("broker", "DNS:localhost,IP:127.0.0.1"), ("client", "DNS:client")]:
        key = ["-passout", "pass:key-secret"] if name == "client" else ["-nodes"]
        openssl(
            directory, "req", *NEW_KEY, *key, "-keyout", f"{name}.key", "-out", f"{name}.csr", "-subj", f"/CN={name}"
        )
        (directory / f"{name}.ext").write_text(f"subjectAltName={names}\n")
        openssl(
            directory, "x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
            "-extfile", f"{name}.ext", "-out", f"{name}.pem",
        )  # fmt: skip
    openssl(
        directory, "pkcs12", "-export", "-in", "client.pem", "-inkey", "client.key", "-passin", "pass:key-secret",
        "-certfile", "ca.pem", "-out", "client.p12", "-passout", "pass:store-secret",
    )  # fmt: skip
    return directory


def options(settings):
    return [part for name, value in settings.items() for part in ("-X", f"{name}={value}")]


def count(address, *arguments, check=True, env=None):
    done = kframe.run(
        "count", TOPIC, "-b", address, "--from", "earliest", "--to", "latest", *arguments, check=check, env=env
    )
    return int(done.stdout) if check else done
