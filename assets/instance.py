# The part of the instance script that needs JSON and exact text. It stands inside assets/instance.sh when a server gets it.
import datetime, json, os, re, shutil, signal, subprocess, sys, time
from subprocess import DEVNULL, PIPE, Popen
from urllib.parse import quote

ROOT = os.environ.get("CLOUDSTEAD_ROOT", "")
OPT, RUN, DATA = ROOT + "/opt/cloudstead", ROOT + "/run/cloudstead", ROOT + "/data"
ENV, LAST, FAILED = RUN + "/env.json", RUN + "/report.json", RUN + "/failed-jobs.json"
COPIED, HELD = RUN + "/copied.json", RUN + "/held.json"
BEAT = 60

def load(path=OPT + "/release/release.json"):
	with open(path, encoding="utf-8") as file:
		return json.load(file)

def save(path, value):
	with open(path, "w", encoding="utf-8") as file:
		json.dump(value, file)

def stamp():
	return time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())

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
	save(ENV, {"env": whole(wanted), "texts": whole(texts), "secrets": sorted(hidden)})

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
		sys.stdout.buffer.write(line)
		sys.stdout.flush()
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

# And with a word on the jobs that failed when they ran last: a server is well without them.
def ended(name, job, code):
	failed = load(FAILED) if os.path.exists(FAILED) else {}
	failed.pop(job, None)
	if code != "0":
		with open(f"{RUN}/job-{job}.tail", encoding="utf-8", errors="replace") as file:
			failed[job] = clean(f"{job} ended with code {code} at {stamp()}: {file.read()[-300:]}", 400)
	save(FAILED, failed)
	if os.path.exists(LAST):
		value = load(LAST) | {"jobs": clean(" | ".join(failed.values()), 500)}
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

class Failed(Exception):
	pass

# The program that does the work, which a container or a shell of one may be around.
def label(command):
	inside = command[command.index("-T") + 2:] if "-T" in command else command
	return os.path.basename(inside[3] if inside[0] == "sh" else inside[0])

def end(run):
	# 1 is tar's word for a file that changed meanwhile: the archive is whole.
	if run.wait() not in (0, label(run.args) == "tar"):
		raise Failed(f"{label(run.args)} ended with code {run.returncode}")

# Runs commands one into the other: each must end well.
def pipe(*commands, out=DEVNULL):
	runs = []
	try:
		for command in commands:
			given = runs[-1].stdout if runs else DEVNULL
			last = len(runs) == len(commands) - 1
			runs.append(Popen(command, stdin=given, stdout=out if last else PIPE, env=environment()))
			if len(runs) > 1:
				given.close()
		for run in reversed(runs):
			end(run)
	except BaseException:
		for run in runs:
			run.kill()
			run.wait()
		raise

# What commands write becomes an object. S3 keeps what ended, so the end comes only after all of them ended well.
def upload(commands, url):
	size = str(shutil.disk_usage(DATA).used)  # decides on the size of parts, of which there may be 10,000
	read, write = os.pipe()
	aws = Popen(["aws", "s3", "cp", "--only-show-errors", "--expected-size", size, "-", url], stdin=read)
	os.close(read)
	try:
		pipe(*commands, out=write)
		write = os.close(write)
		end(aws)
	except BaseException:
		aws.kill()
		aws.wait()
		raise
	finally:
		if write:
			os.close(write)

def download(url):
	return ["aws", "s3", "cp", "--only-show-errors", url, "-"]

def inside(one, *words):
	return call("exec", "-T", one["store"], *words)

# Passwords are in the container's own environment: no command line shows them.
def mysql(one, program, *words):
	text = 'MYSQL_PWD="${MARIADB_PASSWORD:-$MYSQL_PASSWORD}" exec "$0" "$@"'
	return inside(one, "sh", "-c", text, program, "--user=" + one["user"], "--default-character-set=utf8mb4", *words)

def mongo(one, program, *words):
	text = 'exec "$0" "$@" --config=/dev/fd/3 3<<END\npassword: "$MONGO_INITDB_ROOT_PASSWORD"\nEND'
	user = ["--username=" + one["user"], "--authenticationDatabase=admin"]
	return inside(one, "sh", "-c", text, program, *user, "--archive", "--gzip", *words)

TAR = ["tar", "--numeric-owner", "--acls", "--xattrs", "--xattrs-include=*", "-C"]
ENDING = {"postgres": "dump", "mysql": "sql.gz", "mariadb": "sql.gz", "mongodb": "archive.gz", "folder": "tar.gz"}

# The commands that write a copy of a store.
def copying(one):
	match one["kind"]:
		case "postgres":
			return [inside(one, "pg_dump", "-U", one["user"], "-Fc", one["database"])]
		case "mysql":
			return [mysql(one, "mysqldump", "--set-gtid-purged=OFF", *DUMP, one["database"]), ["gzip"]]
		case "mariadb":
			return [mysql(one, "mariadb-dump", *DUMP, one["database"]), ["gzip"]]
		case "mongodb":
			return [mongo(one, "mongodump")]
		case "folder":
			return [[*TAR, ROOT + one["folder"], "--sparse", "-cf", "-", "."], ["gzip", "-1"]]

# The app's user may not see table spaces. One transaction sees one moment.
DUMP = ["--single-transaction", "--quick", "--no-tablespaces", "--routines", "--events", "--hex-blob", "--databases"]

# The commands that read a copy to its end and fail when it is not whole.
def checking(one):
	match one["kind"]:
		case "postgres":
			return [inside(one, "pg_restore", "-f", "/dev/null")]
		case "mysql" | "mariadb":
			return [["gzip", "-dc"], ["tail", "-n", "1"], ["grep", "Dump completed"]]
		case "mongodb":
			return [["gzip", "-t"]]
		case "folder":
			return [["tar", "-tzf", "-"]]

# Who uses a folder stands still while it is copied: services, and whatever runs once at this moment.
def hold(services):
	held = {"services": services, "stopped": [], "runs": once("running")}
	save(HELD, held)
	for service in services:
		# One that is restarting cannot be paused.
		if subprocess.run(call("pause", service), env=environment()).returncode:
			held["stopped"].append(service)
			save(HELD, held)
			pipe(call("stop", service))
	for run in held["runs"]:
		subprocess.run(["docker", "pause", run])

def once(*states):
	filters = ["label=com.docker.compose.project=cloudstead", "label=com.docker.compose.oneoff=True"]
	filters += ["status=" + state for state in states]
	found = subprocess.run(["docker", "ps", "-q", *(f"--filter={one}" for one in filters)], capture_output=True, text=True)
	return found.stdout.split()

def go_on():
	held = load(HELD)
	for service in held["services"]:
		verb = "start" if service in held["stopped"] else "unpause"
		subprocess.run(call(verb, service), env=environment())
	for run in held["runs"]:
		subprocess.run(["docker", "unpause", run])
	os.remove(HELD)

def stoppable():
	for number in (signal.SIGTERM, signal.SIGHUP):
		signal.signal(number, lambda *_: sys.exit("stopped"))

def whole(one, url):
	try:
		pipe(download(url), *checking(one))
	except Failed as why:
		raise Failed(f"the copy is not whole: {why}")

# Returns where the copy is. A bad one does not stay.
def copy(bucket, one, folder=""):
	url = f"s3://{bucket}/backups/{one['store']}/{folder}{stamp()}.{ENDING[one['kind']]}"
	print(f"copying {one['store']} to {url}", flush=True)
	try:
		if one["kind"] == "folder":
			try:
				hold(one.get("pause") or [])
				upload(copying(one), url)
			finally:
				go_on()
		else:
			upload(copying(one), url)
		whole(one, url)
	except BaseException:
		subprocess.run(["aws", "s3", "rm", "--only-show-errors", url])
		raise
	return url

# All stores one after the other. A next try within the hour takes those that failed.
def backup(bucket):
	stoppable()
	recent = os.path.exists(COPIED) and time.time() - os.path.getmtime(COPIED) < 3600
	copied, lost = load(COPIED) if recent else [], []
	for one in load()["backups"]:
		if one["store"] in copied:
			continue
		try:
			copy(bucket, one)
			copied.append(one["store"])
			save(COPIED, copied)
		except (Failed, OSError) as why:
			lost.append(f"{one['store']} ({why})")
	if lost:
		sys.exit("no backup was made of " + ", ".join(lost))
	if os.path.exists(COPIED):
		os.remove(COPIED)

# The newest copy of a store, or the one that a person named.
def found(bucket, one, key):
	folder = f"backups/{one['store']}/"
	if key:
		return key if "/" in key else folder + key
	call = ["aws", "s3api", "list-objects-v2", "--bucket", bucket, "--prefix", folder, "--output", "json"]
	answer = subprocess.run(call, capture_output=True, text=True)
	if answer.returncode:
		sys.exit(answer.stderr)
	names = [row["Key"][len(folder):] for row in json.loads(answer.stdout or "{}").get("Contents") or []]
	names = [name for name in names if "/" not in name and name.endswith(ENDING[one["kind"]])]
	if not names:
		sys.exit(f"there is no backup in s3://{bucket}/{folder} yet; one that is elsewhere in the bucket can be named")
	return folder + max(names)

# Everything but databases, which must run for it, and Caddy, which then says that the app does not answer.
def stop():
	running = subprocess.run(call("config", "--services"), env=environment(), capture_output=True, text=True)
	databases = {one["store"] for one in load()["backups"] if one["kind"] != "folder"}
	print("stopping the app", flush=True)
	pipe(call("stop", *sorted({*running.stdout.split()} - databases - {"caddy"})))
	for run in once("running", "paused"):
		subprocess.run(["docker", "rm", "-f", run], stdout=DEVNULL)

def start():
	print("starting the app", flush=True)
	if subprocess.run(call("up", "-d"), env=environment()).returncode:
		print("the app does not start: instance.sh up tries again and says why")

# The next ones put a whole copy back, and return where that is which was there before.
def restore_folder(bucket, one, url):
	folder, aside = ROOT + one["folder"], f"{DATA}/set-aside/{one['store']}"
	new, old = aside + ".new", f"{aside}-{stamp()}"
	shutil.rmtree(new, ignore_errors=True)
	os.makedirs(new)
	try:
		pipe(download(url), [*TAR, new, "-xpzf", "-"])
	except BaseException:
		shutil.rmtree(new, ignore_errors=True)
		raise
	try:
		stop()
		os.rename(folder, old)
		os.rename(new, folder)
	finally:
		start()
	return f"the folder {old} (when all is well: rm -r {old})"

# Into a database of its own, which then takes the other's name and settings.
def restore_postgres(bucket, one, url):
	database, user = one["database"], one["user"]
	old = f"{database[:40]}_{stamp()}"
	new = old + "_new"
	name = lambda text: '"' + text.replace('"', '""') + '"'
	text = lambda text: "'" + text.replace("'", "''") + "'"
	def sql(*lines, options=()):
		words = [word for line in lines for word in ("-c", line)]
		pipe(inside(one, "psql", "-qX", "-U", user, "-d", "template1", "-v", "ON_ERROR_STOP=1", *options, *words))
	sql(f"DROP DATABASE IF EXISTS {name(new)}", f"CREATE DATABASE {name(new)} TEMPLATE template0")
	try:
		pipe(download(url), inside(one, "pg_restore", "-U", user, "--exit-on-error", "-d", new))
		try:
			stop()
			sql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = {text(database)}",
				"UPDATE pg_db_role_setting SET setdatabase = new.oid FROM pg_database old, pg_database new WHERE "
				f"setdatabase = old.oid AND old.datname = {text(database)} AND new.datname = {text(new)}",
				f"ALTER DATABASE {name(database)} RENAME TO {name(old)}",
				f"ALTER DATABASE {name(new)} RENAME TO {name(database)}", options=["-1"])
		finally:
			start()
	except BaseException:
		sql(f"DROP DATABASE IF EXISTS {name(new)}")
		raise
	drop = f"docker exec cloudstead-{one['store']}-1 dropdb -U {user} {old}"
	return f"the database {old} (when all is well: {drop})"

# In place, since there is no other: what is there is copied first, as far as that can be done.
def restore_over(bucket, one, url, into, first=None):
	stop()
	try:
		before = copy(bucket, one, "before-restore/")
	except Failed as why:
		before = f"lost, as it could not be copied ({why})"
	try:
		if first:
			pipe(first)
		pipe(download(url), *into)
	except Failed as why:
		sys.exit(f"{one['store']} may hold a part only, and the app stays stopped: {why}. Try again; before: {before}")
	start()
	return before

def restore_sql(bucket, one, url):
	program = one["kind"]  # the client's name as well
	database = one["database"].replace("`", "``")
	drop = mysql(one, program, "-e", f"DROP DATABASE IF EXISTS `{database}`")
	return restore_over(bucket, one, url, [["gzip", "-dc"], mysql(one, program)], drop)

# Users stay as they are, with their passwords.
def restore_mongodb(bucket, one, url):
	system = ["--nsExclude=admin.*", "--nsExclude=config.*"]
	return restore_over(bucket, one, url, [mongo(one, "mongorestore", "--drop", *system)])

RESTORE = {"folder": restore_folder, "postgres": restore_postgres, "mongodb": restore_mongodb}

def restore(bucket, store="", key=""):
	stoppable()
	stores = {one["store"]: one for one in load()["backups"]}
	if store not in stores:
		sys.exit("usage: instance.sh restore STORE [KEY]; stores that have backups: " + ", ".join(stores))
	one = stores[store]
	key = found(bucket, one, key)
	url = f"s3://{bucket}/{key}"
	print(f"reading {url}", flush=True)
	try:
		if one["kind"] != "folder":
			pipe(call("up", "-d", "--wait", store))
		whole(one, url)
		before = RESTORE.get(one["kind"], restore_sql)(bucket, one, url)
	except (Failed, OSError) as why:
		sys.exit(f"{store} was not restored, it holds what it held before: {why}")
	print(f"{store} holds again what it held then: {key}")
	print(f"What it held until now is {before}")
	print("Check: open the app, sign in, and look for something that you know is older than this backup.")

globals()[sys.argv[1]](*sys.argv[2:])
