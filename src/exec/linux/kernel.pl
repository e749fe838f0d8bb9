# System calls that Perl has no word for. Their numbers are those of the processor that argument 1 of the program names.
package Kernel;
use strict;
use warnings;

# name => [x64, arm64]
my %numbers = (
    capget            => [125, 90],
    capset            => [126, 91],
    close             => [3, 57],
    execve            => [59, 221],
    fchownat          => [260, 54],
    getxattr          => [191, 8],
    inotify_add_watch => [254, 27],
    inotify_init1     => [294, 26],
    ioctl             => [16, 29],
    keyctl            => [250, 219],
    lgetxattr         => [192, 9],
    llistxattr        => [195, 12],
    lsetxattr         => [189, 6],
    mknodat           => [259, 33],
    mount             => [165, 40],
    mount_setattr     => [442, 442],
    openat            => [257, 56],
    openat2           => [437, 437],
    pidfd_getfd       => [438, 438],
    pidfd_open        => [434, 434],
    pivot_root        => [155, 41],
    prctl             => [157, 167],
    prlimit64         => [302, 261],
    sched_getaffinity => [204, 123],
    sched_setaffinity => [203, 122],
    seccomp           => [317, 277],
    setgroups         => [116, 159],
    sethostname       => [170, 161],
    setresgid         => [119, 149],
    setresuid         => [117, 147],
    setsid            => [112, 157],
    setxattr          => [188, 5],
    statx             => [332, 291],
    umount2           => [166, 39],
    unshare           => [272, 97],
    utimensat         => [280, 88],
);

my %columns = (x64 => 0, arm64 => 1);
my $column = $columns{ $ARGV[0] // '' } // die "no system calls are known for this processor\n";

use constant {
    AT_FDCWD            => -100,
    AT_SYMLINK_NOFOLLOW => 0x100,
    AT_RECURSIVE        => 0x8000,
};

# Calls by name. Numbers must be numbers and texts texts: Perl hands the former over as they are, of the latter their address. What the
# kernel writes lands in the caller's own variable.
sub call {
    my $name = shift;
    return syscall($numbers{$name}[$column], @_);
}

# The same for what has to succeed; the text tells what was tried.
sub must {
    my $doing = shift;
    my $result = &call;
    die "$doing: $!\n" if $result < 0;
    return $result;
}

# A text as C wants it, and as nothing that was ever taken for a number.
sub text { return "$_[0]\0" }

# What is at a path, a link itself: mode, nlink, uid, gid, size, mtime, nanoseconds, device numbers, which file it is, when it was last
# changed. Empty where nothing is.
sub inspect {
    my ($path) = @_;
    my $buffer = "\0" x 256;
    return if call('statx', AT_FDCWD, text($path), AT_SYMLINK_NOFOLLOW, 0xfff, $buffer) < 0;
    my (undef, undef, undef, $nlink, $uid, $gid, $mode, undef, $ino, $size, undef, undef, @rest) =
        unpack 'L L Q L L L S S Q Q Q Q (q L l)4 L L', $buffer;
    # Each of the times (access, birth, change, modification) is seconds, nanoseconds and nothing. A number may be used again by the next
    # file, which is born later.
    return ($mode, $nlink, $uid, $gid, $size, @rest[9, 10, 12, 13], "$ino $rest[3].$rest[4]", "$rest[6].$rest[7]");
}

sub own {
    my ($path, $uid, $gid) = @_;
    must("chown $path", 'fchownat', AT_FDCWD, text($path), 0 + $uid, 0 + $gid, AT_SYMLINK_NOFOLLOW);
}

# Sets a file's time of change, of a link itself too.
sub date {
    my ($path, $seconds, $nanoseconds) = @_;
    must("set the time of $path", 'utimensat', AT_FDCWD, text($path), pack('q4', ($seconds, $nanoseconds) x 2), AT_SYMLINK_NOFOLLOW);
}

# Extended attributes of a file or of a link itself, as names and values in turns, names in order.
sub attributes {
    my ($path) = @_;
    my $length = call('llistxattr', text($path), 0, 0);
    return if $length <= 0;
    my $names = "\0" x $length;
    $length = call('llistxattr', text($path), $names, $length);
    return map {
        my $value = "\0" x 65536;
        my $size = call('lgetxattr', text($path), text($_), $value, 65536);
        $size < 0 ? () : ($_, substr $value, 0, $size);
    } sort split /\0/, substr $names, 0, $length < 0 ? 0 : $length;
}

sub set_attribute {
    my ($path, $name, $value) = @_;
    my $bytes = "$value";
    must("set $name of $path", 'lsetxattr', text($path), text($name), $bytes, length $bytes, 0);
}

1;
