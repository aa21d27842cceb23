# Copies of stores and their way back: a part of assets/instance.py, which has what is used here.
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

STOPS = {signal.SIGTERM, signal.SIGHUP}

# A signal waits until a program has begun and is known here, or until one has ended that must not be cut short.
@contextlib.contextmanager
def undisturbed(signals=STOPS | {signal.SIGALRM}):
	before = signal.pthread_sigmask(signal.SIG_BLOCK, signals)
	try:
		yield
	finally:
		signal.pthread_sigmask(signal.SIG_SETMASK, before)

# Runs commands one into the other: each must end well.
def pipe(*commands, out=DEVNULL):
	runs = []
	try:
		for command in commands:
			given = runs[-1].stdout if runs else DEVNULL
			last = len(runs) == len(commands) - 1
			with undisturbed():
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

# What is written becomes an object. S3 keeps what ended, so the end comes only after all of it was written well.
def upload(fill, url):
	size = str(shutil.disk_usage(DATA).used)  # decides on the size of parts, of which there may be 10,000
	read, write = os.pipe()
	aws = None
	try:
		with undisturbed():
			aws = Popen(["aws", "s3", "cp", "--only-show-errors", "--expected-size", size, "-", url], stdin=read)
		read = os.close(read)
		fill(write)
		write = os.close(write)
		end(aws)
	except BaseException:
		if aws:
			aws.kill()
			aws.wait()
		raise
	finally:
		for end_of_pipe in (read, write):
			if end_of_pipe:
				os.close(end_of_pipe)

def download(url):
	return ["aws", "s3", "cp", "--only-show-errors", url, "-"]

def inside(one, *words):
	return call("exec", "-T", one["store"], *words)

# Passwords are in the container's own environment: no command line shows them.
def mysql(one, program, *words):
	text = 'MYSQL_PWD="${MARIADB_PASSWORD:-$MYSQL_PASSWORD}" exec "$0" "$@"'
	return inside(one, "sh", "-c", text, program, "--user=" + one["user"], "--default-character-set=utf8mb4",
		"--max-allowed-packet=1G", *words)

def mongo(one, program, *words):
	text = 'exec "$0" "$@" --config=/dev/fd/3 3<<END\npassword: "$MONGO_INITDB_ROOT_PASSWORD"\nEND'
	user = ["--username=" + one["user"], "--authenticationDatabase=admin"]
	return inside(one, "sh", "-c", text, program, *user, "--archive", "--gzip", *words)

# The last file of a folder's copy: the names of all that it holds.
NAMES = ".cloudstead-names"
TAR = ["tar", "--numeric-owner", "--acls", "--xattrs", "--xattrs-include=*", "-C"]
ENDING = {"postgres": "dump", "mysql": "sql.gz", "mariadb": "sql.gz", "mongodb": "archive.gz", "folder": "tar.gz"}

# The commands that write a copy of a database.
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
			return [["tar", "--ignore-zeros", "-tzf", "-"], ["tail", "-n", "1"], ["grep", "-Fx", NAMES]]

# A folder is read while its users go on. What changed meanwhile is read again while they stand still, and follows in
# the same stream. That takes as long as the changes are large, and not longer than STILL.
STILL = 900

def folder(one, out):
	path, read, since = ROOT + one["folder"], RUN + "/read", time.time() - 2
	tar = [*TAR, path, "--sparse", "-cf", "-"]
	os.sync()  # from here on also a write to mapped memory moves a file's time
	pipe([*tar, "-v", "--quoting-style=literal", "--index-file=" + read, "."], ["gzip", "-1"], out=out)
	begun = time.time()
	signal.alarm(STILL)
	try:
		hold(one.get("pause") or [])
		changed(path, read, since)
		pipe([*tar, "--no-recursion", "--null", "-T", RUN + "/changed", "-C", RUN, NAMES], ["gzip", "-1"], out=out)
	finally:
		signal.alarm(0)
		with undisturbed():
			go_on()
		print(f"what uses {one['store']} stood still for {time.time() - begun:.0f} s", flush=True)

# A file's time of change cannot be set by programs, but one in a folder that was moved was perhaps never read.
def changed(path, read, since):
	with open(RUN + "/found", "w+b") as out, open(read, "rb") as lines:
		pipe(["find", path, "-printf", r"%y%C@ ./%P\0"], out=out)
		out.seek(0)
		found, read = [row.split(b" ", 1) for row in out.read().split(b"\0")[:-1]], {*lines.read().split(b"\n")}
	again = []
	for when, name in found:
		if when[:1] != b"d" and name + b"/" in read:
			raise Failed(f"{name.decode(errors='replace')} was a folder and became a file meanwhile")
		if when[:1] == b"d" or float(when[1:]) >= since or name not in read:
			again.append(name)
	for file, names in ((NAMES, [name for _, name in found]), ("changed", again)):
		with open(f"{RUN}/{file}", "wb") as out:
			out.write(b"\0".join(names))

# Of what was read at different moments, only what was there in the end stays.
def prune(path):
	with open(f"{path}/{NAMES}", "rb") as file:
		names = {*file.read().split(b"\0")}
	for at, folders, files in os.walk(os.fsencode(path), topdown=False):
		times = os.stat(at)
		for name in folders + files:
			one = at + b"/" + name
			if b"." + one[len(path):] not in names:
				(os.rmdir if name in folders and not os.path.islink(one) else os.remove)(one)
		os.utime(at, ns=(times.st_atime_ns, times.st_mtime_ns))

# Services, and whatever runs once at this moment.
def hold(services):
	held = {"services": services, "stopped": [], "runs": once("running")}
	save(HELD, held)
	for service in services:
		with undisturbed(STOPS):
			# One that is restarting cannot be paused.
			if subprocess.run(call("pause", service), env=environment()).returncode:
				held["stopped"].append(service)
				save(HELD, held)
				pipe(call("stop", service))
	for run in held["runs"]:
		with undisturbed(STOPS):
			subprocess.run(["docker", "pause", run])

def once(*states):
	return containers("label=com.docker.compose.oneoff=True", *("status=" + state for state in states))

def containers(*filters):
	filters = ["label=com.docker.compose.project=cloudstead", *filters]
	found = subprocess.run(["docker", "ps", "-q", *(f"--filter={one}" for one in filters)], capture_output=True, text=True)
	return found.stdout.split()

def go_on():
	if not os.path.exists(HELD):
		return  # told to stop before anything was held
	held, left = load(HELD), []
	for service in held["services"]:
		verb = "start" if service in held["stopped"] else "unpause"
		failed = subprocess.run(call(verb, service), env=environment()).returncode
		# What is not paused cannot be woken either.
		if failed and (verb == "start" or containers("label=com.docker.compose.service=" + service, "status=paused")):
			left.append(service)
	for run in held["runs"]:
		subprocess.run(["docker", "unpause", run])
	if left:
		raise Failed("still standing: " + ", ".join(left))
	os.remove(HELD)

def stoppable(*signals):
	for number in signals:
		signal.signal(number, lambda *_: sys.exit("stopped"))
	signal.signal(signal.SIGALRM, late)

def late(*_):
	raise Failed(f"what changed was not read within {STILL // 60} minutes, and its users stand still no longer")

def whole(url, commands, out=DEVNULL):
	try:
		pipe(download(url), *commands, out=out)
	except Failed as why:
		raise Failed(f"the copy is not whole: {why}")

# Below a store's own copies: what a restore wrote over.
BEFORE = "before-restore/"

# Returns where the copy is. A bad one does not stay.
def copy(bucket, one, below=""):
	url = f"s3://{bucket}/backups/{one['store']}/{below}{stamp()}.{ENDING[one['kind']]}"
	print(f"copying {one['store']} to {url}", flush=True)
	try:
		upload(lambda out: folder(one, out) if one["kind"] == "folder" else pipe(*copying(one), out=out), url)
		whole(url, checking(one))
	except BaseException:
		subprocess.run(["aws", "s3", "rm", "--only-show-errors", url])
		raise
	return url

# How jobs and copies went last, for people who ask. It lies beside the stores and outlives the server as they do.
def chores(name, change):
	try:
		with open(RUN + "/chores", "w") as mutex:
			fcntl.flock(mutex, fcntl.LOCK_EX)
			try:
				value = load(CHORES)
			except (OSError, ValueError):
				value = {"jobs": {}, "copies": {}}
			change(value["jobs"], value["copies"])
			save(CHORES, value)
			words = [one for kind in value.values() for one in kind.values() if one.get("said")]
			while words and len(json.dumps(value)) > 4000:
				one = max(words, key=lambda one: len(one["said"]))
				one["said"] = one["said"][9:]
				words = [one for one in words if one["said"]]
			store(name, value)
	except (OSError, SystemExit) as why:
		print(f"could not report: {why}")

# What this release has of them; what is known of each stays.
def planned(name):
	release = load()
	wanted, stores = release.get("jobs") or [], release.get("backups") or []
	def change(jobs, copies):
		known = {**jobs}, {**copies}
		jobs.clear()
		copies.clear()
		for one in wanted:
			job = jobs[one["service"]] = known[0].get(one["service"], {})
			if job.get("when", "") != one["calendar"]:
				job |= {"when": one["calendar"], "due": due(one["calendar"])}
		for one in stores:
			copies[one["store"]] = known[1].get(one["store"], {"since": now()})
	if wanted or stores or os.path.exists(CHORES):
		chores(name, change)

def now():
	return int(time.time())

# When a job runs next, by the clock that runs it.
def due(when):
	said = when and subprocess.run(["systemd-analyze", "calendar", when], capture_output=True, text=True).stdout
	found = re.search(r"Next elapse: \w+ (\S+ \S+) UTC", said)
	return found and int(datetime.datetime.fromisoformat(found[1] + "+00:00").timestamp())

def began(name, job):
	def change(jobs, _):
		one = jobs.setdefault(job, {})
		one["due"] = due(one.get("when", ""))
	chores(name, change)

# All servers of a group have the timers, and whoever says so first in a minute runs the job. What is said has a number,
# so what was said before shows whether anybody else was.
def first(name, who, release, minute):
	said = {"release": release, "minute": minute, "by": who}
	number = ssm("put-parameter", Name=name, Type="String", Overwrite=True, Value=json.dumps(said))["Version"]
	before = said
	while number > 1 and before == said:  # an answer of the store may have been lost
		number -= 1
		before = json.loads(ssm("get-parameter", Name=f"{name}:{number}")["Parameter"]["Value"])
	print("yes" if before == said or before["minute"] != minute else f"{before['by']} runs it")

def ended(name, job, code):
	def change(jobs, _):
		with open(f"{RUN}/job-{job}.tail", encoding="utf-8", errors="replace") as file:
			said = clean(file.read()[-300:], 400)
		jobs.setdefault(job, {}).update(ran=now(), code=int(code), said=said if code != "0" else "")
	chores(name, change)

def copied(name, store, why=""):
	word = {"failed": now(), "said": clean(why, 400)} if why else {"good": now(), "failed": None, "said": ""}
	chores(name, lambda _, copies: copies.setdefault(store, {}).update(word))

# All stores one after the other. By its timer a next try takes those that failed this night.
def backup(bucket, name, nightly=""):
	stoppable(*STOPS)
	done, lost = load(COPIED) if nightly and os.path.exists(COPIED) else {}, []
	for one in load()["backups"]:
		if time.time() - done.get(one["store"], 0) < 12 * 3600:
			continue
		try:
			copy(bucket, one)
			done[one["store"]] = time.time()
			save(COPIED, done)
			copied(name, one["store"])
		except (Failed, OSError) as why:
			copied(name, one["store"], str(why))
			lost.append(f"{one['store']} ({why})")
			if isinstance(why.__context__, SystemExit):
				break  # told to stop
			continue
		forget(bucket, one)
	if lost:
		sys.exit("no backup was made of " + ", ".join(lost))
	if os.path.exists(COPIED):
		os.remove(COPIED)

def listed(bucket, folder):
	call = ["aws", "s3api", "list-objects-v2", "--bucket", bucket, "--prefix", folder, "--output", "json"]
	answer = subprocess.run(call, capture_output=True, text=True)
	if answer.returncode:
		raise Failed(answer.stderr)
	return [row["Key"][len(folder):] for row in json.loads(answer.stdout or "{}").get("Contents") or []]

# Copies that are older than wanted go once there is a new one: by their age alone the last good one would go, too.
def forget(bucket, one):
	folder, oldest = f"backups/{one['store']}/", stamp(load().get("backup_days", 35))
	try:
		for name in listed(bucket, folder):
			file = name.removeprefix(BEFORE)
			if re.fullmatch(r"\d{8}T\d{6}Z\.[a-z.]+", file) and file < oldest:
				pipe(["aws", "s3", "rm", "--only-show-errors", f"s3://{bucket}/{folder}{name}"])
	except Failed as why:
		print(f"old copies of {one['store']} are still there: {why}", flush=True)

# The newest copy of a store, or the one that a person named.
def found(bucket, one, key):
	folder = f"backups/{one['store']}/"
	if key:
		return key if "/" in key else folder + key
	names = [name for name in listed(bucket, folder) if "/" not in name and name.endswith(ENDING[one["kind"]])]
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

# A full disk would stop every database on it.
def room(url, unpacked, times):
	with open(RUN + "/size", "w+") as file:
		whole(url, [unpacked, ["wc", "-c"]], out=file)
		file.seek(0)
		needed, free = int(file.read()) * times, shutil.disk_usage(DATA).free
	if needed > free:
		raise Failed(f"beside what is there it needs about {needed >> 20} MB of {DATA}, where {free >> 20} are free: "
			"make the disk larger (EC2, Volumes, Modify), or remove what an earlier restore kept")

# The next ones put a copy back, and return where that is which was there before.
def restore_folder(bucket, one, url):
	room(url, ["gzip", "-dc"], 1)
	folder, aside = ROOT + one["folder"], f"{DATA}/set-aside/{one['store']}"
	new, old = aside + ".new", f"{aside}-{stamp()}"
	shutil.rmtree(new, ignore_errors=True)
	os.makedirs(new)
	try:
		pipe(download(url), [*TAR, new, "--ignore-zeros", "-xpzf", "-"])
		prune(new)
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
	room(url, inside(one, "pg_restore", "-f", "-"), 2)  # indexes, and what is written before it is in place
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

# In place, since there is no other: what is there is copied first.
def restore_over(bucket, one, url, into, first=None):
	whole(url, checking(one))
	try:
		stop()
		try:
			before = copy(bucket, one, BEFORE)
		except Failed as why:
			if not one["anyway"]:
				raise Failed(f"it could not be copied first ({why}); `{ANYWAY}` as the last word gives that up")
			before = f"lost, as it could not be copied ({why})"
	except BaseException:
		start()
		raise
	try:
		if first:
			pipe(first)
		pipe(download(url), *into)
	except BaseException as why:
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

ANYWAY = "anyway"

# One that was begun ends, also without a terminal.
def restore(bucket, store="", *words):
	stoppable(signal.SIGTERM)
	stores = {one["store"]: one for one in load()["backups"]}
	if store not in stores:
		sys.exit(f"usage: instance.sh restore STORE [KEY] [{ANYWAY}]; stores that have backups: " + ", ".join(stores))
	one = stores[store] | {"anyway": ANYWAY in words}
	try:
		key = found(bucket, one, next((word for word in words if word not in (ANYWAY, "")), ""))
		url = f"s3://{bucket}/{key}"
		print(f"reading {url}", flush=True)
		if one["kind"] != "folder":
			pipe(call("up", "-d", "--wait", store))
		before = RESTORE.get(one["kind"], restore_sql)(bucket, one, url)
	except (Failed, OSError) as why:
		sys.exit(f"{store} was not restored, it holds what it held before: {why}")
	print(f"{store} holds again what it held then: {key}")
	print(f"What it held until now is {before}")
	print("Check: open the app, sign in, and look for something that you know is older than this backup.")
