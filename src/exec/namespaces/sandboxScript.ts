/**
 * What process 1 of the sandbox does, in POSIX shell. In the folder $1 it finds everything prepared: the layers, `upper`, `work`, `root`,
 * `host`, a skeleton of /dev, the table of mounts. Its other arguments: the overlay's options, the working directory and /dev as paths below
 * `root`, the network, and the command that setpriv executes.
 *
 * The difficulty is that the program must start as another user, with fewer capabilities, when nothing of the host can be reached any
 * more, not even the tools that do this. So a shell of the host waits as that user, loaded already; two steps take the host away: a
 * helper whose root is a second view of the host moves the first one out of sight and detaches it, which takes its own view along;
 * and the waiting shell then executes the program, whose root is the image's by now.
 *
 * Standard input is a lifeline: when the builder goes away, it ends, and with process 1 the kernel ends all others. The exit status goes
 * to the file `status`; where that stays empty the sandbox was not made, and `log` says why.
 */
export const sandboxScript = `
set -eu
umask 022
cd "$1"
exec 3<&0 0</dev/null 7>status 4>&2 2>log
trap 'exit 143' TERM
(read -r _ <&3 || :; kill -TERM 1) 4>&- 7>&- &
exec 3<&-

mount -t overlay -o "$2" overlay root
mkdir -p "root/$3"
mount -t tmpfs -o nosuid,nodev,mode=755,size=65536k tmpfs "root/$4"
cp -a dev/. "root/$4"
mount -a -T mounts
mount --rbind / host
hostname buildkitsandbox || :
[ "$5" = host ] || ip link set lo up
mkfifo ready go
exec 5<root 6</

base=$PWD cwd=$3 dev=$4
shift 5
(
  exec 2>&4 4>&- 5<&- 6<&- 7>&- 8>ready 9<go
  cd "root/$cwd"
  exec setpriv "$@"
) &
program=$!
exec 8<ready 9>go
read -r _ <&8 || { wait "$program" || :; exit 1; }

chroot host /bin/sh -c '
  chroot /proc/self/fd/6 /bin/sh -c "exec pivot_root \\"\\$1\\" \\"\\$2\\"" sh "$1/root" "$1/root/$2/mqueue"
  umount -c -l "/proc/self/fd/5/$2/mqueue"
' sh "$base" "$dev"
exec 4>&- 5<&- 6<&- 8<&-
echo >&9
exec 9>&-
status=0
wait "$program" || status=$?
echo "$status" >&7
`

/**
 * What the waiting shell does: it says that it is loaded, waits, takes the environment (\`NAME=value\` arguments up to \`--\`) and becomes
 * the program. Its own variables go first, so that the environment is the request's alone.
 */
export const waitingScript = `
echo >&8
exec 8>&-
read -r _ <&9 || exit 1
exec 9<&-
unset PWD OLDPWD SHLVL _ 2>/dev/null
while [ "$1" != -- ]; do export "$1"; shift; done
shift
exec "$@"
`
