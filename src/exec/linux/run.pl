# The job `run`: a process in a sandbox or in a changed root, from the preparation of its files to what it left.
package Run;
use strict;
use warnings;

# Prepares, executes, tells what the process prints (`o`, `e`), how it ended (`x`) and, where that was well, what it changed.
sub run {
    my ($job) = @_;
    my $ended = 0;
    eval {
        prepare($job);
        my $status = supervise(start($job), $job->{watch});
        Wire::tell('x', $status & 127 ? 'signal ' . ($status & 127) : 'status ' . ($status >> 8));
        if ($job->{forget}) { length $job->{copy} and Place::take_back($job->{copy}, $job->{before}) }
        elsif ($status == 0) { harvest($job) }
        1;
    } or $ended = $@;
    chdir '/';
    Files::remove($job->{base});
    die $ended if $ended;
}

sub prepare {
    my ($job) = @_;
    my $base = $job->{base};
    mkdir $base, 0755 or die "make $base: $!\n";
    chdir $base or die "enter $base: $!\n";
    for (@{ $job->{folders} }) { mkdir $_, 0755 or die "make $_: $!\n" }
    for (@{ $job->{links} }) { symlink $_->[1], $_->[0] or die "make $_->[0]: $!\n" }
    for (@{ $job->{trees} }) {
        my ($folder, $entries) = @$_;
        my @entries = @$entries;
        Files::make("$base/$folder", $job->{own}, sub { shift @entries }, sub { '' });
        chdir $base or die "enter $base: $!\n";
    }
    for (@{ $job->{sockets} }) {
        my ($path, $uid, $gid, $mode) = @$_;
        Kernel::own($path, $uid, $gid) if $job->{own};
        chmod $mode, $path or die "set the mode of $path: $!\n";
    }
    for (@{ $job->{caches} }) {
        my ($name, $folder, $sharing, $entry, $seed) = @$_;
        my $data = Sandbox::claim($folder, $sharing, sub { new_cache($job, $entry, $seed, @_) });
        symlink $data, $name or die "make $name: $!\n";
    }
    for (@{ $job->{written} }) { write_file(@$_, $job->{own}) }
    return unless length $job->{copy};
    for (@{ $job->{devices} }) { make_device(@$_) }
    Place::put_all($job->{copy}, $base, @{ $job->{places} });
    $job->{watch} = Watch::begin();
    $job->{before} = Files::marks($job->{copy});
    chdir $base or die "enter $base: $!\n";
}

sub write_file {
    my ($path, $bytes, $uid, $gid, $mode, $own) = @_;
    # O_WRONLY | O_CREAT | O_EXCL
    sysopen my $file, $path, 0301, 0600 or die "make $path: $!\n";
    Files::put($file, $bytes, $path);
    close $file or die "write $path: $!\n";
    Kernel::own($path, $uid, $gid) if $own;
    chmod $mode, $path or die "set the mode of $path: $!\n";
}

# A device or a pipe, by its bits in a mode and its numbers, for everybody.
sub make_device {
    my ($path, $format, $major, $minor) = @_;
    Kernel::must("make $path", 'mknodat', Kernel::AT_FDCWD, Kernel::text($path), $format | 0600, $major << 8 | $minor);
    chmod 0666, $path or die "set the mode of $path: $!\n";
}

# A new cache holds what it shall at first (`$seed`), or nothing. It has its name when it is whole.
sub new_cache {
    my ($job, $entry, $seed, $place) = @_;
    my $new = $seed;
    if ($new eq '') {
        $new = "$place/new.$$";
        Files::remove($new);
        mkdir $new, 0700 or die "make $new: $!\n";
        chdir $new or die "enter $new: $!\n";
        Files::finish($entry, $job->{own});
        chdir $job->{base} or die "enter $job->{base}: $!\n";
    }
    rename $new, "$place/data" or die "make $place/data: $!\n";
}

# Starts the process; gives its id, and what it prints and its reports come out of.
sub start {
    my ($job) = @_;
    my $flags = 0 + $job->{namespaces};
    Kernel::must('make namespaces', 'unshare', $flags & ~Sandbox::CLONE_NEWNS) if $flags;
    Kernel::call('prctl', 36, 1) unless $flags;    # PR_SET_CHILD_SUBREAPER: what the process leaves behind comes to us
    pipe my $out, my $out_end or die "make a pipe: $!\n";
    pipe my $err, my $err_end or die "make a pipe: $!\n";
    pipe my $report, my $report_end or die "make a pipe: $!\n";
    pipe my $wait, my $go or die "make a pipe: $!\n";
    Wire::flush();
    my $child = fork // die "fork: $!\n";
    # What the process writes to a pipe with a name, where /dev/stdout cannot be the one that it has.
    my @named = map { [$_->[0], open_pipe($_->[1])] } @{ $job->{pipes} };
    if (!$child) {
        close STDIN;
        open STDIN, '<', '/dev/null';
        my ($status, $why) = (127, 'f');
        eval {
            Kernel::call('prctl', Process::PR_SET_PDEATHSIG, 9);
            Kernel::must('begin a session', 'setsid');
            Kernel::call('keyctl', 1, 0);
            for (@{ $job->{groups} }) { join_group($_) }
            keep_to($job->{processors}) if $job->{processors};
            Sandbox::enter($job) if $flags & Sandbox::CLONE_NEWNS;
            length $job->{root} and (chroot $job->{root} && chdir '/' or die "enter the file tree: $!\n");
            Sandbox::make_directories($job->{process}{cwd});
            chdir $job->{process}{cwd} or die "enter the working directory $job->{process}{cwd}: $!\n";
            open STDOUT, '>&', $out_end or die "redirect: $!\n";
            open STDERR, '>&', $err_end or die "redirect: $!\n";
            my $reason;
            ($reason, $status) = Process::become($job->{process}, sub {
                syswrite $report_end, "h$_[0]\n";
                close $go;
                sysread $wait, my $byte, 1 or die "nobody remembers owners\n";
            });
            $why = 'p';
            die "$job->{process}{argv}[0]: $reason\n";
        };
        syswrite $report_end, "$why$@";
        exit $status;
    }
    close $_ for $out_end, $err_end, $report_end, $wait;
    return ($child, $report, $go, [['o', $out], ['e', $err]], \@named);
}

# Puts this process, and what it will start, into a control group.
sub join_group {
    my ($folder) = @_;
    # O_WRONLY
    sysopen my $group, "$folder/cgroup.procs", 1 or die "enter $folder: $!\n";
    defined syswrite $group, '0' or die "enter $folder: $!\n";
}

# Lets this process use so many of the processors that it may use now, any of them.
sub keep_to {
    my ($count) = @_;
    my $mask = "\0" x 1024;
    my $length = Kernel::must('ask for processors', 'sched_getaffinity', 0, length $mask, $mask);
    my @usable = grep { vec $mask, $_, 1 } 0 .. 8 * $length - 1;
    return if @usable <= $count;
    my $first = int rand @usable;
    my $kept = "\0" x $length;
    vec($kept, $usable[($first + $_) % @usable], 1) = 1 for 0 .. $count - 1;
    Kernel::must('keep to some processors', 'sched_setaffinity', 0, $length, $kept);
}

sub open_pipe {
    my ($path) = @_;
    # O_RDWR | O_NONBLOCK: it must not wait for a writer, nor end with one.
    sysopen my $pipe, $path, 04002 or die "open $path: $!\n";
    return $pipe;
}

# Hands on what the process prints until it has ended, and ends it when the builder goes away. Gives its status as wait(2) does.
sub supervise {
    my ($child, $report, $go, $streams, $named, $watched) = @_;
    my $watch = Kernel::call('pidfd_open', $child, 0);
    my %ending = map { (fileno $_->[1] => $_) } @$streams;
    my %endless = map { (fileno $_->[1] => $_) } @$named;
    my ($status, $stopped, $listener);
    my ($reporting, $told) = (1, '');
    while (%ending || !defined $status) {
        my $waiting = '';
        vec($waiting, $_, 1) = 1 for keys %ending, keys %endless;
        vec($waiting, fileno $report, 1) = 1 if $reporting;
        vec($waiting, $listener, 1) = 1 if defined $listener && !defined $status;
        vec($waiting, fileno $watched, 1) = 1 if $watched;
        vec($waiting, 0, 1) = 1 unless $stopped;
        vec($waiting, $watch, 1) = 1 if $watch >= 0 && !defined $status;
        my $count = select $waiting, undef, undef, defined $status || $watch >= 0 ? undef : 0.01;
        if ($count > 0) {
            for (grep { vec $waiting, $_, 1 } keys %ending, keys %endless) {
                my ($type, $stream) = @{ $ending{$_} // $endless{$_} };
                my $read = sysread $stream, my $bytes, 65536;
                if ($read) { Wire::tell($type, $bytes) }
                elsif (defined $read) { delete $ending{$_} }
            }
            Wire::flush();
            if ($reporting && vec $waiting, fileno $report, 1) {
                $reporting = sysread $report, $told, 65536, length $told;
                if ($told =~ s/^h(\d+)\n//) {
                    $listener = Owners::listen_at($child, $1);
                    syswrite $go, '.';
                }
            }
            Watch::look() if $watched && vec $waiting, fileno $watched, 1;
            Owners::serve($listener) if defined $listener && !defined $status && vec $waiting, $listener, 1;
            # Standard input gives orders, or ends.
            if (!$stopped && vec $waiting, 0, 1) {
                my $read = sysread STDIN, my $orders, 64;
                $stopped = 1 if defined $read && !$read;
                kill(!$stopped && $orders !~ /k/ ? 15 : 9, $child) if defined $read && !defined $status;
            }
        }
        if (!defined $status && waitpid($child, 1) == $child) {
            $status = $?;
            end_orphans();
        }
    }
    for (@$named) {
        my ($type, $stream) = @$_;
        while (sysread $stream, my $bytes, 65536) { Wire::tell($type, $bytes) }
    }
    die "the builder went away\n" if $stopped;
    1 while $reporting && sysread $report, $told, 65536, length $told;
    return $status if $told eq '';
    die substr $told, 1 if $told =~ /^f/;
    Wire::tell('e', substr $told, 1);
    return $status;
}

# Ends what the process started and left behind, where no namespace does.
sub end_orphans {
    for (;;) {
        1 while waitpid(-1, 1) > 0;
        my @children = children() or return;
        kill 9, @children;
        waitpid -1, 0;
    }
}

sub children {
    open my $list, '<', "/proc/self/task/$$/children" or return;
    return split ' ', <$list> // '';
}

sub harvest {
    my ($job) = @_;
    return Files::show($job->{upper}) unless length $job->{copy};
    Watch::note($job->{before});
    Files::show($job->{copy}, $job->{before}, Place::take_back($job->{copy}, $job->{before}));
}

1;
