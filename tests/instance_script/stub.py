# Stands in for every command that would touch AWS, Docker or the system. It answers to the name it is called by and
# keeps its world in the folder $STUB: the rules of the services that matter are enforced, not just recorded.
import fcntl, os, sys


class Json:
    """The module, imported when it is first used: that takes as long as Python's own start, and most calls need none."""

    def __getattr__(self, name):
        import json as module

        return getattr(module, name)


json = Json()
STUB = os.environ["STUB"]
ROOT = os.environ["CLOUDSTEAD_ROOT"]
NAME = os.path.basename(sys.argv[0])
ARGS = sys.argv[1:]
LINE = " ".join([NAME, *ARGS])


def path(*parts):
    return os.path.join(STUB, *parts)


def quote(name):
    return name.replace("/", "%2F")


def read(*parts, default=None):
    try:
        with open(path(*parts), encoding="utf-8", newline="") as file:
            return file.read()
    except FileNotFoundError:
        return default


def write(text, *parts):
    os.makedirs(os.path.dirname(path(*parts)), exist_ok=True)
    with open(path(*parts), "w", encoding="utf-8", newline="") as file:
        file.write(text)


def append(value, *parts):
    # Most are plain texts, and JSON as they are.
    plain = isinstance(value, str) and value.isascii() and value.isprintable() and not {'"', "\\"} & {*value}
    with open(path(*parts), "a", encoding="utf-8") as file:
        file.write((f'"{value}"' if plain else json.dumps(value)) + "\n")


def die(text, code=1):
    print(text, file=sys.stderr)
    sys.exit(code)


def count(name):
    """Counts a call and applies what the test has prepared to happen then."""
    number = int(read(name, default="0")) + 1
    write(str(number), name)
    prepared = path("at", f"{name}-{number}")
    if os.path.isdir(prepared):
        import shutil

        shutil.copytree(prepared, STUB, dirs_exist_ok=True)
    return number


def fail_if_told():
    text = read("fail.json")
    rules = json.loads(text) if text else []
    for rule in rules:
        if rule["match"] in LINE and rule["times"] > 0:
            rule["times"] -= 1
            write(json.dumps(rules), "fail.json")
            die(rule["text"], rule["code"])


# AWS


def error(code, operation, text):
    die(f"\nAn error occurred ({code}) when calling the {operation} operation: {text}", 254)


def option(name):
    return ARGS[ARGS.index(name) + 1] if name in ARGS else None


def parameter(name):
    text = read("params", quote(name))
    return None if text is None else {"Name": name, **json.loads(text)}


def ssm():
    if not os.environ.get("AWS_REGION"):
        die("You must specify a region.", 253)
    given = option("--cli-input-json")
    if given:
        with open(given.removeprefix("file://"), encoding="utf-8") as file:
            request = json.load(file)
    else:
        request = {"Names": [option("--names")]}
    operation = ARGS[1]
    if operation == "put-parameter":
        put(request)
    elif operation == "get-parameter":
        name, _, version = request["Name"].partition(":")
        found = parameter(name)
        if version:
            found["Value"] = json.loads(read("versions", quote(name)).splitlines()[int(version) - 1])
        if not found:
            error("ParameterNotFound", "GetParameter", "")
        print(json.dumps({"Parameter": found}))
    elif operation == "get-parameters":
        names = request["Names"]
        if len(names) > 10 or len(set(names)) < len(names):
            error("ValidationException", "GetParameters", "at most 10 names, each once")
        found = [one for one in map(parameter, names) if one]
        for one in found:
            if one["Type"] == "SecureString" and not request.get("WithDecryption"):
                one["Value"] = "AQICAH-encrypted"
        if option("--output") == "text":
            print(found[0]["Value"] if found else "None")
        else:
            print(json.dumps({"Parameters": found}, ensure_ascii=False))
    else:
        die("unknown operation", 252)


def put(request):
    name, value = request["Name"], request["Value"]
    if "{{" in value or len(value.encode()) > 4096:
        error("ValidationException", "PutParameter", "Parameter value can't nest another parameter or is too long.")
    if parameter(name) and not request["Overwrite"]:
        error("ParameterAlreadyExists", "PutParameter", "The parameter already exists.")
    import datetime

    now = datetime.datetime.now(datetime.timezone.utc).isoformat()
    append({"name": name, "value": value}, "puts")
    write(json.dumps({"Type": request["Type"], "Value": value, "LastModifiedDate": now}), "params", quote(name))
    os.makedirs(path("versions"), exist_ok=True)
    append(value, "versions", quote(name))
    print(json.dumps({"Version": len(read("versions", quote(name)).splitlines()), "Tier": "Standard"}))


def s3():
    import shutil

    if ARGS[1] == "rm":
        if os.path.exists(path("s3", ARGS[-1][5:])):
            os.remove(path("s3", ARGS[-1][5:]))
        return
    words = [arg for arg in ARGS[2:] if not arg.startswith("--") and arg != option("--expected-size")]
    source, target = words
    if source == "-":
        if read("stopper"):
            import signal, time

            os.kill(os.getppid(), getattr(signal, read("stopper")))
            time.sleep(60)
        whole = sys.stdin.buffer.read()
        os.makedirs(os.path.dirname(path("s3", target[5:])), exist_ok=True)
        with open(path("s3", target[5:]), "wb") as file:
            file.write(whole)
        return
    if target == "-":
        found = path("s3", source[5:])
        if not os.path.exists(found):
            die("fatal error: An error occurred (404) when calling the HeadObject operation: Key does not exist")
        with open(found, "rb") as file:
            whole = file.read()
        # What a test says of the bytes on their way.
        sys.stdout.buffer.write(whole[:int(read("arrives", default=str(len(whole))))])
        return
    if target.startswith("s3://"):
        os.makedirs(os.path.dirname(path("s3", target[5:])), exist_ok=True)
        shutil.copyfile(source, path("s3", target[5:]))
        return
    found = path("s3", source[5:])
    if "--recursive" in ARGS:
        shutil.copytree(found, target, dirs_exist_ok=True, copy_function=shutil.copyfile)
    elif os.path.exists(found):
        shutil.copyfile(found, target)
    else:
        die("fatal error: An error occurred (404) when calling the HeadObject operation: Key does not exist")


def s3api():
    bucket, prefix = option("--bucket"), option("--prefix")
    folder = path("s3", bucket)
    found = [os.path.relpath(os.path.join(at, name), folder) for at, _, names in os.walk(folder) for name in names]
    keys = sorted(key for key in found if key.startswith(prefix))
    print(json.dumps({"Contents": [{"Key": key} for key in keys]} if keys else {"RequestCharged": None}))


def autoscaling():
    """The launch hook of a group: `held` names the servers that it holds back."""
    if not os.environ.get("AWS_REGION"):
        die("You must specify a region.", 253)
    held = read("held", default="").split()
    named = [option(name) for name in ("--auto-scaling-group-name", "--lifecycle-hook-name", "--instance-id")]
    if named != ["demo-servers", "cloudstead-healthy", *held[:1]]:
        error("ValidationError", ARGS[1], f"No active Lifecycle Action found with instance ID {named[2]}")
    if ARGS[1] == "complete-lifecycle-action":
        write("", "held")


def aws():
    services = {"ssm": ssm, "s3": s3, "s3api": s3api, "ec2": lambda: None, "autoscaling": autoscaling}
    services.get(ARGS[0], lambda: print("ecr-canary"))()


# The instance


def curl():
    url = next(arg for arg in ARGS if arg.startswith("http"))
    base = "http://169.254.169.254/latest/"
    if url.startswith("https://") and "--connect-to" in ARGS:
        # A name whose certificate works is listed.
        sys.exit(0 if url.removeprefix("https://") in read("certified", default="").split() else 60)
    if option("-o") != "/dev/null" and not url.startswith(base):
        with open(option("-o"), "w") as file:
            file.write("from " + url)
        return
    if not url.startswith(base):
        codes = read("health").split()
        write(" ".join(codes[1:] or codes), "health")
        sys.stdout.write(codes[0])
        sys.exit(7 if codes[0] == "000" else 0)
    header = option("-H")
    if url == base + "api/token":
        if option("-X") != "PUT" or header != "X-aws-ec2-metadata-token-ttl-seconds: 21600":
            die("curl: (22) The requested URL returned error: 405", 22)
        sys.stdout.write("IMDS-TOKEN")
        return
    if header != "X-aws-ec2-metadata-token: IMDS-TOKEN":
        die("curl: (22) The requested URL returned error: 401", 22)
    wanted = url.removeprefix(base)
    if wanted == "meta-data/tags/instance":
        sys.stdout.write("\n".join(sorted(os.listdir(path("imds", wanted)))))
        return
    value = read("imds", wanted)
    if value is None:
        die("curl: (22) The requested URL returned error: 404", 22)
    sys.stdout.write(value)


def snap():
    os.symlink(path("stub"), os.path.join(os.path.dirname(sys.argv[0]), "aws"))


def apt_get():
    if "install" in ARGS:
        write(" ".join(ARGS), "installed")


def sleep():
    count("sleeps")


def swapon():
    if ARGS[0].startswith("--show"):
        sys.stdout.write(read("swap", default=""))
    else:
        write(ARGS[0] + "\n", "swap")


def fallocate():
    with open(ARGS[-1], "w"):
        pass


def lsblk():
    count("lsblks")
    sys.stdout.write(read("lsblk.json"))


def blkid():
    answer = json.loads(read("blkid.json"))
    sys.stdout.write(answer["text"])
    sys.exit(answer["code"])


def mkfs_ext4():
    write(json.dumps({"code": 0, "text": "DEVNAME=x\nUUID=0000-fresh\nTYPE=ext4\nUSAGE=filesystem\n"}), "blkid.json")


def mount():
    with open(ROOT + "/etc/fstab", encoding="utf-8") as file:
        if not any(line.split()[1:2] == [ARGS[0]] for line in file):
            die(f"mount: {ARGS[0]}: can't find in /etc/fstab.", 1)
    write("", "mounted")
    devices = json.loads(read("lsblk.json"))
    for device in devices["blockdevices"]:
        if "children" not in device:
            device["mountpoint"] = ARGS[0]
    write(json.dumps(devices), "lsblk.json")


def findmnt():
    if not os.path.exists(path("mounted")):
        sys.exit(1)
    device = next(one for one in json.loads(read("lsblk.json"))["blockdevices"] if one["mountpoint"] == ARGS[-1])
    print(ROOT + "/dev/" + device["name"])


def mountpoint():
    sys.exit(0 if os.path.exists(path("mounted")) else 32)


def systemd_analyze():
    """When a timer elapses next: what the test says, else a time that no test comes to."""
    print(f"  Original form: {ARGS[1]}\nNormalized form: {ARGS[1]}")
    print(f"    Next elapse: Sun {read('elapses', default='2060-01-04 03:00:00')} UTC\n       From now: 33 years left")


# Git and Docker


def git():
    if ARGS[0] == "init":
        os.makedirs(ARGS[-1])
    elif "checkout" in ARGS:
        for name in ["Dockerfile", "docker/Dockerfile"]:
            os.makedirs(os.path.dirname(os.path.join(ARGS[1], name)), exist_ok=True)
            with open(os.path.join(ARGS[1], name), "w") as file:
                file.write("FROM scratch\n")


def docker():
    if not os.path.exists(path("installed")):
        die("docker: command not found", 127)
    if ARGS[:2] == ["image", "inspect"]:
        missing = [name for name in ARGS[2:] if not os.path.exists(path("images", quote(name)))]
        if missing:
            die(f"Error response from daemon: No such image: {missing[0]}")
    elif ARGS[0] == "login":
        if sys.stdin.read() != "ecr-canary\n":
            die("Error response from daemon: 400 Bad Request: your authorization token has expired")
        append({"args": ARGS, "env": dict(os.environ)}, "logins")
    elif ARGS[0] == "build":
        dockerfile = option("-f")
        mode = os.stat(dockerfile).st_mode & 0o777
        append({"mode": f"{mode:o}", "args": ARGS, "env": dict(os.environ)}, "builds")
        write("", "images", quote(option("-t")))
        wait_for("record-lifecycle-action-heartbeat", int(read("beats", default="0")))
    elif ARGS[0] == "compose" and ARGS[1] != "version":
        compose(ARGS[5:])
    elif ARGS[0] == "ps":
        if read("holder"):
            import signal, time

            os.kill(os.getppid(), signal.SIGTERM)
            time.sleep(60)
        once = "--filter=label=com.docker.compose.oneoff=True" in ARGS
        service = next((arg.split("=")[-1] for arg in ARGS if "compose.service=" in arg), "")
        sys.stdout.write(read("once", default="") if once else service * os.path.exists(path("paused", service)))
    elif ARGS[0] in ("pause", "unpause"):
        pause(ARGS[0], ARGS[1])


def wait_for(what, more):
    """Until so many more calls of a kind were made, refused ones included."""
    import time

    seen = lambda: sum(what in call for call in read("calls").splitlines())
    last = seen() + more
    while seen() < last:
        time.sleep(0.02)


def compose(args):
    append({"args": args, "env": dict(os.environ)}, "compose")
    if args[0] == "config":
        sys.stdout.write(read("services"))
    elif args[0] == "pull":
        count("pulls")
    elif args[0] == "run":
        count("runs")
        copying()
        wait_for("put-parameter", int(read("renewals", default="0")))
        for name in read("leak", default="").split():
            print("connecting to", os.environ[name])
        print("migrated")
    elif args[0] == "up":
        copying()
    elif args[0] == "logs":
        sys.stdout.write(read("logs", default=""))
    elif args[0] in ("pause", "unpause"):
        pause(*args)
    elif args[0] == "exec":
        words = args[3:]
        inside(args[2], words[3] if words[0] == "sh" else words[0], words)


def copying():
    """Whether a copy or a restore could begin now."""
    with open(ROOT + "/run/cloudstead/copying", "a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            append("free", "copying")
        except BlockingIOError:
            append("held", "copying")


def pause(verb, name):
    """Nothing is paused or woken twice, and what restarts all the time cannot be paused."""
    paused = os.path.exists(path("paused", name))
    if verb == "pause" and name in read("restarting", default="").split():
        die(f"Error response from daemon: Container {name} is restarting, wait until the container is running")
    if paused == (verb == "pause"):
        die(f"Error response from daemon: Container {name} is {'already' if paused else 'not'} paused")
    if verb == "pause" and read("told_while_pausing"):
        # As systemd does: the whole group is told.
        import signal

        for one in (os.getppid(), os.getpid()):
            os.kill(one, signal.SIGTERM)
        append(name, "stood")
    write("", "paused", name)
    if not paused:
        # What the app did until this moment.
        exec(read("meanwhile", default=""))
    if paused:
        os.remove(path("paused", name))


def inside(store, program, words):
    """A program in a database's container."""
    import gzip

    if program in ("pg_dump", "mysqldump", "mariadb-dump", "mongodump"):
        text = read("dump", store, default="").encode()
        sys.stdout.buffer.write(gzip.compress(text) if program == "mongodump" else text)
        if program == read("breaks"):
            sys.stdout.flush()
            die(f"{program}: error: connection lost", 3)
    elif program in ("pg_restore", "mysql", "mariadb", "mongorestore") and "-e" not in words:
        given = sys.stdin.buffer.read()
        given = gzip.decompress(given) if program == "mongorestore" else given
        if "/dev/null" not in words and read("hangup"):
            os.kill(os.getppid(), int(read("hangup")))
        if program == "pg_restore" and not given.startswith(b"PGDMP"):
            die("pg_restore: error: input file does not appear to be a valid archive")
        if "-f" in words:
            sys.stdout.buffer.write(given if "-" in words else b"")
        else:
            write(given.decode(), "restored", store)


if (what := read("hangs")) and what in LINE:
    import time

    time.sleep(60)
with open(path("mutex"), "w") as mutex:
    fcntl.flock(mutex, fcntl.LOCK_EX)
    append(LINE, "calls")
    fail_if_told()
    # What waits for another command must not keep it waiting.
    if {"run", "exec", "-"} & {*ARGS} or ARGS[:1] in (["build"], ["login"]):
        fcntl.flock(mutex, fcntl.LOCK_UN)
    globals().get(NAME.replace("-", "_").replace(".", "_"), lambda: None)()
