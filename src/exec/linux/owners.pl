# Owners that cannot be had, where there is one id for all: a filter hands the calls that ask for them over to us, and the file is told
# whose it would be by an extended attribute, which goes with it wherever it is moved.
package Owners;
use strict;
use warnings;

use constant {
    ATTRIBUTE      => 'user.oci-pack.owner',
    RECEIVE        => 0xc0502100,    # SECCOMP_IOCTL_NOTIF_RECV
    ANSWER         => 0xc0182101,    # SECCOMP_IOCTL_NOTIF_SEND
    IS_VALID       => 0x40082102,    # SECCOMP_IOCTL_NOTIF_ID_VALID
    O_PATH         => 0x200000,
    O_NOFOLLOW     => 0x20000,
    O_CLOEXEC      => 0x80000,
    RESOLVE_IN_ROOT => 0x10,
    AT_EMPTY_PATH  => 0x1000,
    SAME           => 0xffffffff,
};

# Which argument is what: directory, path, user, group, flags; -1 is none, and a missing path is the descriptor in the directory's place.
my %calls = (
    x64   => { 92 => [-1, 0, 1, 2, -1], 93 => [0, -1, 1, 2, -1], 94 => [-1, 0, 1, 2, -2], 260 => [0, 1, 2, 3, 4] },
    arm64 => { 55 => [0, -1, 1, 2, -1], 54 => [0, 1, 2, 3, 4] },
);

# Has the calls of this process, and of all that it will start, handed over. Gives the number of the descriptor to listen at.
sub hand_over {
    my ($code) = @_;
    my $program = pack 'S x![Q] P', length($code) / 8, $code;
    # SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER
    return Kernel::must('remember owners', 'seccomp', 1, 8, $program);
}

# Takes the descriptor of another process that it handed its calls over at.
sub listen_at {
    my ($pid, $number) = @_;
    my $process = Kernel::must('look at a process', 'pidfd_open', $pid, 0);
    my $listener = Kernel::must('listen to a process', 'pidfd_getfd', $process, 0 + $number, 0);
    open my $closing, '<&=', $process;
    return $listener;
}

# Answers one call.
sub serve {
    my ($listener) = @_;
    my $call = "\0" x 80;
    return if Kernel::call('ioctl', $listener, RECEIVE, $call) < 0;
    my ($id, $pid, undef, $number, undef, undef, @arguments) = unpack 'Q L L l L Q Q6', $call;
    my $error = eval { remember($listener, $id, $pid, $number, @arguments); 0 } // -1;
    my $answer = pack 'Q q l L', $id, 0, $error, 0;
    Kernel::call('ioctl', $listener, ANSWER, $answer);
}

sub remember {
    my ($listener, $id, $pid, $number, @arguments) = @_;
    my ($directory, $path, $user, $group, $flags) = @{ $calls{ $ARGV[0] }{$number} // die "an unknown call\n" };
    my ($uid, $gid) = map { $_ & 0xffffffff } @arguments[$user, $group];
    my $given = $flags >= 0 ? $arguments[$flags] : 0;
    my $follow = $flags != -2 && !($given & Kernel::AT_SYMLINK_NOFOLLOW);
    my $name = $path >= 0 ? text_at($pid, $arguments[$path]) : '';
    my $file = $path >= 0 && !($name eq '' && $given & AT_EMPTY_PATH)
        ? find($pid, $directory >= 0 ? $arguments[$directory] : Kernel::AT_FDCWD, $name, $follow)
        : look_at("/proc/$pid/fd/" . ($arguments[$directory] & 0xffffffff));
    open my $closing, '<&=', $file;
    # The process may be gone by now, and another one have its number.
    my $same = pack 'Q', $id;
    Kernel::must('ask again', 'ioctl', $listener, IS_VALID, $same);
    my $place = "/proc/self/fd/$file";
    # The kernel takes set-id bits and capabilities away, as it does for another owner.
    Kernel::must('own a file', 'fchownat', $file, Kernel::text(''), 0, 0, AT_EMPTY_PATH);
    my $before = "\0" x 32;
    my $length = Kernel::call('getxattr', Kernel::text($place), Kernel::text(ATTRIBUTE), $before, 32);
    my ($old_uid, $old_gid) = $length > 0 ? split /:/, substr $before, 0, $length : (0, 0);
    my $owner = ($uid == SAME ? $old_uid : $uid) . ':' . ($gid == SAME ? $old_gid : $gid);
    # All that is root's in a program's eyes it may give to root again: whoever wrote a file anew gave it the owner that it had.
    return if $owner eq '0:0' && $length <= 0;
    # Links and the like take no attribute: of them, root stays the owner.
    Kernel::call('setxattr', Kernel::text($place), Kernel::text(ATTRIBUTE), $owner, length $owner, 0);
}

# A text in the memory of a process.
sub text_at {
    my ($pid, $address) = @_;
    open my $memory, '<:raw', "/proc/$pid/mem" or die "$!\n";
    sysseek $memory, $address, 0;
    my $bytes = '';
    until ($bytes =~ /\0/ || length $bytes > 4096) {
        # Not beyond the page: the next one may not be there.
        my $here = $address + length $bytes;
        sysread $memory, $bytes, 4096 - $here % 4096, length $bytes or last;
    }
    return $bytes =~ /^([^\0]*)\0/ ? $1 : die "no text\n";
}

sub look_at { return Kernel::must("look at $_[0]", 'openat', Kernel::AT_FDCWD, Kernel::text($_[0]), O_PATH | O_CLOEXEC, 0) }

# Opens a file where a process sees it, whatever its links say.
sub find {
    my ($pid, $directory, $name, $follow) = @_;
    my $number = unpack 'l', pack 'L', $directory & 0xffffffff;
    my $from = $name =~ m{^/} ? '' : readlink($number == Kernel::AT_FDCWD ? "/proc/$pid/cwd" : "/proc/$pid/fd/$number") // die "$!\n";
    my $root = look_at("/proc/$pid/root");
    open my $closing, '<&=', $root;
    my $how = pack 'Q3', O_PATH | O_CLOEXEC | ($follow ? 0 : O_NOFOLLOW), 0, RESOLVE_IN_ROOT;
    return Kernel::must("find $name", 'openat2', $root, Kernel::text("$from/$name"), $how, 24);
}

1;
