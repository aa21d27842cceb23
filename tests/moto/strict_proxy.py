"""A small HTTP proxy in front of moto: forwards, enforces rules of the real AWS, counts mutating calls and kills a process at
one of them. `strict_proxy.py HOST:PORT [--lenient]` prints its own port; lenient leaves the rules out and only counts, kills and
fails. `/__control` (GET state, POST settings) is its remote control: {"kill_pid", "at", "side": "before"|"after"} kills at the
K-th mutating call from now; {"fail": {"operation", "code", "message", "status", "times"}} answers an operation with an error;
{"slow": {"rds:DescribeDBInstances": 3}} shows what was made, changed or removed as not ready in that many looks; {"times": …} for so many
seconds (strict_time.py); {"quotas": {"L-0263D0A3": 5}} and {"unsold": ["db.t4g.micro"]}
say what the account may have and what is not on offer; {"policy": [documents]} is all that the caller may do; {"judge": true}
has every request of our SDK judged by the services' own descriptions; {"take": true} empties the record of calls; {"forget": true} everything known of the account (after moto's own reset). `broken` in its state is
what went wrong here or in moto itself: to a client it looks like a slow AWS, and a test would pass all the same."""

import hashlib
import http.client
import json
import os
import signal
import sys
import threading
import traceback
from contextlib import nullcontext
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import parent
import strict_before
import strict_codebuild
import strict_extras
import strict_policy
import strict_rules
import strict_slow
import strict_tagging
import strict_time
from strict_calls import Call
from strict_state import State

# How the program's SDK introduces itself: what a test asks with another one is not ours to judge.
SDK = "aws-sdk-rust"
HOP = {"connection", "keep-alive", "transfer-encoding", "content-length"}
# moto forgets one of two changes that it is asked for at once, such as rules taken from one security group.
CHANGES = threading.Lock()


class Record:
    """What was seen and what is to happen; guarded by one lock."""

    def __init__(self):
        self.lock = threading.Lock()
        self.mutating, self.calls, self.actions = 0, [], []
        self.kill, self.fired, self.failures, self.answers, self.broken, self.denied = None, False, [], {}, [], []
        self.requests, self.sent = {}, 0

    def control(self, wanted):
        with self.lock:
            if "kill_pid" in wanted:
                self.kill = {**wanted, "at": self.mutating + wanted["at"]}
                self.fired = False
            if "fail" in wanted:
                self.failures.append({"times": 1, "status": 400, "message": "asked to fail", **wanted["fail"]})
            if "slow" in wanted:
                strict_slow.order(wanted["slow"])
            strict_before.order(wanted)
            strict_codebuild.order(wanted)
            strict_policy.order(wanted)
            strict_tagging.order(wanted)
            strict_time.order(wanted)
            state = {"mutating": self.mutating, "fired": self.fired, "calls": self.calls, "actions": sorted(set(self.actions))}
            state = json.dumps({**state, "broken": self.broken, "denied": self.denied, **self.judged(wanted), "slowed": strict_slow.SHOWN, **strict_time.status()}).encode()
            if wanted.get("take"):
                self.mutating, self.calls, self.actions, self.denied = 0, [], [], []
                self.kill = None
                strict_time.take_anew()
            if wanted.get("forget"):
                self.failures, self.answers = [], {}
                strict_extras.forget()
                strict_slow.forget()
                strict_time.forget()
                strict_policy.order({"policy": []})
            return state

    def judged(self, wanted):
        """Requests so far, and what is wrong with them if that is asked for: reading the descriptions takes half a second."""
        if not wanted.get("judge"):
            return {}
        import service_model

        wrong = set()
        for service, method, target, headers, body in self.requests.values():
            name, complaints = service_model.judge(service, method, target, headers, body)
            wrong.update(f"{name}: {complaint}" for complaint in complaints)
        found = {"sent": self.sent, "different": len(self.requests), "wrong": sorted(wrong)}
        self.requests, self.sent = {}, 0
        return found

    def keep(self, call):
        """For the judge; what is asked again and again once."""
        if call.service and SDK in call.headers.get("User-Agent", ""):
            request = call.service, call.method, call.target, dict(call.headers), call.body
            target = call.headers.get("X-Amz-Target", "")
            with self.lock:
                self.sent += 1
                self.requests[call.service, call.method, call.target, target, call.body] = request

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
            os.kill(self.kill["kill_pid"], signal.SIGKILL)
            self.fired = True
            return True

    def broke(self, what):
        with self.lock:
            self.broken.append(what)

    def deny(self, what):
        with self.lock:
            self.denied.append(what)

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
        """What the client sent; None if it did not get to the end."""
        if "chunked" not in self.headers.get("Transfer-Encoding", ""):
            length = int(self.headers.get("Content-Length") or 0)
            found = self.rfile.read(length)
            return found if len(found) == length else None
        parts = []
        while line := self.rfile.readline():
            size = int(line.split(b";")[0], 16)
            parts.append(self.rfile.read(size))
            if not self.rfile.readline():
                break
            if size == 0:
                return b"".join(parts)
        return None

    def handle_any(self):
        body = self.body()
        # The client was killed while it spoke.
        if body is None:
            self.close_connection = True
            return
        if self.path == "/__control":
            self.reply(200, "application/json", self.record.control(json.loads(body or b"{}")))
            return
        try:
            found = self.attempt(Call(self.command, self.path, self.headers, body))
        except Exception:
            self.record.broke(f"{self.command} {self.path}\n{traceback.format_exc()}")
            found = 500, "text/plain", {}, b"the proxy is broken"
        if found is None:
            self.close_connection = True
            return
        status, kind, headers, answer = found
        self.reply(status, kind, answer, headers)

    def attempt(self, call):
        """The answer; None once the client is dead."""
        self.record.keep(call)
        number = self.record.arrive(call)
        if self.record.shoot(number, "before"):
            return None
        found = self.answer(call)
        if self.record.shoot(number, "after"):
            return None
        strict_time.take(call)
        return found

    def answer(self, call):
        failure = self.record.failure(call)
        if failure:
            return failure[0], failure[1], {}, failure[2]
        if not self.strict:
            return self.forward(call)
        state = State(self.moto, call.region)
        refused = strict_policy.refused(call, state)
        if refused:
            self.record.deny(refused[0])
            status, kind, text = strict_policy.error(call, *refused)
            return status, kind, {}, text
        key, wanted = (call.service, call.operation, call.token()), fingerprint(call)
        if call.token() and key in self.record.answers:
            before, found = self.record.answers[key]
            if before != wanted and call.service == "ec2":
                status, kind, text = call.error("IdempotentParameterMismatch", "The request uses the same client token as a previous, but non-identical request.")
                return status, kind, {}, text
            return found
        problem = (strict_rules.check(call, state) or strict_time.in_the_way(call)) if call.service else None
        if problem:
            status, kind, text = call.error(*problem)
            return status, kind, {}, text
        strict_slow.before(call, state)
        own = strict_extras.answer(call, state)
        found = (own[0], own[1], {}, own[2]) if own else self.forward(call)
        if call.token() and found[0] == 200:
            self.record.answers[key] = wanted, found
        return strict_slow.after(call, state, found)

    def forward(self, call):
        connection = http.client.HTTPConnection(self.moto, timeout=120)
        headers = {name: value for name, value in self.headers.items() if name.lower() not in HOP}
        headers["Content-Length"] = str(len(call.body))
        with CHANGES if call.mutating else nullcontext():
            connection.request(call.method, call.target, call.body, headers)
            answer = connection.getresponse()
            body = answer.read()
        connection.close()
        extra = {name: value for name, value in answer.getheaders() if name.lower() not in HOP | {"content-type", "date", "server"}}
        length = answer.getheader("Content-Length")
        if call.method == "HEAD" and length:
            extra["Content-Length"] = length
        if answer.status == 403 and b"is not authorized to perform" in body:
            self.record.deny(f"{call.service}:{call.operation} by moto: {body.decode(errors='replace')}")
        if answer.status >= 500 and self.strict:
            self.record.broke(f"{call.service}:{call.operation}: moto answered {answer.status}: {body[:2000].decode(errors='replace')}")
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


def fingerprint(call):
    """Equal for two requests that ask for the same."""
    asked = json.dumps([call.params, call.json], sort_keys=True)
    return hashlib.sha256(asked.encode()).hexdigest()


def main():
    parent.end_with_it()
    Handler.moto, Handler.strict = sys.argv[1], "--lenient" not in sys.argv
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    print(server.server_port, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
