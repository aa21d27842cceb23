import fcntl, os, socket, time

with open("/stub/locked", encoding="utf-8") as file:
    lists, packages = map(float, file.read().split())
os.remove("/stub/locked")
held = {}
for name in ["/var/lib/apt/lists/lock", "/var/lib/dpkg/lock-frontend", "/var/lib/dpkg/lock"]:
    held[name] = open(name, "w")
    fcntl.lockf(held[name], fcntl.LOCK_EX)
with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify:
    notify.sendto(b"READY=1", os.environ["NOTIFY_SOCKET"])
time.sleep(lists)
held.pop("/var/lib/apt/lists/lock").close()
time.sleep(packages)
