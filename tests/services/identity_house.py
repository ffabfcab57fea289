"""An identity provider of our own that can lie in every way, and speaks OpenID Connect otherwise."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey

CLIENT, SECRET = "the agency", "a secret between us and them"


class IdentityHouse:
    """Signs what `says` holds, with `sign`; keeps what it was asked."""

    def __init__(self, clock):
        self.clock, self.key = clock, RSAKey.generate_key(2048, parameters={"kid": "one"}, private=True)
        self.says, self.header, self.signing, self.nonce = {}, {"alg": "RS256", "kid": "one"}, self.key, ""
        self.document, self.asked, self.token = {}, [], ""
        house = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                self._say(house.got(self.path))

            def do_POST(self):
                form = parse_qs(self.rfile.read(int(self.headers["content-length"])).decode())
                house.asked.append({name: each[0] for name, each in form.items()})
                self._say({"access_token": "a", "token_type": "Bearer", "id_token": house.token or house.signed()})

            def _say(self, said):
                body = json.dumps(said).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    @property
    def host(self):
        return f"127.0.0.1:{self.server.server_port}"

    @property
    def issuer(self):
        return f"http://{self.host}"

    def got(self, path):
        if path.endswith("openid-configuration"):
            places = {"authorization_endpoint": "ask", "token_endpoint": "token", "jwks_uri": "keys"}
            return {"issuer": self.issuer, **{name: f"{self.issuer}/{each}" for name, each in places.items()}, **self.document}
        return KeySet([self.key]).as_dict()

    def signed(self):
        now = int(self.clock.now().timestamp())
        claims = {
            "iss": self.issuer, "aud": CLIENT, "sub": "42", "iat": now, "exp": now + 300, "nonce": self.nonce,
            "email": "ada@agency.example", "email_verified": True, "name": "Ada", **self.says,
        }
        return jwt.encode(self.header, {name: each for name, each in claims.items() if each is not None}, self.signing,
                          algorithms=[self.header["alg"]])

    def sent_to(self, url):
        """What the person is asked with at `url`; remembers the nonce."""
        found = {name: each[0] for name, each in parse_qs(urlsplit(url).query).items()}
        self.nonce = found["nonce"]
        return found

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def shared_secret_key():
    """Our secret as a key, as who confuses the two kinds of signature would use it."""
    return OctKey.import_key(SECRET)

