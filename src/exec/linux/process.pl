# What a process becomes before it is the program: limits, rights, user, environment.
package Process;
use strict;
use warnings;

use constant {
    PR_SET_PDEATHSIG   => 1,
    PR_SET_SECCOMP     => 22,
    PR_CAPBSET_DROP    => 24,
    CAPABILITY_VERSION => 0x20080522,
    LAST_CAPABILITY    => 63,
    NO_LIMIT           => ~0,
};

# Turns this process into the program. `$p` tells: cwd, argv, env, uid, gid, groups, limits (number, soft, hard), capabilities (a mask, or
# -1 for all), filter (a seccomp program), owners (another one). `$handed` is told where calls about owners are handed over. Comes back only to
# say why the program cannot be executed.
sub become {
    my ($p, $handed) = @_;
    umask 022;
    Kernel::call('prctl', PR_SET_PDEATHSIG, 9);
    for (@{ $p->{limits} }) {
        my ($number, $soft, $hard) = @$_;
        my $limit = pack 'Q2', map { $_ < 0 ? NO_LIMIT : 0 + $_ } $soft, $hard;
        Kernel::must("set the limit $number to $soft:$hard", 'prlimit64', 0, 0 + $number, $limit, 0);
    }
    my $all = $p->{capabilities} < 0;
    my $mask = 0 + $p->{capabilities};
    unless ($all) {
        $mask & 1 << $_ or Kernel::call('prctl', PR_CAPBSET_DROP, $_) for 0 .. LAST_CAPABILITY;
    }
    my ($uid, $gid) = (0 + $p->{uid}, 0 + $p->{gid});
    # /dev/stdout is for the user to open; where it cannot be given, it is the user's already.
    chown $uid, $gid, \*STDOUT, \*STDERR;
    filter($p) if length $p->{filter};
    if (@{ $p->{groups} } || !$p->{keepGroups}) {
        Kernel::must('set the groups', 'setgroups', scalar @{ $p->{groups} }, pack('L*', @{ $p->{groups} }, 0));
    }
    Kernel::must("become group $gid", 'setresgid', $gid, $gid, $gid);
    Kernel::must("become user $uid", 'setresuid', $uid, $uid, $uid);
    $handed->(Owners::hand_over($p->{owners})) if length $p->{owners};
    unless ($all) {
        # Where the builder itself lacks some, as in a container with fewer, so does the program.
        my $held = $uid == 0 ? $mask & permitted() : 0;
        my ($low, $high) = ($held & 0xffffffff, $held >> 32);
        Kernel::must('give up capabilities', 'capset', pack('L l', CAPABILITY_VERSION, 0), pack('L6', $low, $low, 0, $high, $high, 0));
    }
    $SIG{$_} = 'DEFAULT' for qw(PIPE CHLD INT TERM HUP);
    return execute(@$p{qw(argv env)});
}

# The capabilities that this process has or may have, as a mask.
sub permitted {
    my $sets = "\0" x 24;
    Kernel::must('look at capabilities', 'capget', pack('L l', CAPABILITY_VERSION, 0), $sets);
    my (undef, $low, undef, undef, $high) = unpack 'L6', $sets;
    return $high << 32 | $low;
}

# In a container whose root may not do this, the container's own filter has to do.
sub filter {
    my ($p) = @_;
    my $program = pack 'S x![Q] P', length($p->{filter}) / 8, $p->{filter};
    return if Kernel::call('prctl', PR_SET_SECCOMP, 2, $program) == 0 || $p->{filterIfPossible};
    die "filter system calls: $!\n";
}

# Executes a program, looked up in the PATH of its own environment. Comes back with the reason why not, and the status for it.
sub execute {
    my ($argv, $env) = @_;
    my ($name) = @$argv;
    my ($path) = map { /^PATH=(.*)/s ? $1 : () } @$env;
    my @places = $name =~ m{/} ? $name : map { ($_ eq '' ? '.' : $_) . "/$name" } split /:/, $path // '', -1;
    my @found = grep { -f $_ && -x _ } @places;
    my $place = @found ? $found[0] : $places[0] // $name;
    my @arguments = map { Kernel::text($_) } @$argv;
    my @variables = map { Kernel::text($_) } @$env;
    my $arguments = pack 'p' x @arguments . 'Q', @arguments, 0;
    my $variables = pack 'p' x @variables . 'Q', @variables, 0;
    Kernel::call('execve', Kernel::text($place), $arguments, $variables);
    return ("$!", $!{ENOENT} ? 127 : 126) if @found || $name =~ m{/};
    return ('it is not in the PATH', 127);
}

1;
