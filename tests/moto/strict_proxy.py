"""A small HTTP proxy in front of moto: forwards, enforces rules of the real AWS, counts mutating calls and kills a process at
one of them. `strict_proxy.py HOST:PORT [--lenient]` prints its own port; lenient leaves the rules out and only counts, kills and
fails. `/__control` (GET state, POST settings) is its remote control: {"kill_pid", "at", "side": "before"|"after"} kills at the
K-th mutating call from now; {"fail": {"operation", "code", "message", "status", "times"}} answers an operation with an error;
{"take": true} empties the record of calls; {"forget": true} everything known of the account (after moto's own reset)."""

import http.client
import json
import os
import signal
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import strict_extras
import strict_rules
from strict_calls import Call
from strict_state import State

HOP = {"connection", "keep-alive", "transfer-encoding", "content-length"}


class Record:
    """What was seen and what is to happen; guarded by one lock."""

    def __init__(self):
        self.lock = threading.Lock()
        self.mutating, self.calls, self.actions = 0, [], []
        self.kill, self.fired, self.failures, self.answers = None, False, [], {}

    def control(self, wanted):
        with self.lock:
            if "kill_pid" in wanted:
                self.kill = {**wanted, "at": self.mutating + wanted["at"]}
                self.fired = False
            if "fail" in wanted:
                self.failures.append({"times": 1, "status": 400, "message": "asked to fail", **wanted["fail"]})
            state = {"mutating": self.mutating, "fired": self.fired, "calls": self.calls, "actions": sorted(set(self.actions))}
            state = json.dumps(state).encode()
            if wanted.get("take"):
                self.mutating, self.calls, self.actions = 0, [], []
                self.kill = None
            if wanted.get("forget"):
                self.failures, self.answers = [], {}
                strict_extras.forget()
            return state

    def arrive(self, call):
        """Notes a call; answers its number if it is a mutating one."""
        with self.lock:
            self.actions += call.actions
            if not call.mutating:
                return None
            self.mutating += 1
            self.calls.append(f"{call.service}:{call.operation}")
            return self.mutating

    def shoot(self, number, side):
        """Kills, if this is the call and the side for it; true once the client is dead."""
        with self.lock:
            if not self.kill or number != self.kill["at"] or side != self.kill["side"]:
                return False
            self.fired = True
            os.kill(self.kill["kill_pid"], signal.SIGKILL)
            return True

    def failure(self, call):
        with self.lock:
            for failure in self.failures:
                if failure["times"] > 0 and failure["operation"] == call.operation:
                    failure["times"] -= 1
                    return call.error(failure["code"], failure["message"], failure["status"])
        return None


class Handler(BaseHTTPRequestHandler):
    """One connection of a client."""

    protocol_version = "HTTP/1.1"
    # One packet per answer: head and body apart would wait for each other.
    wbufsize = -1
    disable_nagle_algorithm = True
    moto, strict, record = "", True, Record()

    def log_message(self, *_):
        pass

    def body(self):
        if "chunked" in self.headers.get("Transfer-Encoding", ""):
            parts = []
            while size := int(self.rfile.readline().split(b";")[0], 16):
                parts.append(self.rfile.read(size))
                self.rfile.readline()
            self.rfile.readline()
            return b"".join(parts)
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def handle_any(self):
        body = self.body()
        if self.path == "/__control":
            self.reply(200, "application/json", self.record.control(json.loads(body or b"{}")))
            return
        call = Call(self.command, self.path, self.headers, body)
        number = self.record.arrive(call)
        if self.record.shoot(number, "before"):
            self.close_connection = True
            return
        status, kind, headers, answer = self.answer(call)
        if self.record.shoot(number, "after"):
            self.close_connection = True
            return
        self.reply(status, kind, answer, headers)

    def answer(self, call):
        failure = self.record.failure(call)
        if failure:
            return failure[0], failure[1], {}, failure[2]
        if not self.strict:
            return self.forward(call)
        state = State(self.moto, call.region, call.key)
        key = (call.service, call.operation, call.token())
        if call.token() and key in self.record.answers:
            return self.record.answers[key]
        problem = strict_rules.check(call, state) if call.service else None
        if problem:
            status, kind, text = call.error(*problem)
            return status, kind, {}, text
        own = strict_extras.answer(call, state)
        if own:
            return own[0], own[1], {}, own[2]
        found = self.forward(call)
        if call.token() and found[0] == 200:
            self.record.answers[key] = found
        return found

    def forward(self, call):
        connection = http.client.HTTPConnection(self.moto, timeout=120)
        headers = {name: value for name, value in self.headers.items() if name.lower() not in HOP}
        headers["Content-Length"] = str(len(call.body))
        connection.request(call.method, call.target, call.body, headers)
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        extra = {name: value for name, value in answer.getheaders() if name.lower() not in HOP | {"content-type", "date", "server"}}
        length = answer.getheader("Content-Length")
        if call.method == "HEAD" and length:
            extra["Content-Length"] = length
        return answer.status, answer.getheader("Content-Type"), extra, body

    def reply(self, status, kind, body, headers=None):
        headers = headers or {}
        self.send_response(status)
        if kind:
            self.send_header("Content-Type", kind)
        for name, value in headers.items():
            self.send_header(name, value)
        if "Content-Length" not in headers and status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = handle_any


def end_with_parent():
    parent = os.getppid()
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(0)


def main():
    threading.Thread(target=end_with_parent, daemon=True).start()
    Handler.moto, Handler.strict = sys.argv[1], "--lenient" not in sys.argv
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    print(server.server_port, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
