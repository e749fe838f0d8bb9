# A process in namespaces of its own. Whoever calls `run` stays outside, watches, and sees the files that are left.
package Sandbox;
use strict;
use warnings;

use constant {
    CLONE_NEWNS     => 0x20000,
    CLONE_NEWUSER   => 0x10000000,
    MS_ATTRIBUTES   => 0xf,      # read-only, nosuid, nodev, noexec: the same numbers for mount and mount_setattr
    MS_REMOUNT      => 0x20,
    MS_BIND         => 0x1000,
    MS_REC          => 0x4000,
    MS_PRIVATE      => 0x40000,
    MNT_DETACH      => 2,
    O_PATH          => 0x200000,
    LOCK_SHARED     => 1,
    LOCK_ALONE      => 2,
    LOCK_AT_ONCE    => 4,
};

# Takes the ids that are mapped: `kind` is root (none are), range (root does it, or newuidmap and newgidmap) or single (one id).
sub enter_ids {
    my ($ids) = @_;
    return if $ids->{kind} eq 'root';
    my $mapper = $ids->{kind} eq 'range' ? start_mapper($ids) : sub {
        one_id('uid_map', "0 $ids->{uid} 1");
        one_id('setgroups', 'deny');
        one_id('gid_map', "0 $ids->{gid} 1");
    };
    Kernel::must('make a user namespace', 'unshare', CLONE_NEWUSER);
    $mapper->();
    Kernel::must('take group 0', 'setresgid', 0, 0, 0);
    Kernel::must('take user 0', 'setresuid', 0, 0, 0);
    Kernel::must('leave all groups', 'setgroups', 0, pack('L', 0)) if $ids->{kind} eq 'range';
}

sub one_id {
    my ($file, $line) = @_;
    write_map("/proc/self/$file", $line);
}

sub map_ids {
    my ($file, $map) = @_;
    my @numbers = @$map;
    my $lines = '';
    $lines .= join(' ', splice @numbers, 0, 3) . "\n" while @numbers;
    write_map($file, $lines);
}

# The kernel takes a map whole, by one write (user_namespaces(7)).
sub write_map {
    my ($file, $text) = @_;
    open my $map, '>', $file or die "open $file: $!\n";
    syswrite $map, $text or die "write $file: $!\n";
}

# A process that still has the ids of outside, to map those inside.
sub start_mapper {
    my ($ids) = @_;
    my $target = $$;
    pipe my $wait, my $go or die "make a pipe: $!\n";
    my $mapper = fork // die "fork: $!\n";
    if (!$mapper) {
        close $go;
        sysread $wait, my $byte, 1 or exit 1;
        open STDOUT, '>&', \*STDERR;
        if ($ids->{uid} == 0) {
            eval { map_ids("/proc/$target/${_}_map", $ids->{"${_}Map"}) for qw(uid gid); 1 } and exit 0;
            print STDERR $@;
            exit 1;
        }
        system('newuidmap', $target, @{ $ids->{uidMap} }) == 0 or exit 1;
        exec 'newgidmap', $target, @{ $ids->{gidMap} } or exit 1;
    }
    close $wait;
    return sub {
        syswrite $go, '.';
        waitpid $mapper, 0;
        $? == 0 or die "map the subordinate ids\n";
    };
}

# Mounts that are made from outside, below places that no link leads out of: sources, targets, types, flags, data.
sub mount_all {
    for (@_) {
        my ($source, $target, $type, $flags, $data) = @$_;
        mount_one($source, $target, $type, 0 + $flags, $data);
    }
}

sub mount_one {
    my ($source, $target, $type, $flags, $data) = @_;
    my $bind = $flags & MS_BIND;
    my $now = $bind ? $flags & ~MS_ATTRIBUTES : $flags;
    Kernel::must("mount $type on $target", 'mount', Kernel::text($source), Kernel::text($target), Kernel::text($type), $now, Kernel::text($data));
    my $attributes = $flags & MS_ATTRIBUTES;
    return unless $bind && $attributes;
    my $recursive = $flags & MS_REC ? Kernel::AT_RECURSIVE : 0;
    return if Kernel::call('mount_setattr', Kernel::AT_FDCWD, Kernel::text($target), $recursive, pack('Q4', $attributes, 0, 0, 0), 32) == 0;
    Kernel::must("restrict $target", 'mount', 0, Kernel::text($target), 0, MS_REMOUNT | MS_BIND | $attributes, 0);
}

# Mounts of the request, whose places are made if need be. While the host's root lies over this one, the kernel itself must follow no link:
# `..` at the root would lead out.
sub mount_inside {
    my ($source, $place, $flags, $directory) = @_;
    my $target = inside($place);
    unless (Kernel::inspect($target)) {
        my ($above) = $target =~ m{^(.*)/}s;
        make_directories($above);
        if ($directory) { mkdir $target, 0755 or die "make $target: $!\n" }
        else { open my $file, '>', $target or die "make $target: $!\n" }
    }
    mount_one($source, $target, 'bind', MS_BIND | MS_REC | $flags, '');
}

# Where a path leads when its links are followed, as a path without any.
sub inside {
    my ($path) = @_;
    my @ahead = split m{/}, $path;
    my ($links, @at) = (0);
    while (@ahead) {
        my $name = shift @ahead;
        next if $name eq '' || $name eq '.';
        if ($name eq '..') { pop @at; next }
        my $link = readlink join '/', '', @at, $name;
        if (!defined $link) { push @at, $name; next }
        die "too many links in $path\n" if ++$links > 40;
        @at = () if $link =~ m{^/};
        unshift @ahead, split m{/}, $link;
    }
    return join '/', '', @at;
}

sub make_directories {
    my ($path) = @_;
    my $at = '';
    for (grep { $_ ne '' } split m{/}, $path) {
        $at .= "/$_";
        -d $at or mkdir $at, 0755 or die "make $at: $!\n";
    }
}

# Goes where the process shall be: its own view of the file tree, with nothing of the host but what the job says.
sub enter {
    my ($job) = @_;
    Kernel::must('make a mount namespace', 'unshare', CLONE_NEWNS);
    Kernel::must('keep mounts to ourselves', 'mount', Kernel::text('none'), Kernel::text('/'), 0, MS_REC | MS_PRIVATE, 0);
    mount_all(@{ $job->{mounts} });
    for (@{ $job->{files} }) { Run::write_file(@$_, $job->{own}) }
    my @inside = map {
        my ($path, @rest) = @$_;
        sysopen my $source, $path, O_PATH or die "open $path: $!\n";
        [$source, @rest];
    } @{ $job->{inside} };
    # O_DIRECTORY
    sysopen my $host, '/', 0200000 or die "open /: $!\n";
    chdir 'root' or die "enter the file tree: $!\n";
    Kernel::must('change the root', 'pivot_root', Kernel::text('.'), Kernel::text('.'));
    chdir '/' or die "enter the file tree: $!\n";
    for (@inside) {
        my ($source, $target, $flags, $directory) = @$_;
        mount_inside("/$job->{proc}/self/fd/" . fileno $source, $target, 0 + $flags, $directory);
    }
    chdir $host or die "enter the host's tree: $!\n";
    Kernel::must('leave the host', 'umount2', Kernel::text('.'), MNT_DETACH);
    chdir '/' or die "enter the file tree: $!\n";
    Kernel::call('sethostname', $job->{hostname}, length $job->{hostname});
    raise_loopback() if $job->{loopback};
    enter_one_id($job->{process}) if $job->{nested};
}

sub raise_loopback {
    # AF_INET, SOCK_DGRAM; SIOCSIFFLAGS with IFF_UP
    socket my $socket, 2, 2, 0 or die "make a socket: $!\n";
    my $request = pack 'a16 S x22', 'lo', 1;
    ioctl $socket, 0x8914, $request or die "raise the loopback: $!\n";
}

# Where there is one id, whoever is not root gets it by another name.
sub enter_one_id {
    my ($process) = @_;
    Kernel::must('make a user namespace', 'unshare', CLONE_NEWUSER);
    one_id('uid_map', "$process->{uid} 0 1");
    one_id('setgroups', 'deny');
    one_id('gid_map', "$process->{gid} 0 1");
}

# By folder: what this process has of a cache, and the locks that keep it.
my (%claimed, @locks);

# Waits for its turn at a cache, which lasts as long as this process; one for nobody else (`private`) has another folder while it is
# taken. Gives the folder; `$make` fills one that is new. A process that mounts a cache twice does not wait for itself.
sub claim {
    my ($folder, $sharing, $make) = @_;
    return $claimed{$folder} //= claim_new($folder, $sharing, $make);
}

sub claim_new {
    my ($folder, $sharing, $make) = @_;
    for (my $number = 0; ; $number++) {
        my $place = $number ? "$folder.$number" : $folder;
        -d $place or mkdir $place, 0700 or $!{EEXIST} or die "make $place: $!\n";
        open my $lock, '>>', "$place/lock" or die "open $place/lock: $!\n";
        next unless hold($lock, $sharing eq 'private' ? LOCK_ALONE | LOCK_AT_ONCE : LOCK_ALONE);
        $make->($place) unless -d "$place/data";
        hold($lock, LOCK_SHARED) if $sharing eq 'shared';
        push @locks, $lock;
        return "$place/data";
    }
}

# Whether a file is locked now. Whoever waits sees the builder go away: standard input says nothing during a job, it only ends.
sub hold {
    my ($file, $how) = @_;
    until (flock $file, $how | LOCK_AT_ONCE) {
        next if $!{EINTR};
        $!{EWOULDBLOCK} or die "wait for a cache: $!\n";
        return 0 if $how & LOCK_AT_ONCE;
        vec(my $waiting = '', 0, 1) = 1;
        die "the builder went away\n" if select($waiting, undef, undef, 0.02) > 0;
    }
    return 1;
}

1;
