"""Runs a program in a terminal: terminal.py COLUMNS ROWS PROGRAM ARGUMENT...

What it writes goes to standard output. Each line of standard input is JSON: the window's size, [COLUMNS, ROWS], or a text that is typed.
"""
import fcntl, json, os, pty, select, struct, sys, termios


def resize(terminal, columns, rows):
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack('HHHH', int(rows), int(columns), 0, 0))


child, terminal = pty.fork()
if child == 0:
    resize(0, *sys.argv[1:3])
    os.execvp(sys.argv[3], sys.argv[3:])

commands = os.fdopen(0, 'rb', buffering=0)
sources = [terminal, 0]
while terminal in sources:
    ready, _, _ = select.select(sources, [], [])
    if terminal in ready:
        try:
            data = os.read(terminal, 65536)
        except OSError:  # how Linux tells that nobody has the other end any more
            data = b''
        if not data:
            sources.remove(terminal)
        os.write(1, data)
    if 0 in ready:
        line = commands.readline()
        if not line:
            sources.remove(0)
        else:
            told = json.loads(line)
            if isinstance(told, str):
                os.write(terminal, told.encode())
            else:
                resize(terminal, *told)

_, status = os.waitpid(child, 0)
sys.exit(os.waitstatus_to_exitcode(status) % 256)
