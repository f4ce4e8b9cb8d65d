"""A mail server in a process of its own that takes every mail, after a wait before each answer if asked.

python -m benchmarks.sink PORT [SECONDS]
"""

import asyncio
import sys

from aiosmtpd.smtp import SMTP, Envelope, Session


class Patient(SMTP):
    """Waits before each answer."""

    wait = 0.0

    async def push(self, status: str | bytes) -> None:
        if self.wait:
            await asyncio.sleep(self.wait)
        await super().push(status)  # type: ignore[type-var]


class Takes:
    """Takes every mail and forgets it."""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        return "250 OK"


async def serve(port: int) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: Patient(Takes(), enable_SMTPUTF8=True), host="127.0.0.1", port=port
    )
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    Patient.wait = float(sys.argv[2]) if len(sys.argv) > 2 else 0.0
    asyncio.run(serve(int(sys.argv[1])))
