"""An app in Flask that signs people in with Latchkey, by Authlib."""

import os
from urllib.parse import urlencode, urlsplit

from authlib.integrations.base_client import OAuthError
from authlib.integrations.flask_client import OAuth
from flask import Flask, abort, redirect, render_template_string, request, session

APP_URL = os.environ["LATCHKEY_APP_URL"].rstrip("/")
CLIENT_ID = os.environ["LATCHKEY_CLIENT_ID"]
IS_HTTPS = APP_URL.startswith("https:")

app = Flask(__name__)
app.config.update(
    SECRET_KEY=os.environ["APP_SECRET_KEY"],  # signs the session cookie
    # Named after the client: two environments on one host must not share it.
    SESSION_COOKIE_NAME=("__Host-" if IS_HTTPS else "") + CLIENT_ID + "-session",
    SESSION_COOKIE_SAMESITE="Lax",
    SESSION_COOKIE_SECURE=IS_HTTPS,
)
latchkey = OAuth(app).register(
    "latchkey",
    server_metadata_url=os.environ["LATCHKEY_ISSUER"].rstrip("/") + "/.well-known/openid-configuration",
    client_id=CLIENT_ID,
    client_secret=os.environ["LATCHKEY_CLIENT_SECRET"],
    client_kwargs={
        "scope": "openid profile email",
        "code_challenge_method": "S256",
        "token_endpoint_auth_method": "client_secret_post",
    },
)

HOME = """<!doctype html><title>An app</title>
{% if person %}
<h1>Hello {{ person.name }}</h1><p>Roles: {{ person.roles | join(", ") or "none" }}</p>
<form method="post" action="/openid/logout"><button>Sign out</button></form>
{% else %}
<h1>Hello</h1><p><a href="/openid/login">Latchkey Account</a></p>
{% endif %}"""


@app.get("/")
def home():
    return render_template_string(HOME, person=session.get("person"))


@app.get("/openid/login")
def login():
    return latchkey.authorize_redirect(APP_URL + "/openid/callback")


@app.get("/openid/callback")
def callback():
    try:
        # Checks state, nonce and the ID token, and redeems the code with PKCE.
        token = latchkey.authorize_access_token()
    except OAuthError as error:
        # The person pressed Cancel, or an answer that must not be believed.
        app.logger.warning("a sign-in failed: %s", error.error)
        return '<h1>You did not sign in</h1><a href="/">Back</a>', 403
    person = latchkey.userinfo(token=token)
    if person["sub"] != token["userinfo"]["sub"]:
        abort(403)
    session.clear()
    session["person"] = {"sub": person["sub"], "name": person.get("name"), "roles": person.get("roles", [])}
    session["id_token"] = token["id_token"]
    return redirect("/", 303)


@app.post("/openid/logout")
def logout():
    if request.headers.get("Sec-Fetch-Site") != "same-origin":
        abort(403)
    parameters = {"client_id": CLIENT_ID, "post_logout_redirect_uri": APP_URL + "/"}
    if "id_token" in session:
        parameters["id_token_hint"] = session["id_token"]
    session.clear()
    # Out of the platform too. To leave the app alone: go to a page that does not sign in by itself.
    end_session = latchkey.load_server_metadata()["end_session_endpoint"]
    return redirect(end_session + "?" + urlencode(parameters), 303)


if __name__ == "__main__":
    app.run(port=urlsplit(APP_URL).port)
