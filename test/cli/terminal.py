"""Types keys into a command on a pseudo terminal: argv is the command; standard input has one JSON list of steps
{"keys": text, "until": text}, each of which waits until its text has come ('\\0': until the command ends). What was written comes out as JSON, per step."""
import json, os, pty, select, sys, time

steps = json.load(sys.stdin)
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:])


rest = ''


def read_until(wanted, limit=200):
    """What came up to the wanted text; what came behind it is for the next step."""
    global rest
    end = time.time() + limit
    while wanted not in rest and time.time() < end:
        if select.select([terminal], [], [], 0.1)[0]:
            try:
                rest += os.read(terminal, 65536).decode(errors='replace')
            except OSError:
                if wanted == '\0':
                    rest += wanted
                break
    at = rest.find(wanted)
    if at < 0:
        sys.exit(f'{wanted!r} did not come within {limit} s; instead: {rest!r}')
    cut = at + len(wanted)
    seen, rest = rest[:cut], rest[cut:]
    return seen


outputs = []
for step in steps:
    # Key by key, as somebody types: what comes at once is a paste.
    for key in step['keys']:
        os.write(terminal, key.encode())
        time.sleep(0.02)
    outputs.append(read_until(step['until']))
os.close(terminal)
print(json.dumps(outputs))
