"""A whole instance with a tiny web part, run by the tests as a program of its own."""

import sys
from collections.abc import Mapping

from app.embedded.parts import Part, Plan
from app.embedded.supervisor import run
from app.settings import Settings

WEB = """
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
class Answer(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers(); self.wfile.write(b"ready")
ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Answer).serve_forever()
"""


def small_house(settings: Settings, _env: Mapping[str, str]) -> Plan:
    """`family` starts a child that ignores being asked to stop."""
    web = Part("web", (sys.executable, "-c", WEB, str(settings.zoetrope_port)))
    family = Part("family", ("sh", "-c", "(trap '' TERM; sleep 5000) & wait"), grace=1.0)
    first = Part("demo", ("sh", "-c", 'echo one >> "$ZOETROPE_HOME/demo.runs"'))
    return Plan(parts=(family,), web=web, first_start=first, port=settings.zoetrope_port)


if __name__ == "__main__":
    sys.exit(run(small_house))
