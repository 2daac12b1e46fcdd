"""Do docker-compose.yml, the Dockerfile and the proxy agree? Ports, names, passwords, and settings that exist."""

import pathlib
import re
import sys

import yaml

root = pathlib.Path(__file__).parents[2]
compose = yaml.safe_load((root / "docker-compose.yml").read_text())
proxy = (root / ".compose/haproxy.cfg").read_text()
roles = (root / ".compose/roles.sql").read_text()
dockerfile = (root / "Dockerfile").read_text()
readme = (root / "README.md").read_text()
services = compose["services"]
wrong = []


def holds(claim, condition):
    if not condition:
        wrong.append(claim)


servers = re.findall(r'server (\S+) "\$\{\w+-(\S+):(\d+)\}"', proxy)
holds("the proxy names two processes", len(servers) == 2)
for name, host, port in servers:
    listen = services.get(host, {}).get("environment", {}).get("JINQIU_LISTEN", "")
    holds(f"the proxy's {name} is a service that listens on {port}", listen == f"0.0.0.0:{port}")
    holds(f"the image exposes {port}", f"EXPOSE {port}" in dockerfile)
trusted = [s.get("environment", {}).get("JINQIU_TRUSTED_PROXIES") for s in (services[h] for _, h, _ in servers)]
address = services["proxy"]["networks"]["default"]["ipv4_address"]
holds("the processes trust the proxy's address", trusted == [address] * 2)
holds("the proxy says whom it has seen", "option forwardfor" in proxy)
bind = re.search(r'bind "\$\{PROXY_LISTEN-:(\d+)\}"', proxy)
ports = services["proxy"]["ports"]
holds("the proxy's port is published", bind and any(str(port).endswith(f":{bind[1]}") for port in ports))
for name, service in services.items():
    for setting, value in service.get("environment", {}).items():
        if setting.startswith("JINQIU_"):
            holds(f"{setting} of {name} stands in the README", f"`{setting}`" in readme)
        if str(value).startswith("postgres://"):
            role, host, port, database = re.match(r"postgres://(\w+):.*@(\w+):(\d+)/(\w+)", value).groups()
            holds(f"{role} is made by roles.sql", f"CREATE ROLE {role} " in roles)
            holds(f"{database} is made by roles.sql", f"CREATE DATABASE {database} " in roles)
            holds(f"{host} is a service with PostgreSQL", services.get(host, {}).get("image", "").startswith("postgres:"))
    for volume in service.get("volumes", []):
        source = volume.split(":")[0]
        there = (root / source).exists() if source.startswith(".") else source in compose["volumes"]
        holds(f"{name} mounts {source}, which exists", there)
    for other in service.get("depends_on", {}):
        holds(f"{name} waits for {other}, which exists", other in services)
for variable in re.findall(r"\\getenv \w+ (\w+)", roles):
    holds(f"{variable} of roles.sql is given to the database", variable in services["database"]["environment"])

for claim in wrong:
    print(f"docker-compose.yml: does not hold: {claim}", file=sys.stderr)
if wrong:
    sys.exit(1)
print("compose file agrees with proxy, roles and image")
