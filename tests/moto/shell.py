"""Runs what it is told, a request a line: {"script": NAME, "args": […]} or {"lines": PYTHON}; answers {"out": …} or {"error": …}.
Reading boto3's descriptions of the services costs more than most of what is asked, so one process does it for all."""

import contextlib
import io
import json
import runpy
import sys
import traceback
from pathlib import Path

import boto3


def run(request):
    if "script" in request:
        sys.argv = [str(Path(__file__).with_name(request["script"])), *request["args"]]
        runpy.run_path(sys.argv[0], run_name="__main__")
    else:
        exec(request["lines"], {"boto3": boto3, "json": json})


def main():
    for line in sys.stdin:
        out = io.StringIO()
        try:
            with contextlib.redirect_stdout(out):
                run(json.loads(line))
            answer = {"out": out.getvalue()}
        except (Exception, SystemExit):
            answer = {"error": traceback.format_exc()}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
