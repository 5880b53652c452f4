"""An identity provider of another make for the journeys: Canaille (PyPI), with people and a client of one company.

Reads JSON from its first argument: `port`, `client` (`id`, `secret`, `redirect_uri`) and `people` (`email`, `first_name`, `last_name`,
`password`). Everything is kept in memory. Ends with its standard input.
"""

import datetime
import json
import os
import sys
import threading

# On loopback there is no TLS.
os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"

from canaille import create_app
from canaille.app import models
from canaille.backends import Backend
from werkzeug.serving import make_server

asked = json.loads(sys.argv[1])
port, client, people = asked["port"], asked["client"], asked["people"]
host = f"127.0.0.1:{port}"

app = create_app(
    {
        "SECRET_KEY": "only for tests",
        "SERVER_NAME": host,
        "PREFERRED_URL_SCHEME": "http",
        "CANAILLE": {
            "NAME": "Canaille",
            "DATABASE": "memory",
            "JAVASCRIPT": False,
            "HTMX": False,
            "SENTRY_DSN": None,
            "LOGGING": {"version": 1},
        },
        "CANAILLE_OIDC": {"DYNAMIC_CLIENT_REGISTRATION_OPEN": False},
    }
)

with app.app_context():
    for person in people:
        user = models.User(
            user_name=person["email"].split("@")[0],
            formatted_name=f"{person['first_name']} {person['last_name']}",
            given_name=person["first_name"],
            family_name=person["last_name"],
            emails=[person["email"]],
            password=person["password"],
        )
        Backend.instance.save(user)
    registered = models.Client(
        client_id=client["id"],
        client_id_issued_at=datetime.datetime.now(datetime.timezone.utc),
        client_secret=client["secret"],
        client_name="Latchkey",
        client_uri="http://127.0.0.1",
        redirect_uris=[client["redirect_uri"]],
        grant_types=["authorization_code"],
        response_types=["code"],
        scope=["openid", "profile", "email"],
        token_endpoint_auth_method="client_secret_basic",
    )
    Backend.instance.save(registered)
    # As its own page does that registers clients: its ID tokens are for itself.
    registered.audience = [registered]
    Backend.instance.save(registered)

server = make_server("127.0.0.1", port, app, threaded=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(port, flush=True)
sys.stdin.read()
server.shutdown()
