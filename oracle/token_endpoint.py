"""A small identity provider for tests: it gives one token to one client, and counts how often it was asked."""

import base64
import contextlib
import json
import ssl
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def unsigned_token(subject="alice", lifetime=3600):
    """A JWT as librdkafka wants to see one; nobody here checks its signature."""

    def part(value):
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    now = int(time.time())
    claims = {"sub": subject, "iat": now, "exp": now + lifetime}
    return f"{part({'alg': 'none', 'typ': 'JWT'})}.{part(claims)}.c2lnbmF0dXJl"


class Endpoint:
    def __init__(self, token, client_id, client_secret, port):
        self.token = token
        self.login = "Basic " + base64.b64encode(f"{client_id}:{client_secret}".encode()).decode()
        self.url = f"https://localhost:{port}/oauth2/token"
        self.bodies = []


@contextlib.contextmanager
def serve(token, client_id, client_secret, certificate, key):
    """Over TLS, on a free port of loopback."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            endpoint.bodies.append(body)
            if self.path != "/oauth2/token":
                status, answer = 404, {}
            elif self.headers.get("Authorization") != endpoint.login:
                # It says what it was given: whoever asked must not show that.
                said = base64.b64decode(self.headers.get("Authorization", "").removeprefix("Basic ")).decode()
                status, answer = 401, {"error": "invalid_client", "error_description": f"not {said}"}
            elif "grant_type=client_credentials" not in body:
                status, answer = 400, {"error": "unsupported_grant_type"}
            else:
                status, answer = 200, {"access_token": token, "token_type": "Bearer", "expires_in": 3600}
            data = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    endpoint = Endpoint(token, client_id, client_secret, server.server_address[1])
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield endpoint
    finally:
        server.shutdown()
        server.server_close()
