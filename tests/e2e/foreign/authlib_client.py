"""An app's server with Authlib, told by its standard input what to do: one line of JSON for each call, one for its answer.
It ends with its input."""

import json
import sys

import requests
from authlib.common.security import generate_token
from authlib.common.urls import add_params_to_uri
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.jwk import KeySet


class App:
    def connect(self, platform, client_id, client_secret, method, redirect_uri):
        answer = requests.get(platform + "/.well-known/openid-configuration", timeout=10)
        answer.raise_for_status()
        self.server = answer.json()
        self.session = OAuth2Session(
            client_id,
            client_secret,
            token_endpoint_auth_method=method,
            revocation_endpoint_auth_method=method,
            scope="openid profile email offline_access",
            redirect_uri=redirect_uri,
            code_challenge_method="S256",
            default_timeout=10,
        )

    def begin(self, more):
        self.nonce, self.verifier = generate_token(), generate_token(48)
        url, self.state = self.session.create_authorization_url(
            self.server["authorization_endpoint"], code_verifier=self.verifier, nonce=self.nonce, **more
        )
        return url

    def finish(self, came):
        if came.get("state") != self.state or came.get("iss") != self.server["issuer"]:
            raise ValueError("an answer to somebody else's request, or from another platform")
        if "error" in came:
            raise OAuthError(error=came["error"], description=came.get("error_description"))
        token = self.session.fetch_token(
            self.server["token_endpoint"],
            grant_type="authorization_code",
            code=came["code"],
            code_verifier=self.verifier,
        )
        return self.grant(token, nonce=self.nonce)

    def refresh(self, refresh_token):
        return self.grant(self.session.refresh_token(self.server["token_endpoint"], refresh_token=refresh_token))

    def userinfo(self, tokens, subject):
        with OAuth2Session(token=tokens) as session:
            answer = session.get(self.server["userinfo_endpoint"], timeout=10)
        if answer.status_code == 401:
            raise OAuthError(error="invalid_token")
        answer.raise_for_status()
        if answer.json()["sub"] != subject:
            raise ValueError("userinfo is about somebody else")
        return answer.json()

    def revoke(self, token):
        self.session.revoke_token(self.server["revocation_endpoint"], token=token).raise_for_status()

    def sign_out(self, parameters):
        return add_params_to_uri(self.server["end_session_endpoint"], parameters.items())

    def grant(self, token, **expected):
        """The tokens, and the ID token's claims when signature and claims hold."""
        answer = requests.get(self.server["jwks_uri"], timeout=10)
        answer.raise_for_status()
        keys = KeySet.import_key_set(answer.json())
        algorithms = self.server["id_token_signing_alg_values_supported"]
        decoded = jwt.decode(token["id_token"], keys, algorithms=algorithms)
        options = {
            "iss": {"essential": True, "value": self.server["issuer"]},
            "aud": {"essential": True, "value": self.session.client_id},
        }
        expected |= {"client_id": self.session.client_id, "access_token": token["access_token"]}
        claims = CodeIDToken(decoded.claims, decoded.header, options, expected)
        claims.validate(leeway=5)
        return {"tokens": dict(token), "claims": dict(claims)}


app = App()
for line in sys.stdin:
    asked = json.loads(line)
    try:
        answer = {"result": getattr(app, asked["call"])(*asked["values"])}
    except OAuthError as error:
        answer = {"error": error.error}
    except Exception as error:  # the journey is told what and where
        answer = {"fault": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer), flush=True)
