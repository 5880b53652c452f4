"""A mail server for tests: speaks real SMTP (aiosmtpd) and writes each mail into a file.

Prints its port on the first line, then serves until its standard input ends, so that it never outlives a test.
Files: {folder}/{number}.eml, complete from the moment they are there.
"""

import argparse
import asyncio
import os
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult


class Sink:
    def __init__(self, options):
        self.options = options
        self.written = 0
        self.under_way = 0

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        if address in self.options.refuse:
            return "550 5.1.1 no such mailbox: " + address
        if address in self.options.not_now:
            return "451 4.3.0 not now: " + address
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.under_way += 1
        while self.under_way < self.options.together or (self.options.hold and not self.is_let_go()):
            await asyncio.sleep(0.01)
        self.written += 1
        path = os.path.join(self.options.folder, f"{self.written:04}.eml")
        lines = [f"X-Sink-From: {envelope.mail_from}"]
        lines += [f"X-Sink-To: {to}" for to in envelope.rcpt_tos]
        lines += [f"X-Sink-Tls: {'yes' if session.ssl else 'no'}"]
        with open(path + ".part", "wb") as file:
            file.write("\r\n".join(lines).encode() + b"\r\n" + envelope.content)
        os.rename(path + ".part", path)
        return "250 OK"

    def is_let_go(self):
        return os.path.exists(os.path.join(self.options.folder, "go"))


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", required=True)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--refuse", action="append", default=[], help="recipients that are refused for good")
    parser.add_argument("--not-now", action="append", default=[], help="recipients that are put off")
    parser.add_argument("--together", type=int, default=0, help="accept none before as many are under way at once")
    parser.add_argument("--hold", action="store_true", help="accept none before there is a file {folder}/go")
    parser.add_argument("--certificate")
    parser.add_argument("--key")
    parser.add_argument("--tls", choices=["starttls", "smtps"])
    parser.add_argument("--user")
    parser.add_argument("--password")
    return parser.parse_args()


async def main():
    options = arguments()
    context = None
    if options.tls:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(options.certificate, options.key)

    def authenticate(server, session, envelope, mechanism, data):
        right = (data.login, data.password) == (options.user.encode(), options.password.encode())
        # "Handled" would mean that an answer was given already.
        return AuthResult(success=right, handled=False)

    def smtp():
        return SMTP(
            Sink.shared,
            hostname="localhost",
            enable_SMTPUTF8=True,
            tls_context=context if options.tls == "starttls" else None,
            require_starttls=options.tls == "starttls",
            authenticator=authenticate if options.user else None,
            auth_required=bool(options.user),
            # smtps: the whole connection is encrypted, which aiosmtpd does not see.
            auth_require_tls=options.tls == "starttls",
        )

    Sink.shared = Sink(options)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        smtp, "127.0.0.1", options.port, ssl=context if options.tls == "smtps" else None
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    os._exit(0)


asyncio.run(main())
