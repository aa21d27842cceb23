# The part of the instance script that needs JSON and exact text. It stands inside assets/instance.sh when a server gets it.
import contextlib, datetime, fcntl, json, os, re, shutil, signal, subprocess, sys, time
from subprocess import DEVNULL, PIPE, Popen

ROOT = os.environ.get("CLOUDSTEAD_ROOT", "")
OPT, RUN, DATA = ROOT + "/opt/cloudstead", ROOT + "/run/cloudstead", ROOT + "/data"
ENV, LAST, CHORES = RUN + "/env.json", RUN + "/report.json", DATA + "/chores.json"
COPIED, HELD = RUN + "/copied.json", RUN + "/held.json"
BEAT = 60

def load(path=OPT + "/release/release.json"):
	with open(path, encoding="utf-8") as file:
		return json.load(file)

# Whole or not at all, whoever is stopped meanwhile.
def save(path, value):
	with open(path + ".new", "w", encoding="utf-8") as file:
		json.dump(value, file)
	os.replace(path + ".new", path)

def stamp(days_ago=0):
	return time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(time.time() - days_ago * 86400))

def ssm(operation, **request):
	path = f"{RUN}/ssm-{os.getpid()}.json"
	save(path, request)
	call = ["aws", "ssm", operation, "--output", "json", "--cli-input-json", "file://" + path]
	answer = subprocess.run(call, capture_output=True, text=True)
	os.remove(path)
	if answer.returncode:
		sys.exit(answer.stderr)
	return json.loads(answer.stdout)

def get(path):
	value = load()
	for key in path.split("."):
		value = (value or {}).get(key)
	print("" if value is None else value if isinstance(value, str) else json.dumps(value))

def rows(key, *fields):
	for row in load().get(key) or []:
		print(*(row.get(field) or "" for field in fields), sep="\x1f")

def pulls():
	release = load()
	named = lambda key: {one["service"] for one in release.get(key) or []}
	# Their profile hides jobs.
	print(*sorted({*sys.stdin.read().split(), *named("migrate"), *named("jobs")} - named("build")))

def disk(volume):
	for found in json.load(sys.stdin)["blockdevices"]:
		if found["type"] == "disk" and found["serial"] == volume.replace("-", ""):
			print(found["name"], found["mountpoint"] or "")

def env(prefix):
	import hashlib
	from urllib.parse import quote
	release, secrets = load(), {}
	wanted, texts = release["env"], release.get("texts") or {}
	parts = [part for value in [*wanted.values(), *texts.values()] for part in value]
	names = sorted({prefix + part["secret"] for part in parts if isinstance(part, dict)})
	for at in range(0, len(names), 10):
		for found in ssm("get-parameters", Names=names[at:at + 10], WithDecryption=True)["Parameters"]:
			secrets[found["Name"]] = found["Value"]
	if missing := [name for name in names if name not in secrets]:
		sys.exit("missing from Parameter Store: " + ", ".join(missing))
	def filled(part):
		if isinstance(part, str):
			return part
		secret = secrets[prefix + part["secret"]]
		return quote(secret, safe="") if part.get("url") else secret
	whole = lambda values: {name: "".join(map(filled, parts)) for name, parts in values.items()}
	hidden = {*secrets.values(), *(quote(secret, safe="") for secret in secrets.values())}
	env, texts = whole(wanted), whole(texts)
	# A container is made anew when a file that it mounts has another text.
	env |= {one["variable"]: hashlib.sha256(texts[one["name"]].encode()).hexdigest()[:12] for one in release["files"]}
	save(ENV, {"env": env, "texts": texts, "secrets": sorted(hidden)})

# Databases that others run; of several servers the first. Those of mongodb+srv are found by its driver alone.
def reach():
	import socket
	from urllib.parse import urlsplit
	for one in load().get("reach") or []:
		url = urlsplit(load(ENV)["env"][one["variable"]])
		if url.scheme.endswith("+srv"):
			continue
		at = urlsplit("//" + url.netloc.rpartition("@")[2].split(",")[0])
		try:
			socket.create_connection((at.hostname, at.port or one["port"]), 10).close()
		except (OSError, ValueError) as why:
			sys.exit(f"the database {one['store']} at {at.hostname} is not reached: does it let this server in? {why}")

# What containers mount, as late as can be: those of an earlier release see the files too.
def mounts():
	files()
	os.umask(0o022)
	folders()

# One with something in it belongs to who wrote that.
def folders():
	for one in sorted(load().get("folders") or [], key=lambda one: one["path"]):
		path = ROOT + one["path"]
		os.makedirs(path, exist_ok=True)
		if one.get("owner") and not os.listdir(path):
			user, _, group = one["owner"].partition(":")
			os.chown(path, int(user), int(group or user))

# The app's own files, in place: a container may have mounted the file itself.
def files():
	texts = load(ENV)["texts"]
	for one in load().get("files") or []:
		path, text = f"{OPT}/files/{one['name']}", texts[one["name"]].encode()
		os.makedirs(os.path.dirname(path), exist_ok=True)
		if os.path.isdir(path):
			os.rmdir(path)  # Docker makes one where it finds no file
		with open(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
			if file.read() != text:
				file.seek(0)
				file.write(text)
				file.truncate()
			os.fchmod(file.fileno(), int(one["mode"], 8))

# A server that waits to be let into its group says that it is alive.
def beat():
	if group := os.environ.get("CLOUDSTEAD_GROUP"):
		call = ["aws", "autoscaling", "record-lifecycle-action-heartbeat", "--auto-scaling-group-name", group,
			"--instance-id", os.environ["CLOUDSTEAD_SERVER"], "--lifecycle-hook-name", "cloudstead-healthy"]
		subprocess.run(call, capture_output=True)

# Ends with the command, and calls `alive` meanwhile.
def follow(call, env, alive):
	run = subprocess.Popen(call, env=env)
	while True:
		try:
			sys.exit(run.wait(BEAT))
		except subprocess.TimeoutExpired:
			alive()

def call(*args):
	return [shutil.which("docker"), "compose", "-p", "cloudstead", "-f", OPT + "/release/compose.yaml", *args]

# Secrets reach docker compose in its environment.
def environment():
	return {**os.environ, **load(ENV)["env"]}

# docker compose; renews the lock, if any
def compose(lock, owner, *args):
	def alive():
		beat()
		try:
			if lock:
				put(lock, "yes", "by", owner, "running")
		except SystemExit:
			pass
	follow(call(*args), environment(), alive)

# Registries of the account, of which images are pulled. No variable of the app begins with a small letter.
def registries():
	images = [value for name, value in load(ENV)["env"].items() if name.startswith("image_")]
	print(*sorted({image.split("/")[0] for image in images}))

# Build arguments come from there too, and secrets that the Dockerfile mounts.
def build(service, *args):
	wanted, env = next(one for one in load()["build"] if one["service"] == service), load(ENV)["env"]
	values = {arg: env[name] for arg, name in (wanted.get("args") or {}).items()}
	secrets = wanted.get("secrets") or {}
	given = {name: env[name] for name in secrets.values()}
	options = [f"--build-arg={arg}" for arg in values] + [f"--secret=id={one},env={name}" for one, name in secrets.items()]
	follow([shutil.which("docker"), "build", *options, *args], {**os.environ, **values, **given}, beat)

# Passes output on without secrets; keeps its end.
def tee(path):
	secrets = load(ENV)["secrets"] if os.path.exists(ENV) else []
	hidden = {line.encode() for secret in secrets for line in secret.splitlines() if len(line) > 5}
	tail = b""
	for line in sys.stdin.buffer:
		for secret in sorted(hidden, key=len, reverse=True):
			line = line.replace(secret, b"***")
		tail = (tail + line)[-5000:]
		try:
			sys.stdout.buffer.write(line)
			sys.stdout.flush()
		except OSError:
			pass  # nobody looks any more
	with open(path, "wb") as file:
		file.write(tail.replace(b"\0", b""))

# Parameter Store refuses {{ and more than 4 KB.
def clean(text, most):
	text = re.sub(r"\x1b\[[0-?]*[ -/]*[@-~]", "", text.strip())
	text = re.sub(r"\s*[\r\n]\s*", " | ", text)
	text = "".join(c if c.isprintable() else " " for c in text)
	text = re.sub(r"\{(?=\{)", "{ ", text)
	while len(text.encode()) > 1500 or len(json.dumps(text)) > most:
		text = text[1:]
	return text

def store(name, value, overwrite=True):
	ssm("put-parameter", Name=name, Type="String", Overwrite=overwrite, Value=json.dumps(value))

def put(name, overwrite, key, who, state, text="", release=""):
	value = {key: who, "state": state, "detail": clean(text, 2700)}
	if release:
		with open(RUN + "/failures", "a") as file:  # in a row
			file.write("x" * (state == "failed"))
			value |= {"release": release, "failures": file.tell()}
		value = {**(load(LAST) if os.path.exists(LAST) else {}), **value}
		save(LAST, value)
	store(name, value, overwrite == "yes")

# The last report again, with a word on the certificates.
def certified(name, word):
	value = load(LAST) | {"https": clean(word, 500)}
	save(LAST, value)
	store(name, value)

# Whether a status such as 204 is among those such as 200-299,304.
def expected(status, codes):
	for part in codes.split(","):
		first, _, last = part.partition("-")
		if int(first) <= int(status or 0) <= int(last or first):
			return
	sys.exit(1)

def hosts():
	print(load(ENV)["env"]["CADDY__HOSTS"])

# Caddy's last word on a certificate that it did not get, from each authority where it asked several.
def trouble():
	said = {}
	for line in sys.stdin:
		try:
			entry = json.loads(line)
			if entry["logger"].startswith("tls."):
				said[entry.get("issuer")] = entry["error"]
		except (AttributeError, KeyError, TypeError, ValueError):  # not such a line, or cut off by Docker
			pass
	last = said.pop(None, "")  # repeats what the last of them said
	several = [f"{issuer}: {error[:200]}" for issuer, error in said.items()]
	print(" | ".join(several) if len(several) > 1 else last)

def lock(name):
	found = ssm("get-parameter", Name=name)["Parameter"]
	value, at = json.loads(found["Value"]), datetime.datetime.fromisoformat(found["LastModifiedDate"])
	print(value["state"], value["by"], int(time.time() - at.timestamp()))

# @STORES@

globals()[sys.argv[1]](*sys.argv[2:])
