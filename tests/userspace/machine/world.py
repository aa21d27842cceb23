# What a server reaches by the network: the metadata service, which answers as EC2's (version 2, sessions only), and a
# package archive.
import http.server
import os
import sys
import threading

STUB, REPOSITORY = sys.argv[1:]
TOKEN = "IMDS-TOKEN"


class Metadata(http.server.BaseHTTPRequestHandler):
    def answer(self, code, text=""):
        body = text.encode()
        self.send_response(code)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_PUT(self):
        seconds = self.headers.get("X-aws-ec2-metadata-token-ttl-seconds", "")
        known = self.path == "/latest/api/token" and seconds.isdigit() and 0 < int(seconds) <= 21600
        self.answer(*((200, TOKEN) if known else (400,)))

    def do_GET(self):
        if self.headers.get("X-aws-ec2-metadata-token") != TOKEN:
            return self.answer(401)
        path = os.path.join(STUB, "imds", self.path.removeprefix("/latest/"))
        if os.path.isdir(path):
            return self.answer(200, "\n".join(sorted(os.listdir(path))))
        if not os.path.exists(path):
            return self.answer(404)
        with open(path, encoding="utf-8") as file:
            self.answer(200, file.read())

    def log_message(self, *_):
        pass


class Archive(http.server.SimpleHTTPRequestHandler):
    def __init__(self, *args):
        super().__init__(*args, directory=REPOSITORY)

    def log_message(self, *_):
        pass


metadata = http.server.ThreadingHTTPServer(("169.254.169.254", 80), Metadata)
threading.Thread(target=metadata.serve_forever, daemon=True).start()
http.server.ThreadingHTTPServer(("10.77.0.1", 80), Archive).serve_forever()
